import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { ROOT, runScript } from './run-script.ts';

test('sst.config.ts and stacks/ agree with the types of SST and its AWS provider', async () => {
  expect(await runScript(['node_modules/typescript/bin/tsc', '-p', 'stacks'])).toEqual({
    status: 0,
    stdout: '',
    stderr: '',
  });
});

test('synth writes the same graph at every run, to a file when asked', async () => {
  const out = join(temporaryFolder(), 'graph.json');
  const silent = { status: 0, stdout: '', stderr: '' };
  expect(await runScript(['scripts/synth.ts', '--stage', 'pr-2', '--out', out])).toEqual(silent);
  const { stdout } = await runScript(['scripts/synth.ts', '--stage', 'pr-2']);
  expect(stdout).toBe(readFileSync(out, 'utf8'));
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

test('the set-up says what it needs when the npm registry is out of reach: status 1', async () => {
  const folder = temporaryFolder();
  cpSync(join(ROOT, 'scripts/set-up-sst.ts'), join(folder, 'scripts/set-up-sst.ts'));
  writeFileSync(join(folder, 'sst.config.ts'), "export default $config({ app: () => ({ name: 'a', home: 'aws' }) });");
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const { status, stderr } = await runScript([join(folder, 'scripts/set-up-sst.ts')], {
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_fetch_retries: '0',
    npm_config_cache: join(folder, 'cache'),
  });
  expect(status).toBe(1);
  expect(stderr).toContain("SST's components can't be installed");
  expect(stderr).toContain('127.0.0.1:9');
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'holt-infra-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}
