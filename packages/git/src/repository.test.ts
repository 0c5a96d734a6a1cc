import { MemoryObjectStore, manualClock, type ObjectStore, StorageError, type StorageErrorCode } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { expect, test } from 'vitest';
import { encodeBlob, type GitObject } from './git-object.ts';
import { looseObjectPath } from './loose-object.ts';
import { openRepository, type Repository } from './repository.ts';
import { FailingStore } from './testing/failing-store.ts';
import { ADA, BLOB, COMMIT, childOf, TREE } from './testing/sample-objects.ts';
import { settlesInMicrotasks } from './testing/settles-in-microtasks.ts';

const PREFIX = 'git/o/w/';
const REFS = 'git/o/w/info/refs';
type Pair = [GitObject, GitObject];
const NEXT = { oid: COMMIT.oid, tree: TREE.oid, generation: 1 };

function openMemory(options: { cacheBytes?: number } = {}) {
  const memory = new MemoryObjectStore();
  const store = countingStore(memory);
  const clock = manualClock(0);
  return { memory, store, clock, repository: openRepository({ store, prefix: PREFIX, clock, ...options }) };
}

async function text(store: ObjectStore, key: string): Promise<string | undefined> {
  const object = await store.get(key);
  return object && Buffer.from(object.body).toString();
}

test('a new repository has no ref until the first move, and then the ref that was moved', async () => {
  const { repository, memory } = openMemory();
  expect(await repository.readRef()).toBeUndefined();
  await repository.initialise();
  expect(await repository.readRef()).toBeUndefined();
  await repository.writeObjects([BLOB, TREE, COMMIT]);
  const ref = await repository.moveRef(NEXT, undefined);
  expect(ref).toEqual({ ...NEXT, etag: (await memory.head(REFS))?.etag });
  expect(await repository.readRef()).toEqual(ref);
});

test('the layout is the one that dumb HTTP reads, with the headers that git sends', async () => {
  const { repository, memory } = openMemory();
  await repository.initialise();
  await repository.writeObjects([BLOB, TREE, COMMIT]);
  await repository.moveRef(NEXT, undefined);
  const keys = (await memory.list({ prefix: '' })).objects.map(({ key }) => key);
  const loose = [BLOB, TREE, COMMIT].map(({ oid }) => PREFIX + looseObjectPath(oid));
  expect(keys.toSorted()).toEqual([`${PREFIX}HEAD`, REFS, `${PREFIX}objects/info/packs`, ...loose].toSorted());
  expect(await text(memory, `${PREFIX}HEAD`)).toBe('ref: refs/heads/main\n');
  expect(await text(memory, `${PREFIX}objects/info/packs`)).toBe('\n');
  expect(await text(memory, REFS)).toBe(`${COMMIT.oid}\trefs/heads/main\n`);
  for (const key of [`${PREFIX}HEAD`, REFS, `${PREFIX}objects/info/packs`]) {
    expect(await memory.head(key)).toMatchObject({ contentType: 'text/plain', cacheControl: 'no-cache' });
  }
  expect((await memory.head(REFS))?.metadata).toEqual({ generation: '1', tree: TREE.oid });
  expect(await memory.head(loose[0] ?? '')).toMatchObject({
    contentType: 'application/x-git-loose-object',
    cacheControl: 'public, max-age=31536000, immutable',
  });
});

test('to initialise again changes nothing, not even a list of packs that is there by now', async () => {
  const { repository, memory } = openMemory();
  await Promise.all([repository.initialise(), repository.initialise()]);
  await memory.put(`${PREFIX}objects/info/packs`, 'P pack-1.pack\n\n');
  await repository.initialise();
  expect(await text(memory, `${PREFIX}objects/info/packs`)).toBe('P pack-1.pack\n\n');
});

test('initialise tries again while another write to the same key is in flight', async () => {
  const store = new FailingStore();
  let conflicts = 2;
  store.failing = (key) => (key.endsWith('HEAD') && conflicts-- > 0 ? 'conflict' : undefined);
  await openRepository({ store, prefix: PREFIX }).initialise();
  expect(await text(store, `${PREFIX}HEAD`)).toBe('ref: refs/heads/main\n');
  store.failing = () => 'unavailable';
  await expect(openRepository({ store, prefix: PREFIX }).initialise()).rejects.toMatchObject({ code: 'unavailable' });
});

test('objects are read as they were written, by another instance too', async () => {
  const { repository, memory } = openMemory();
  await repository.writeObjects([BLOB, TREE, COMMIT]);
  for (const reader of [repository, openRepository({ store: memory, prefix: PREFIX })]) {
    expect(Buffer.from(await reader.readBlob(BLOB.oid)).toString()).toBe('page\n');
    expect(await reader.readTree(TREE.oid)).toEqual([{ mode: '100644', name: 'page.md', oid: BLOB.oid }]);
    expect(await reader.readCommit(COMMIT.oid)).toMatchObject({ oid: COMMIT.oid, tree: TREE.oid, author: ADA });
  }
});

test('what was written or read is kept in memory, but for large files', async () => {
  const { repository, store, memory } = openMemory();
  const [largest, tooLarge] = [256 * 1024, 256 * 1024 + 1].map((size) => encodeBlob(Buffer.alloc(size))) as Pair;
  await repository.writeObjects([BLOB, TREE, COMMIT, largest, tooLarge]);
  for (const opened of [repository, openRepository({ store, prefix: PREFIX })]) {
    if (opened !== repository) await readAll(opened);
    store.reset();
    for (let i = 0; i < 3; i++) await readAll(opened);
    expect(store.requests.map(({ key }) => key)).toEqual(Array(3).fill(PREFIX + looseObjectPath(tooLarge.oid)));
  }
  async function readAll({ readTree, readCommit, readBlob }: Repository) {
    expect(await readTree(TREE.oid)).toHaveLength(1);
    expect(await readCommit(COMMIT.oid)).toMatchObject({ tree: TREE.oid });
    for (const { oid, content } of [BLOB, largest, tooLarge])
      expect(Buffer.compare(await readBlob(oid), content)).toBe(0);
  }
  expect((await memory.list({ prefix: PREFIX })).objects).toHaveLength(5);
});

test('what is remembered need not be read, and is not stored', async () => {
  const { repository, store } = openMemory();
  for (const object of [BLOB, TREE, COMMIT]) repository.remember(object);
  expect((await repository.readCommit(COMMIT.oid)).tree).toBe(TREE.oid);
  expect((await repository.readTree(TREE.oid))[0]?.oid).toBe(BLOB.oid);
  expect(await repository.readBlob(BLOB.oid)).toEqual(BLOB.content);
  expect(store.requests).toEqual([]);
  await repository.writeObjects([BLOB]);
  expect(store.requests).toHaveLength(1);
});

test('what is remembered stays as it was when its buffer is used again', async () => {
  const { repository } = openMemory();
  const buffer = Buffer.from('page\n');
  repository.remember(encodeBlob(buffer));
  buffer.fill(0);
  expect(Buffer.from(await repository.readBlob(BLOB.oid)).toString()).toBe('page\n');
});

test('an object is read as it is in the store, whatever is kept in memory', async () => {
  const { repository, store, memory } = openMemory();
  await repository.writeObjects([BLOB, TREE, COMMIT]);
  store.reset();
  expect(await repository.readObject(TREE.oid, 'tree')).toEqual(TREE);
  expect(await repository.readObject(BLOB.oid, 'blob')).toEqual(BLOB);
  expect(store.requests).toHaveLength(2);
  await memory.put(PREFIX + looseObjectPath(BLOB.oid), 'garbage');
  await expect(repository.readObject(BLOB.oid, 'blob')).rejects.toMatchObject({ code: 'object-damaged' });
  await memory.delete(PREFIX + looseObjectPath(TREE.oid));
  await expect(repository.readObject(TREE.oid, 'tree')).rejects.toMatchObject({ code: 'object-missing' });
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

test('a walk gives all that a commit reaches, over all parents, each once', async () => {
  const { repository } = openMemory();
  const other = childOf(COMMIT.oid, 'other');
  const merge = childOf(COMMIT.oid, 'merge', [other.oid]);
  await repository.writeObjects([BLOB, TREE, COMMIT, other, merge, encodeBlob(Buffer.from('reached by none'))]);
  const walked = await collect(repository.walk(merge.oid));
  const byOid = (a: GitObject, b: GitObject) => (a.oid < b.oid ? -1 : 1);
  expect(walked.toSorted(byOid)).toEqual([BLOB, TREE, COMMIT, other, merge].toSorted(byOid));
});

test('on a store that answers at once, small objects are written and read without a turn of the event loop', async () => {
  const { repository } = openMemory({ cacheBytes: 0 });
  expect(await settlesInMicrotasks(repository.writeObjects([BLOB, TREE, COMMIT]))).toBe(true);
  expect(await settlesInMicrotasks(collect(repository.walk(COMMIT.oid)))).toBe(true);
});

test('what a caller does to the entries that it was given changes nothing for the next', async () => {
  const { repository } = openMemory();
  await repository.writeObjects([TREE]);
  (await repository.readTree(TREE.oid)).pop();
  expect(await repository.readTree(TREE.oid)).toHaveLength(1);
});

test('a cache of no bytes keeps nothing', async () => {
  const { repository, store } = openMemory({ cacheBytes: 0 });
  await repository.writeObjects([TREE]);
  store.reset();
  await repository.readTree(TREE.oid);
  await repository.readTree(TREE.oid);
  expect(store.requests).toHaveLength(2);
});

test('an object is stored once, however often it is written, but again when it may have been removed since', async () => {
  const { repository, store, clock, memory } = openMemory();
  await Promise.all([repository.writeObjects([BLOB, BLOB])]);
  await repository.writeObjects([BLOB]);
  expect(store.requests).toHaveLength(1);
  await memory.delete(PREFIX + looseObjectPath(BLOB.oid));
  await clock.advance(60 * 60 * 1000);
  await repository.writeObjects([BLOB]);
  expect(await memory.head(PREFIX + looseObjectPath(BLOB.oid))).toBeDefined();
});

test('32 writes are in flight at once, and no more', async () => {
  const memory = new MemoryObjectStore();
  const store = countingStore(memory);
  const put = store.put;
  let arrived = 0;
  let inFlight = 0;
  let most = 0;
  let open = () => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  store.put = async (...request) => {
    arrived += 1;
    inFlight += 1;
    most = Math.max(most, inFlight);
    if (arrived === 32) for (let turn = 0; turn < 100; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (arrived >= 32) open();
    await gate;
    inFlight -= 1;
    return await put(...request);
  };
  const blobs = Array.from({ length: 200 }, (_, i) => encodeBlob(Buffer.from(`${i}`)));
  await openRepository({ store, prefix: PREFIX }).writeObjects(blobs);
  expect(most).toBe(32);
  expect((await memory.list({ prefix: PREFIX })).objects).toHaveLength(200);
});

test('when a write fails nothing is in flight any more, and the same write can be made again', async () => {
  const store = new FailingStore();
  const blobs = Array.from({ length: 100 }, (_, i) => encodeBlob(Buffer.from(`${i}`)));
  const broken = PREFIX + looseObjectPath(blobs[40]?.oid ?? '');
  store.failing = (key) => (key === broken ? 'unavailable' : undefined);
  const repository = openRepository({ store, prefix: PREFIX });
  await expect(repository.writeObjects(blobs)).rejects.toMatchObject({ code: 'unavailable', key: broken });
  const { length } = (await store.list({ prefix: PREFIX })).objects;
  await new Promise((resolve) => setImmediate(resolve));
  expect((await store.list({ prefix: PREFIX })).objects).toHaveLength(length);
  store.failing = () => undefined;
  await repository.writeObjects(blobs);
  expect((await store.list({ prefix: PREFIX })).objects).toHaveLength(100);
});

test('a tree that could not be read again is not stored', async () => {
  const { repository, store } = openMemory();
  await expect(repository.writeObjects([BLOB, { ...TREE, content: Buffer.from('x') }])).rejects.toMatchObject({
    code: 'object-damaged',
  });
  expect(store.requests).toEqual([]);
});

test('a missing object is named, and what to do', async () => {
  const { repository } = openMemory();
  for (const [type, read] of [
    ['blob', repository.readBlob(BLOB.oid)],
    ['tree', repository.readTree(BLOB.oid)],
    ['commit', repository.readCommit(BLOB.oid)],
  ] as const) {
    await expect(read).rejects.toMatchObject({
      code: 'object-missing',
      message: expect.stringMatching(new RegExp(`git/o/w/ has no ${type} ${BLOB.oid}.*holt verify`)),
      data: { oid: BLOB.oid },
    });
  }
});

test('an object whose bytes are not its own is damaged, whatever stands there', async () => {
  const { repository, memory } = openMemory({ cacheBytes: 0 });
  await repository.writeObjects([encodeBlob(Buffer.from('another page\n')), BLOB]);
  const other = await memory.get(PREFIX + looseObjectPath(encodeBlob(Buffer.from('another page\n')).oid));
  for (const body of [other?.body ?? '', 'garbage', '', Buffer.alloc(100)]) {
    await memory.put(PREFIX + looseObjectPath(BLOB.oid), body);
    await expect(repository.readBlob(BLOB.oid)).rejects.toMatchObject({
      code: 'object-damaged',
      data: { oid: BLOB.oid },
    });
  }
});

test('an object of another type is told from a missing one, cached or not', async () => {
  const { repository } = openMemory();
  await repository.writeObjects([BLOB, TREE, COMMIT]);
  await expect(repository.readCommit(TREE.oid)).rejects.toMatchObject({ code: 'object-mistyped' });
  await expect(repository.readTree(COMMIT.oid)).rejects.toMatchObject({ code: 'object-mistyped' });
  await expect(repository.readCommit(BLOB.oid)).rejects.toMatchObject({ code: 'object-mistyped' });
});

test('an oid that is none is a mistake of the caller, and asks the store for nothing', async () => {
  const { repository, store } = openMemory();
  await expect(repository.readBlob('../../../control/o/w/wiki.json')).rejects.toBeInstanceOf(TypeError);
  await expect(repository.readCommit('main')).rejects.toBeInstanceOf(TypeError);
  expect(store.requests).toEqual([]);
  expect(() => openRepository({ store, prefix: 'git/o/w' })).toThrow(TypeError);
});

test('what the store can not read back is damaged, and what it can not reach is unavailable', async () => {
  const { memory } = openMemory();
  let code: StorageErrorCode = 'damaged';
  const store = countingStore(memory);
  store.get = async (key) => {
    throw new StorageError(code, key, 'injected');
  };
  const repository = openRepository({ store, prefix: PREFIX });
  await expect(repository.readRef()).rejects.toMatchObject({ name: 'GitError', code: 'ref-damaged' });
  await expect(repository.readBlob(BLOB.oid)).rejects.toMatchObject({ name: 'GitError', code: 'object-damaged' });
  code = 'unavailable';
  await expect(repository.readRef()).rejects.toMatchObject({ name: 'StorageError', code });
  await expect(repository.readBlob(BLOB.oid)).rejects.toMatchObject({ name: 'StorageError', code });
});
