import { MemoryObjectStore } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { expect, test } from 'vitest';
import { encodeCommit } from './commit.ts';
import { diffTrees } from './diff-trees.ts';
import { encodeFolders } from './encode-folders.ts';
import { findEntry } from './find-entry.ts';
import { encodeBlob } from './git-object.ts';
import { listTree } from './list-tree.ts';
import { openRepository } from './repository.ts';
import { copyToFolder } from './testing/copy-to-folder.ts';
import { createGenerator } from './testing/generator.ts';
import { createRealGit } from './testing/real-git.ts';
import { writeHistory } from './testing/write-history.ts';
import { emptyTree, encodeTree } from './tree.ts';
import { type WalkOptions, walkCommits } from './walk-commits.ts';

const PREFIX = 'git/o/w/';
const NONE = '0'.repeat(40);
const BLOB = encodeBlob(Buffer.from('page\n')).oid;

async function openWith(paths: string[]) {
  const store = countingStore(new MemoryObjectStore());
  const trees = encodeFolders(paths.map((path) => ({ path, oid: BLOB })));
  await openRepository({ store, prefix: PREFIX }).writeObjects(trees);
  store.reset();
  return { store, repository: openRepository({ store, prefix: PREFIX }), tree: trees.at(-1)?.oid ?? '' };
}

test('generated trees differ as git diff-tree says', async () => {
  const store = new MemoryObjectStore();
  const repository = openRepository({ store, prefix: PREFIX });
  const history = await writeHistory(repository, createGenerator('diff'), 30);
  const git = createRealGit();
  await copyToFolder(store, PREFIX, git.folder);
  const generator = createGenerator('pairs');
  const pairs = history.slice(1).map(({ tree }, i) => [history[i]?.tree ?? '', tree]);
  for (let i = 0; i < 20; i++) pairs.push([generator.pick(history).tree, generator.pick(history).tree]);
  for (const [from = '', to = ''] of pairs) {
    const raw = git.text(['diff-tree', '-r', '-z', '--raw', '--no-renames', from, to]).split('\0').filter(Boolean);
    const expected = raw.flatMap((line, i) => (i % 2 === 0 ? [`${line.replace(/ T$/, ' M')} ${raw[i + 1]}`] : []));
    const lines = (await diffTrees(repository, from, to)).map(({ path, old, new: now }) => {
      const kind = old ? (now ? 'M' : 'D') : 'A';
      return `:${old?.mode ?? '000000'} ${now?.mode ?? '000000'} ${old?.oid ?? NONE} ${now?.oid ?? NONE} ${kind} ${path}`;
    });
    expect(lines).toEqual(expected);
  }
});

test('a difference from nothing adds everything, one to nothing deletes it', async () => {
  const { repository, tree } = await openWith(['b.md', 'a/c.md']);
  const file = { mode: '100644', oid: BLOB };
  expect(await diffTrees(repository, undefined, tree)).toEqual([
    { path: 'a/c.md', new: file },
    { path: 'b.md', new: file },
  ]);
  expect(await diffTrees(repository, tree, undefined)).toEqual([
    { path: 'a/c.md', old: file },
    { path: 'b.md', old: file },
  ]);
  expect(await diffTrees(repository, undefined, undefined)).toEqual([]);
});

test('only folders that differ are read', async () => {
  const { store, repository, tree } = await openWith(['a/x/1.md', 'a/y/1.md', 'b/1.md', 'c/1.md']);
  const changed = encodeFolders(['a/x/1.md', 'a/y/2.md', 'b/1.md', 'c/1.md'].map((path) => ({ path, oid: BLOB })));
  await openRepository({ store, prefix: PREFIX }).writeObjects(changed);
  store.reset();
  expect((await diffTrees(repository, tree, changed.at(-1)?.oid)).map(({ path }) => path)).toEqual([
    'a/y/1.md',
    'a/y/2.md',
  ]);
  expect(store.requests).toHaveLength(6);
  store.reset();
  expect(await diffTrees(repository, NONE, NONE)).toEqual([]);
  expect(store.requests).toEqual([]);
});

test('a file that becomes a folder is a deletion and additions', async () => {
  const { store, repository, tree } = await openWith(['a', 'b/a']);
  const changed = encodeFolders(['a/b', 'b'].map((path) => ({ path, oid: BLOB })));
  await openRepository({ store, prefix: PREFIX }).writeObjects(changed);
  const changes = await diffTrees(repository, tree, changed.at(-1)?.oid);
  expect(changes.map(({ path, old }) => [path, old ? 'deleted' : 'added'])).toEqual([
    ['a', 'deleted'],
    ['a/b', 'added'],
    ['b', 'added'],
    ['b/a', 'deleted'],
  ]);
});

test('a file that only became executable differs', async () => {
  const { store, repository, tree } = await openWith(['a', 'b']);
  const changed = encodeFolders([
    { path: 'a', oid: BLOB, mode: '100755' },
    { path: 'b', oid: BLOB },
  ]);
  await openRepository({ store, prefix: PREFIX }).writeObjects(changed);
  expect(await diffTrees(repository, tree, changed.at(-1)?.oid)).toEqual([
    { path: 'a', old: { mode: '100644', oid: BLOB }, new: { mode: '100755', oid: BLOB } },
  ]);
});

test('submodules are passed over', async () => {
  const { store, repository } = await openWith([]);
  const module = encodeTree([{ mode: '160000', name: 'module', oid: BLOB }]);
  await openRepository({ store, prefix: PREFIX }).writeObjects([module, emptyTree]);
  expect(await listTree(repository, module.oid)).toEqual([]);
  expect(await diffTrees(repository, emptyTree.oid, module.oid)).toEqual([]);
});

test('sibling folders are read at the same time', async () => {
  const paths = Array.from({ length: 100 }, (_, i) => `folder-${i}/page-${i}.md`);
  const { store, repository, tree } = await openWith(paths);
  let waiting: (() => void)[] = [];
  let most = 0;
  const get = store.get;
  store.get = async (key) => {
    // Answers only when nothing more is asked for, so that the most at once is what was possible.
    await new Promise<void>((resolve) => {
      waiting.push(resolve);
      most = Math.max(most, waiting.length);
      setImmediate(() => {
        for (const answer of waiting) answer();
        waiting = [];
      });
    });
    return await get(key);
  };
  expect(await listTree(repository, tree)).toHaveLength(100);
  expect(most).toBe(32);
});

test('an entry is found by its path, at the cost of one tree a folder', async () => {
  const { store, repository, tree } = await openWith(['docs/deep/Setup.md', 'docs/b.md', 'z.md']);
  expect(await findEntry(repository, tree, 'docs/deep/Setup.md')).toEqual({
    mode: '100644',
    name: 'Setup.md',
    oid: BLOB,
  });
  expect(store.requests).toHaveLength(3);
  expect(await findEntry(repository, tree, 'docs/deep')).toMatchObject({ mode: '40000', name: 'deep' });
  for (const path of [
    'docs/none.md',
    'none/b.md',
    'z.md/b',
    '',
    '/',
    '/z.md',
    'docs/',
    'docs//b.md',
    '../z.md',
    'Docs/b.md',
  ]) {
    expect(await findEntry(repository, tree, path), path).toBeUndefined();
  }
});

test('commits are walked by their first parents, newest first, and read only when asked for', async () => {
  const store = countingStore(new MemoryObjectStore());
  const history = await writeHistory(openRepository({ store, prefix: PREFIX }), createGenerator('walk'), 10);
  const oids = history.map(({ oid }) => oid).toReversed();
  const walk = async (options?: WalkOptions) => {
    const walked: string[] = [];
    const repository = openRepository({ store, prefix: PREFIX });
    for await (const { oid } of walkCommits(repository, oids[0] ?? '', options)) walked.push(oid);
    return walked;
  };
  expect(await walk()).toEqual(oids);
  store.reset();
  expect(await walk({ limit: 3 })).toEqual(oids.slice(0, 3));
  expect(store.requests).toHaveLength(3);
  expect(await walk({ limit: 0 })).toEqual([]);
});

test('the commits that a merge brought in are not walked', async () => {
  const repository = openRepository({ store: new MemoryObjectStore(), prefix: PREFIX });
  const person = { name: 'Ada', email: 'a@example.org', timestampSeconds: 1, timezoneOffsetMinutes: 0 };
  const commit = (message: string, ...parents: string[]) =>
    encodeCommit({ tree: emptyTree.oid, parents, author: person, committer: person, message });
  const base = commit('base');
  const side = commit('side', base.oid);
  const main = commit('main', base.oid);
  const merge = commit('merge', main.oid, side.oid);
  await repository.writeObjects([base, side, main, merge]);
  const messages: string[] = [];
  for await (const { message } of walkCommits(repository, merge.oid)) messages.push(message);
  expect(messages).toEqual(['merge', 'main', 'base']);
});

test('a missing tree is reported from wherever it is needed', async () => {
  const { store, repository, tree } = await openWith(['a/b/c.md', 'd.md']);
  const folder = await findEntry(repository, tree, 'a');
  await store.delete(`${PREFIX}objects/${folder?.oid.slice(0, 2)}/${folder?.oid.slice(2)}`);
  const fresh = openRepository({ store, prefix: PREFIX });
  const missing = { code: 'object-missing', data: { oid: folder?.oid } };
  await expect(listTree(fresh, tree)).rejects.toMatchObject(missing);
  await expect(diffTrees(fresh, undefined, tree)).rejects.toMatchObject(missing);
  await expect(findEntry(fresh, tree, 'a/b/c.md')).rejects.toMatchObject(missing);
});
