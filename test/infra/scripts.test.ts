import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runScript } from './run-script.ts';

test('sst.config.ts and stacks/ agree with the types of SST and its AWS provider', async () => {
  expect(await runScript(['node_modules/typescript/bin/tsc', '-p', 'stacks'])).toEqual({
    status: 0,
    stdout: '',
    stderr: '',
  });
});

test('synth writes the same graph at every run, to a file when asked', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'holt-synth-'));
  try {
    const out = join(directory, 'graph.json');
    expect(await runScript(['scripts/synth.ts', '--stage', 'pr-2', '--out', out])).toEqual({
      status: 0,
      stdout: '',
      stderr: '',
    });
    const { stdout } = await runScript(['scripts/synth.ts', '--stage', 'pr-2']);
    expect(stdout).toBe(readFileSync(out, 'utf8'));
  } finally {
    rmSync(directory, { recursive: true });
  }
});

test.each([[[]], [['--stage']], [['--stage', 'my stage']], [['--stage', 'pr-1', '--verbose']]])(
  'synth %j is wrong usage: status 2, the usage, no graph',
  async (args) => {
    const { status, stdout, stderr } = await runScript(['scripts/synth.ts', ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('Usage: pnpm synth --stage NAME');
  },
);

test('the set-up leaves a component source that is there as it is, without a home folder too', async () => {
  expect(await runScript(['scripts/set-up-sst.ts'], { HOME: undefined })).toEqual({
    status: 0,
    stdout: '',
    stderr: '',
  });
});
