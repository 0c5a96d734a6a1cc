import { expect, it } from 'vitest';
import { FUZZ_TIMEOUT_MS, fuzzTool } from './testing/fuzz-tool.ts';
import { TOOLS } from './tool-list.ts';

const writing = [...TOOLS.values()].filter(({ scope }) => scope === 'write').map((tool) => [tool.name, tool] as const);

it.each(writing)(
  '%s answers or refuses whatever it is called with, and writes all or nothing',
  async (_name, tool) => {
    const endings = await fuzzTool(tool);
    // So that it was not only refused.
    expect(endings.get('committed')).toBeGreaterThan(50);
  },
  FUZZ_TIMEOUT_MS,
);
