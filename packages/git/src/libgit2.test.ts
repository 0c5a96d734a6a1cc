import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterEach, expect, onTestFinished, test } from 'vitest';
import { buildPack } from './build-pack.ts';
import { encodeCommit } from './commit.ts';
import { encodeBlob } from './git-object.ts';
import { withLibgit2 } from './libgit2.ts';
import { createMemoryRepository } from './memory-repository.ts';
import { mergeTexts } from './merge-texts.ts';
import { createGenerator } from './testing/generator.ts';
import { ADA, BLOB, COMMIT, TREE } from './testing/sample-objects.ts';
import { settlesInMicrotasks } from './testing/settles-in-microtasks.ts';
import { emptyTree, encodeTree } from './tree.ts';

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

test('a job sees nothing of the jobs before it, wherever they left it', async () => {
  for (const path of ['page.md', '/job/page.md', '/left-behind', '/tmp/x', '/home/web_user/.netrc', '/home/x']) {
    await withLibgit2(({ files }) => files.writeFile(path, 'x'));
    await withLibgit2(({ files, folder }) => {
      expect(() => files.readFile(path)).toThrow();
      expect(files.readdir('.')).toEqual(files.readdir(folder));
      expect(files.readdir(folder)).toEqual(['.', '..']);
    });
  }
});

test('a job that throws makes room for the next, and leaves nothing to it', async () => {
  const failing = withLibgit2(({ files }) => {
    files.mkdir('deep');
    files.chdir('deep');
    throw new Error('the job failed');
  });
  const next = withLibgit2(({ files }) => files.readdir('.'));
  await expect(failing).rejects.toThrow('the job failed');
  expect(await next).toEqual(['.', '..']);
});

test('an instance is kept for the next job, unless its memory has grown', async () => {
  const filesOf = () => withLibgit2(({ files }) => files);
  const first = await filesOf();
  expect(await filesOf()).toBe(first);
  await withLibgit2((git) => {
    const { add } = createMemoryRepository(git);
    const blob = add(encodeBlob(Buffer.alloc(24 * 1024 * 1024)));
    const tree = add(encodeTree([{ mode: '100644', name: 'a', oid: blob }]));
    expect(git.run('diff', '--stat', add(emptyTree), tree).exitCode).toBe(0);
  });
  expect(await filesOf()).not.toBe(first);
});

test('among hundreds of jobs, each does the same whatever came before it', { timeout: 60_000 }, async () => {
  const generator = createGenerator('reused instances');
  const text = (seed: number, change = 'line') =>
    Buffer.from(Array.from({ length: 40 }, (_, i) => `${i === seed ? change : 'line'} ${i} of ${seed}\n`).join(''));
  const jobs = Array.from({ length: 10 }, (_, seed) => {
    const blob = encodeBlob(text(seed));
    const tree = encodeTree([{ mode: '100644', name: `page-${seed}`, oid: blob.oid }]);
    const commit = encodeCommit({ tree: tree.oid, parents: [], author: ADA, committer: ADA, message: '' });
    const objects = [blob, tree, commit];
    return [
      () => mergeTexts({ path: 'a', base: text(seed), ours: text(seed, 'mine'), theirs: text(seed, 'theirs') }),
      () => buildPack({ head: commit.oid, objects }),
      () => withLibgit2((git) => git.run('diff', `none-${seed}`)),
      () =>
        withLibgit2((git) => {
          const { add } = createMemoryRepository(git);
          for (const object of [...objects, emptyTree]) add(object);
          return git.run('diff', '--find-renames=50', emptyTree.oid, tree.oid);
        }),
    ];
  }).flat();
  const expected = new Map<number, unknown>();
  for (let i = 0; i < 400; i++) {
    const job = generator.integer(jobs.length);
    const result = await jobs[job]?.();
    if (expected.has(job)) expect(result, `round ${i}`).toEqual(expected.get(job));
    expected.set(job, result);
  }
  expect(expected.size).toBe(jobs.length);
});

test('once libgit2 is loaded, jobs need no turn of the event loop, however many they are', async () => {
  await withLibgit2(() => {});
  const jobs = Array.from({ length: 200 }, () => withLibgit2((git) => git.run('diff', 'none')));
  expect(await settlesInMicrotasks(Promise.all(jobs))).toBe(true);
  const pack = buildPack({ head: COMMIT.oid, objects: [BLOB, TREE, COMMIT] });
  expect(await settlesInMicrotasks(pack)).toBe(true);
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
