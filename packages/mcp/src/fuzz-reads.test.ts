import { expect, it } from 'vitest';
import { FUZZ_TIMEOUT_MS, fuzzTool } from './testing/fuzz-tool.ts';
import { TOOLS } from './tool-list.ts';

const reading = [...TOOLS.values()].filter(({ scope }) => scope === 'read').map((tool) => [tool.name, tool] as const);

it.each(reading)(
  '%s answers or refuses whatever it is called with, and changes nothing',
  async (_name, tool) => {
    const endings = await fuzzTool(tool);
    expect(endings.get('committed')).toBeUndefined();
    // So that it was not only the arguments that were refused.
    expect(endings.get('done')).toBeGreaterThan(100);
  },
  FUZZ_TIMEOUT_MS,
);
