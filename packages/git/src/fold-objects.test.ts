import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MemoryObjectStore, manualClock, type ObjectStore, StorageError } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { expect, test } from 'vitest';
import { collectReachable } from './collect-reachable.ts';
import { encodeCommit } from './commit.ts';
import { type FoldOptions, foldObjects } from './fold-objects.ts';
import { encodeBlob } from './git-object.ts';
import { listTree } from './list-tree.ts';
import { looseObjectPath } from './loose-object.ts';
import { openObjectDatabase } from './object-database.ts';
import { parsePackIndex } from './pack-index.ts';
import { openRepository } from './repository.ts';
import { copyToFolder } from './testing/copy-to-folder.ts';
import { createGenerator, type Generator } from './testing/generator.ts';
import { createRealGit } from './testing/real-git.ts';
import { ADA } from './testing/sample-objects.ts';
import { serveStore } from './testing/serve-store.ts';
import { writeHistory } from './testing/write-history.ts';
import { encodeTree } from './tree.ts';
import { walkCommits } from './walk-commits.ts';

const PREFIX = 'git/o/w/';
const LIST = `${PREFIX}objects/info/packs`;
const HOUR_MS = 60 * 60 * 1000;

function createWorld() {
  const memory = new MemoryObjectStore();
  const clock = manualClock(1_700_000_000_000);
  const generator = createGenerator('fold');
  const fold = (options: Partial<FoldOptions> = {}) =>
    foldObjects({ store: memory, prefix: PREFIX, clock, ...options });
  return { memory, clock, fold, write: (commits: number) => writeMore(memory, generator, commits) };
}

/** Writes further commits through a fresh instance, as another process would. */
const writeMore = (store: ObjectStore, generator: Generator, commits: number) =>
  writeHistory(openRepository({ store, prefix: PREFIX }), generator, commits);

async function keysOf(store: ObjectStore, pattern: RegExp): Promise<string[]> {
  const keys: string[] = [];
  for (let startAfter = ''; ; ) {
    const page = await store.list({ prefix: `${PREFIX}objects/`, ...(startAfter && { startAfter }) });
    for (const { key } of page.objects) if (pattern.test(key)) keys.push(key);
    if (page.next === undefined) return keys;
    startAfter = page.next;
  }
}
/** The objects that main reaches, as git says. */
async function reachableOf(store: ObjectStore): Promise<Set<string>> {
  const git = createRealGit();
  await copyToFolder(store, PREFIX, git.folder);
  return new Set(git.text(['rev-list', '--objects', '--no-object-names', 'main']).split('\n'));
}

const LOOSE = /\/[0-9a-f]{2}\/[0-9a-f]{38}$/;
const PACK = /\.pack$/;
const looseOf = (store: ObjectStore) => keysOf(store, LOOSE);

/** That the real git finds nothing wrong, and everything that `main` reaches. */
async function expectWhole(store: ObjectStore, commits?: number) {
  const git = createRealGit();
  await copyToFolder(store, PREFIX, git.folder);
  expect(git.text(['fsck', '--strict', '--full', '--no-dangling'])).toBe('');
  if (commits !== undefined) expect(git.text(['rev-list', '--count', 'main'])).toBe(`${commits}`);
  const repository = openRepository({ store, prefix: PREFIX });
  const ref = await repository.readRef();
  for await (const { tree } of walkCommits(repository, ref?.oid ?? '')) {
    for (const { oid } of await listTree(repository, tree)) await repository.readBlob(oid);
  }
}

async function expectClone(store: ObjectStore) {
  const { url, requests } = await serveStore(store);
  const git = createRealGit({ bare: false });
  await git.textAsync(['clone', '--quiet', '--no-checkout', `${url}${PREFIX}`, 'clone']);
  expect(git.text(['-C', 'clone', 'fsck', '--strict', '--full'])).toBe('');
  const ref = await openRepository({ store, prefix: PREFIX }).readRef();
  expect(git.text(['-C', 'clone', 'rev-parse', 'HEAD'])).toBe(ref?.oid);
  return requests;
}

test('what main reaches goes into one pack, and stays loose until an hour has passed', async () => {
  const { memory, clock, fold, write } = createWorld();
  await write(30);
  const before = await looseOf(memory);
  const { pack, packedObjects, removedObjects } = await fold();
  expect(pack).toMatch(/^pack-[0-9a-f]{40}$/);
  expect([packedObjects, removedObjects]).toEqual([(await reachableOf(memory)).size, 0]);
  expect(await keysOf(memory, PACK)).toEqual([`${PREFIX}objects/pack/${pack}.pack`]);
  await clock.advance(HOUR_MS - 1);
  expect(await fold()).toEqual({ packedObjects: 0, removedObjects: 0 });
  expect(await looseOf(memory)).toEqual(before);
  await expectWhole(memory, 30);

  await clock.advance(1);
  const { removedObjects: removed } = await fold();
  expect(removed).toBeGreaterThan(before.length / 2);
  expect(await looseOf(memory)).toHaveLength(before.length - removed);
  expect(await fold()).toEqual({ packedObjects: 0, removedObjects: 0 });
  await expectWhole(memory, 30);
  const requests = await expectClone(memory);
  expect(requests.filter((key) => LOOSE.test(key)).length).toBeLessThan(20);
});

test('the commit and the trees of main stay loose, so that reading them takes no pack', async () => {
  const { memory, clock, fold, write } = createWorld();
  await write(20);
  await fold();
  await clock.advance(HOUR_MS);
  await fold();
  const store = countingStore(memory);
  const repository = openRepository({ store, prefix: PREFIX });
  const ref = await repository.readRef();
  await repository.readCommit(ref?.oid ?? '');
  await listTree(repository, ref?.tree ?? '');
  expect(store.requests.filter(({ key }) => /pack/.test(key))).toEqual([]);
  const folders = new Set(store.requests.map(({ key }) => key).filter((key) => LOOSE.test(key)));
  const reachable = await reachableOf(memory);
  const isReachable = (key: string) => reachable.has(key.split('/').slice(-2).join(''));
  expect((await looseOf(memory)).filter(isReachable)).toEqual([...folders].toSorted());
});

test('what no commit reaches is never removed', async () => {
  const { memory, clock, fold, write } = createWorld();
  await write(5);
  const orphan = encodeBlob(Buffer.from('written, not committed yet\n'));
  await openRepository({ store: memory, prefix: PREFIX }).writeObjects([orphan]);
  for (let i = 0; i < 3; i++) {
    await fold();
    await clock.advance(2 * HOUR_MS);
  }
  expect(await looseOf(memory)).toContain(PREFIX + looseObjectPath(orphan.oid));
});

test('a second fold packs only what is new', async () => {
  const { memory, clock, fold, write } = createWorld();
  await write(30);
  const first = await fold();
  await write(10);
  const second = await fold();
  expect(second.packedObjects).toBeGreaterThan(10);
  expect(second.packedObjects).toBeLessThan(first.packedObjects);
  const index = parsePackIndex((await memory.get(`${PREFIX}objects/pack/${second.pack}.idx`))?.body ?? Buffer.alloc(0));
  expect(index.count).toBeLessThan(first.packedObjects);
  const list = Buffer.from((await memory.get(LIST))?.body ?? '').toString();
  expect(list.split('\n').slice(0, 2)).toEqual([`P ${first.pack}.pack`, `P ${second.pack}.pack`]);
  await clock.advance(HOUR_MS);
  await fold();
  await expectWhole(memory, 40);
  await expectClone(memory);
});

test('enough packs are replaced by one, and go an hour later', async () => {
  const { memory, clock, fold, write } = createWorld();
  for (let i = 1; i <= 3; i++) {
    await write(4);
    await fold({ maxPacks: 3 });
    await clock.advance(HOUR_MS);
  }
  expect(await keysOf(memory, PACK)).toHaveLength(3);
  await write(4);
  const { pack } = await fold({ maxPacks: 3 });
  expect(Buffer.from((await memory.get(LIST))?.body ?? '').toString()).toMatch(new RegExp(`^P ${pack}.pack\n\n#`));
  expect(await keysOf(memory, PACK)).toHaveLength(4);
  await clock.advance(HOUR_MS - 1);
  await fold();
  expect(await keysOf(memory, PACK)).toHaveLength(4);
  await expectClone(memory);
  await clock.advance(1);
  await fold();
  expect(await keysOf(memory, /\.(pack|idx)$/)).toEqual(
    ['idx', 'pack'].map((e) => `${PREFIX}objects/pack/${pack}.${e}`),
  );
  await expectWhole(memory, 16);
  await expectClone(memory);
});

test('a fold waits until enough objects are loose', async () => {
  const { fold, write } = createWorld();
  await write(3);
  expect(await fold({ minObjects: 1000 })).toEqual({ packedObjects: 0, removedObjects: 0 });
  expect(await fold({ minObjects: 3 })).toMatchObject({ pack: expect.any(String) });
});

test('a repository without commits has nothing to fold', async () => {
  const { memory, fold } = createWorld();
  expect(await fold()).toEqual({ packedObjects: 0, removedObjects: 0 });
  await openRepository({ store: memory, prefix: PREFIX }).initialise();
  expect(await fold()).toEqual({ packedObjects: 0, removedObjects: 0 });
});

test('packs of another origin are taken in, and not removed', async () => {
  const { memory, clock, fold, write } = createWorld();
  await write(10);
  const { pack } = await fold();
  // As git update-server-info lists it, and as a copy of its repository would hold it.
  await memory.put(LIST, `P ${pack}.pack\n\n`);
  for (const extension of ['pack', 'idx']) {
    const key = `${PREFIX}objects/pack/${pack}.${extension}`;
    await memory.put(key, (await memory.get(key))?.body ?? '');
  }
  for (const key of await looseOf(memory)) await memory.delete(key);
  await write(5);
  const { pack: next } = await fold();
  await clock.advance(2 * HOUR_MS);
  await fold();
  await clock.advance(2 * HOUR_MS);
  await fold();
  expect(await keysOf(memory, PACK)).toEqual(
    [pack, next].map((name) => `${PREFIX}objects/pack/${name}.pack`).toSorted(),
  );
  await expectWhole(memory, 15);
});

test('a pack of another origin that holds a part only does not stand for the rest', async () => {
  const { memory, clock, fold, write } = createWorld();
  const history = await write(5);
  const git = createRealGit();
  await copyToFolder(memory, PREFIX, git.folder);
  const name = git.text(['pack-objects', '--quiet', 'objects/pack/pack'], { input: `${history.at(-1)?.oid}\n` });
  for (const extension of ['pack', 'idx']) {
    const path = `objects/pack/pack-${name}.${extension}`;
    await memory.put(PREFIX + path, readFileSync(join(git.folder, path)));
  }
  await memory.put(LIST, `P pack-${name}.pack\n\n`);
  expect((await fold()).packedObjects).toBe((await reachableOf(memory)).size);
  await clock.advance(HOUR_MS);
  await fold();
  await expectWhole(memory, 5);
});

test('a clock that runs backwards removes nothing', async () => {
  const { memory, clock, fold, write } = createWorld();
  await write(5);
  await clock.advance(HOUR_MS * 100);
  await fold();
  const before = await looseOf(memory);
  expect(await fold({ clock: manualClock(0) })).toEqual({ packedObjects: 0, removedObjects: 0 });
  expect(await looseOf(memory)).toEqual(before);
});

test('of two folds at once one counts, and nothing is lost', async () => {
  const { memory, clock, fold, write } = createWorld();
  await write(10);
  const [a, b] = await Promise.all([fold(), fold()]);
  expect([a.pack, b.pack].filter(Boolean)).toHaveLength(1);
  await write(3);
  await clock.advance(HOUR_MS);
  await Promise.all([fold(), fold(), fold()]);
  await clock.advance(HOUR_MS);
  await Promise.all([fold(), fold(), fold()]);
  await expectWhole(memory, 13);
  await expectClone(memory);
});

test('a pack that a fold left behind goes when a later one is listed, not before', async () => {
  const { memory, clock, fold, write } = createWorld();
  await write(3);
  await fold();
  await clock.advance(HOUR_MS);
  await write(3);
  const put = memory.put.bind(memory);
  memory.put = async (key, ...rest) => {
    if (key === LIST) throw new StorageError('unavailable', key, 'injected');
    return await put(key, ...rest);
  };
  await expect(fold()).rejects.toMatchObject({ code: 'unavailable' });
  memory.put = put;
  expect(await keysOf(memory, PACK)).toHaveLength(2);
  await clock.advance(HOUR_MS);
  await fold({ minObjects: 1000 });
  expect(await keysOf(memory, PACK)).toHaveLength(2);
  await write(1);
  await fold();
  expect(await keysOf(memory, PACK)).toHaveLength(3);
  await fold();
  expect(await keysOf(memory, PACK)).toHaveLength(2);
  await expectWhole(memory, 7);
});

/** A store whose k-th call and all that follow fail, before or after the store has done its work: a crash. */
function crashingStore(store: ObjectStore, failAt: number, replyLost: boolean) {
  const methods: string[] = [];
  const wrap = (method: 'get' | 'head' | 'put' | 'delete' | 'list') => [
    method,
    async (...request: unknown[]) => {
      methods.push(method);
      const call = () => (store[method] as (...request: unknown[]) => Promise<unknown>)(...request);
      if (methods.length < failAt) return await call();
      if (methods.length === failAt && replyLost) await call();
      throw new StorageError('unavailable', '', 'injected');
    },
  ];
  const names = ['get', 'head', 'put', 'delete', 'list'] as const;
  return { crashing: Object.fromEntries(names.map(wrap)) as unknown as ObjectStore, methods };
}

/** A repository with two packs, loose objects to remove, packs to replace and a commit to pack. */
async function dueWorld() {
  const memory = new MemoryObjectStore();
  const clock = manualClock(1_700_000_000_000);
  const fold = (store: ObjectStore = memory) => foldObjects({ store, prefix: PREFIX, clock, maxPacks: 2 });
  const write = async (text: string) => {
    const repository = openRepository({ store: memory, prefix: PREFIX });
    await repository.initialise();
    const ref = await repository.readRef();
    const blob = encodeBlob(Buffer.from(text));
    const tree = encodeTree([{ mode: '100644', name: 'page.md', oid: blob.oid }]);
    const commit = encodeCommit({
      tree: tree.oid,
      parents: ref ? [ref.oid] : [],
      author: ADA,
      committer: ADA,
      message: text,
    });
    await repository.writeObjects([blob, tree, commit]);
    await repository.moveRef({ oid: commit.oid, tree: tree.oid, generation: (ref?.generation ?? 0) + 1 }, ref);
  };
  for (const text of ['one', 'two']) {
    await write(text);
    await fold();
  }
  await clock.advance(HOUR_MS);
  await write('three');
  return { memory, clock, fold, write };
}

test('a fold that crashes at any call leaves all readable, and another goes on', async () => {
  const whole = await dueWorld();
  const { crashing, methods } = crashingStore(whole.memory, Number.POSITIVE_INFINITY, false);
  await whole.fold(crashing);
  expect(methods.filter((method) => method === 'delete').length).toBeGreaterThan(3);
  expect(methods.filter((method) => method === 'put')).toHaveLength(3);
  for (const [position, method] of methods.entries()) {
    for (const replyLost of method === 'put' || method === 'delete' ? [false, true] : [false]) {
      const { memory, clock, fold } = await dueWorld();
      const { crashing } = crashingStore(memory, position + 1, replyLost);
      await expect(fold(crashing)).rejects.toMatchObject({ code: 'unavailable' });
      const head = (await openRepository({ store: memory, prefix: PREFIX }).readRef())?.oid ?? '';
      const database = openObjectDatabase({ store: memory, prefix: PREFIX, clock });
      expect(await collectReachable(database, head, () => false)).toHaveLength(9);
      await fold();
      await clock.advance(HOUR_MS);
      await fold();
      await expectWhole(memory, 3);
      expect(await keysOf(memory, PACK)).toHaveLength(1);
      expect(await looseOf(memory)).toHaveLength(2);
    }
  }
  const { memory, fold } = await dueWorld();
  await expect(fold(crashingStore(memory, methods.length, false).crashing)).rejects.toThrow();
  await fold();
  await expectClone(memory);
});

test('writers and clones go on while folds run', async () => {
  const { memory, clock, fold, write } = createWorld();
  await write(5);
  let generation = 5;
  for (let round = 0; round < 4; round++) {
    await Promise.all([write(2), fold({ maxPacks: 2 }), expectCloneOfSome(memory)]);
    generation += 2;
    await clock.advance(HOUR_MS);
  }
  await fold();
  await expectWhole(memory, generation);
});

async function expectCloneOfSome(store: ObjectStore) {
  const { url } = await serveStore(store);
  const git = createRealGit({ bare: false });
  await git.textAsync(['clone', '--quiet', '--no-checkout', `${url}${PREFIX}`, 'clone']);
  expect(git.text(['-C', 'clone', 'fsck', '--strict', '--full'])).toBe('');
}

test('a commit that brings back an old tree is read, though its trees are no longer loose', async () => {
  const { memory, clock, fold, write } = createWorld();
  const [first] = await write(8);
  await fold();
  await clock.advance(HOUR_MS);
  await fold();
  const repository = openRepository({ store: memory, prefix: PREFIX });
  const ref = await repository.readRef();
  const commit = await repository.readCommit(ref?.oid ?? '');
  const revert = encodeCommit({ ...commit, parents: [commit.oid], tree: first?.tree ?? '' });
  await repository.writeObjects([revert]);
  await repository.moveRef({ oid: revert.oid, tree: first?.tree ?? '', generation: 9 }, ref);
  await fold();
  await expectWhole(memory, 9);
  await expectClone(memory);
});

test('a damaged object stops a fold before anything has changed', async () => {
  const { memory, fold, write } = createWorld();
  const history = await write(5);
  await memory.put(PREFIX + looseObjectPath(history[2]?.tree ?? ''), 'garbage');
  const before = await keysOf(memory, /./);
  await expect(fold()).rejects.toMatchObject({ code: 'object-damaged', data: { oid: history[2]?.tree } });
  expect(await keysOf(memory, /./)).toEqual(before);
});

test.each(['pack', 'idx'])(
  'a listed pack whose %s is gone or unreadable stops a fold, by its key',
  async (extension) => {
    const { memory, fold, write } = createWorld();
    await write(3);
    const { pack } = await fold();
    await write(1);
    const key = `${PREFIX}objects/pack/${pack}.${extension}`;
    const list = await memory.get(LIST);
    const get = memory.get.bind(memory);
    for (const failure of ['damaged', 'gone']) {
      memory.get = async (asked) => {
        if (asked !== key) return await get(asked);
        if (failure === 'damaged') throw new StorageError('damaged', key, 'injected');
        return undefined;
      };
      await expect(fold()).rejects.toMatchObject({ name: 'GitError', code: 'pack-damaged', data: { key } });
    }
    expect(await get(LIST)).toEqual(list);
  },
);

test.each([
  ['# holt {}\n'],
  ['# holt x\n'],
  [`# holt {"tip":"${'1'.repeat(40)}","listedAtMs":{"a":"b"},"replacedAtMs":0}\n`],
])('a list of packs with the record %j is damaged, and not written over', async (record) => {
  const { memory, fold, write } = createWorld();
  await write(2);
  await memory.put(LIST, `\n${record}`);
  await expect(fold()).rejects.toMatchObject({ code: 'pack-damaged', data: { key: LIST } });
  expect(Buffer.from((await memory.get(LIST))?.body ?? '').toString()).toBe(`\n${record}`);
});
