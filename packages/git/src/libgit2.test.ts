import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { withLibgit2 } from './libgit2.ts';

const processExitCode = process.exitCode;
afterEach(() => {
  process.exitCode = processExitCode;
});

test('a command that fails says so, and leaves the exit status of the process alone', async () => {
  for (const status of [undefined, 0, 3]) {
    process.exitCode = status;
    const result = await withLibgit2((git) => git.run('diff', 'none', 'none'));
    expect(result.exitCode).not.toBe(0);
    expect(result.stderr).toContain('could not find repository');
    expect(process.exitCode).toBe(status);
  }
});

test('a command that succeeds leaves the exit status of the process alone', async () => {
  process.exitCode = 3;
  const { exitCode } = await withLibgit2((git) => git.run('init', '/new'));
  expect(exitCode).toBe(0);
  expect(process.exitCode).toBe(3);
});

test('each command gives its own output', async () => {
  await withLibgit2((git) => {
    git.run('diff', 'none');
    expect(git.run('init', '/new').stderr).toBe('');
  });
});

test('a job sees nothing of the job before it', async () => {
  await withLibgit2(({ files }) => files.writeFile('/left-behind', 'x'));
  await withLibgit2(({ files }) => expect(() => files.readFile('/left-behind')).toThrow());
});

test('a job that throws makes room for the next', async () => {
  const failing = withLibgit2(() => {
    throw new Error('the job failed');
  });
  const next = withLibgit2(() => 'done');
  await expect(failing).rejects.toThrow('the job failed');
  expect(await next).toBe('done');
});

test('a bundle needs no package, only lg2.wasm beside it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'holt-bundle-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(
    join(folder, 'entry.ts'),
    `import { createPatch } from ${JSON.stringify(join(import.meta.dirname, 'index.ts'))};
    process.stdout.write(await createPatch([{ path: 'a.md', new: new TextEncoder().encode('bundled\\n') }]));`,
  );
  await build({
    entryPoints: [join(folder, 'entry.ts')],
    outfile: join(folder, 'bundle.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    logLevel: 'error',
  });
  copyFileSync(createRequire(import.meta.url).resolve('wasm-git/lg2.wasm'), join(folder, 'lg2.wasm'));
  rmSync(join(folder, 'entry.ts'));
  expect(execFileSync(process.execPath, [join(folder, 'bundle.mjs')], { cwd: folder, env: {} }).toString()).toContain(
    '+bundled',
  );
});
