import { createHash } from 'node:crypto';
import { MemoryObjectStore, StorageError } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { expect, test } from 'vitest';
import { encodeBlob, type ObjectType } from './git-object.ts';
import { looseObjectPath } from './loose-object.ts';
import { openObjectDatabase } from './object-database.ts';
import { openRepository } from './repository.ts';
import { copyFromFolder } from './testing/copy-from-folder.ts';
import { createGenerator } from './testing/generator.ts';
import { createRealGit, type RealGit } from './testing/real-git.ts';
import { readAllWithGit, writeHistoryWithGit } from './testing/write-history-with-git.ts';

const PREFIX = 'git/o/w/';
const LIST = `${PREFIX}objects/info/packs`;
const clock = { now: () => 0, sleep: async () => {} };

async function storeOf(git: RealGit) {
  git.run(['update-server-info']);
  const memory = new MemoryObjectStore();
  await copyFromFolder(memory, PREFIX, git.folder);
  const keys = (await memory.list({ prefix: PREFIX })).objects.map(({ key }) => key);
  const keyOf = (extension: string) => keys.find((key) => key.endsWith(extension)) ?? '';
  return { memory, store: countingStore(memory), pack: keyOf('.pack'), index: keyOf('.idx'), keys };
}

/** A repository of one pack. */
async function packed(commits = 20) {
  const git = createRealGit();
  writeHistoryWithGit(git, createGenerator('packed'), { commits });
  git.run(['repack', '-adfq']);
  return { git, head: git.text(['rev-parse', 'main']), ...(await storeOf(git)) };
}

async function readAll(store: MemoryObjectStore, git: RealGit): Promise<number> {
  const database = openObjectDatabase({ store, prefix: PREFIX, clock });
  const objects = readAllWithGit(git);
  for (const { oid, type, content } of objects) {
    expect(Buffer.compare((await database.read(oid, type as ObjectType)).content, content)).toBe(0);
  }
  return objects.length;
}

test.each([
  ['offsets', ['gc', '--aggressive', '--prune=now', '--quiet'], {}],
  ['oids', ['repack', '-adfq', '--depth=200', '--window=50'], { GIT_CONFIG_VALUE_0: 'false' }],
])(
  'thousands of objects in a pack whose deltas name their base by %s are read as git reads them',
  async (_, argv, env) => {
    const git = createRealGit();
    writeHistoryWithGit(git, createGenerator('pack'), { commits: 700, pages: 40 });
    const config = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'repack.useDeltaBaseOffset', GIT_CONFIG_VALUE_0: 'true' };
    git.run(argv, { env: { ...config, ...env } });
    const { memory, keys } = await storeOf(git);
    expect(keys.filter((key) => /\/[0-9a-f]{38}$/.test(key))).toEqual([]);
    expect(
      git.text([
        'verify-pack',
        '-v',
        `objects/pack/${keys
          .find((key) => key.endsWith('.idx'))
          ?.split('/')
          .at(-1)}`,
      ]),
    ).toMatch(/chain length = (?:[2-9]\d|1\d\d)/);
    expect(await readAll(memory, git)).toBeGreaterThan(3000);
  },
);

test('objects in several packs and loose ones are read alike', async () => {
  const git = createRealGit();
  for (const seed of ['a', 'b', 'c']) {
    writeHistoryWithGit(git, createGenerator(seed), { commits: 10 });
    git.run(['update-ref', `refs/heads/${seed}`, git.text(['rev-parse', 'main'])]);
    git.run(['update-ref', '-d', 'refs/heads/main']);
    git.run(['repack', '-dq']);
  }
  git.run(['hash-object', '-w', '--stdin'], { input: 'loose\n' });
  const { memory, keys } = await storeOf(git);
  expect(keys.filter((key) => key.endsWith('.pack'))).toHaveLength(3);
  expect(await readAll(memory, git)).toBeGreaterThan(100);
});

test('offsets of more than 31 bits are read from the table for large ones', async () => {
  const git = createRealGit();
  writeHistoryWithGit(git, createGenerator('large'), { commits: 5 });
  git.run(['repack', '-adfq']);
  const [pack = ''] =
    git.text(['rev-parse', '--git-dir']) && (await storeOf(git)).keys.filter((key) => key.endsWith('.pack'));
  const path = pack.slice(PREFIX.length);
  git.run(['index-pack', '--index-version=2,0x40', '-o', path.replace('.pack', '.idx.new'), path]);
  const { memory, index } = await storeOf(git);
  const large = await memory.get(`${index}.new`);
  expect(large?.sizeBytes).toBeGreaterThan((await memory.get(index))?.sizeBytes ?? 0);
  await memory.put(index, large?.body ?? '');
  expect(await readAll(memory, git)).toBeGreaterThan(20);
});

test('a loose object costs one request, the list, an index and a pack one each for all objects together', async () => {
  const { store, head, pack, index, git } = await packed();
  const repository = openRepository({ store, prefix: PREFIX, cacheBytes: 0 });
  const loose = encodeBlob(Buffer.from('loose\n'));
  await repository.writeObjects([loose]);
  store.reset();
  await repository.readBlob(loose.oid);
  expect(store.requests).toHaveLength(1);
  store.reset();
  const blobs = readAllWithGit(git).filter(({ type }) => type === 'blob');
  await Promise.all([repository.readCommit(head), ...blobs.map(({ oid }) => repository.readBlob(oid))]);
  const packRequests = store.requests.map(({ key }) => key).filter((key) => !/\/[0-9a-f]{38}$/.test(key));
  expect(packRequests).toEqual([LIST, index, pack]);
});

test('a pack that was listed since is found, and a list without the object is read once more', async () => {
  const { memory, store, head, keys } = await packed();
  const list = (await memory.get(LIST))?.body ?? '';
  await memory.put(LIST, '\n');
  const repository = openRepository({ store, prefix: PREFIX });
  await expect(repository.readCommit(head)).rejects.toMatchObject({ code: 'object-missing' });
  await memory.put(LIST, list);
  expect(await repository.readCommit(head)).toMatchObject({ oid: head });
  store.reset();
  await expect(repository.readBlob('1'.repeat(40))).rejects.toMatchObject({ code: 'object-missing' });
  expect(store.requests.map(({ key }) => key)).toEqual([PREFIX + looseObjectPath('1'.repeat(40)), LIST]);
  expect(keys).toContain(LIST);
});

test('a reader who knows a pack that is gone finds the objects in the one that replaced it', async () => {
  const { memory, git, head, pack, index } = await packed();
  const reader = openRepository({ store: memory, prefix: PREFIX });
  // Only the index has been read so far: the object is not in it.
  await expect(reader.readCommit('1'.repeat(40))).rejects.toMatchObject({ code: 'object-missing' });
  const child = git.text(['commit-tree', `${head}^{tree}`, '-p', head], { input: 'More\n' });
  git.run(['update-ref', 'refs/heads/main', child]);
  git.run(['repack', '-adfq']);
  for (const key of [pack, index]) await memory.delete(key);
  git.run(['update-server-info']);
  await copyFromFolder(memory, PREFIX, git.folder);
  for (const oid of [head, child]) expect(await reader.readCommit(oid)).toMatchObject({ oid });
});

const flip = (bytes: Uint8Array, at: number) => {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ 0xff;
  return changed;
};
const sealed = (bytes: Uint8Array) =>
  Buffer.concat([bytes.subarray(0, -20), createHash('sha1').update(bytes.subarray(0, -20)).digest()]);

test.each<[string, 'pack' | 'index', (bytes: Uint8Array) => Uint8Array | undefined, RegExp]>([
  ['a pack without its index', 'index', () => undefined, /index is missing/],
  ['an index without its pack', 'pack', () => undefined, /pack is missing/],
  ['an empty index', 'index', () => Buffer.alloc(0), /cut off/],
  ['an index cut off', 'index', (bytes) => bytes.subarray(0, -30), /checksum/],
  ['an index cut off and sealed', 'index', (bytes) => sealed(bytes.subarray(0, 1200)), /cut off/],
  ['an index with a flipped bit', 'index', (bytes) => flip(bytes, 1100), /checksum/],
  ['an index of version 1', 'index', (bytes) => sealed(bytes.subarray(8)), /version 2/],
  ['garbage for an index', 'index', () => Buffer.alloc(2000, 'x'), /version 2/],
  ['an index of another pack', 'index', (bytes) => sealed(flip(bytes, bytes.length - 40)), /its index was made for/],
  ['an empty pack', 'pack', () => Buffer.alloc(0), /cut off/],
  ['a pack cut off', 'pack', (bytes) => bytes.subarray(0, -100), /cut off/],
  ['garbage for a pack', 'pack', () => Buffer.alloc(2000, 'x'), /not a pack/],
])('%s is told by its key, with what to do', async (_, part, damage, message) => {
  const { memory, head, ...keys } = await packed(5);
  const damaged = damage((await memory.get(keys[part]))?.body ?? Buffer.alloc(0));
  if (damaged === undefined) await memory.delete(keys[part]);
  else await memory.put(keys[part], damaged);
  const reading = openRepository({ store: memory, prefix: PREFIX }).readCommit(head);
  const named = message.source.includes('made for') ? keys.pack : keys[part];
  await expect(reading).rejects.toMatchObject({
    name: 'GitError',
    code: 'pack-damaged',
    message: expect.stringMatching(message),
    data: { key: named },
  });
  await expect(reading).rejects.toThrow(/restore .*holt verify/);
  await expect(reading).rejects.toThrow(named);
});

test('a pack with any byte of its objects flipped gives an object as it was or an error with its key', async () => {
  const { memory, git, pack } = await packed(5);
  const objects = readAllWithGit(git);
  const body = (await memory.get(pack))?.body ?? Buffer.alloc(0);
  const generator = createGenerator('flips');
  let damaged = 0;
  for (let i = 0; i < 60; i++) {
    await memory.put(pack, flip(body, 12 + generator.integer(body.length - 32)));
    const database = openObjectDatabase({ store: memory, prefix: PREFIX, clock });
    for (const { oid, type, content } of objects) {
      try {
        expect(Buffer.compare((await database.read(oid, type as ObjectType)).content, content)).toBe(0);
      } catch (error) {
        expect(error).toMatchObject({ code: 'pack-damaged', data: { key: pack, oid } });
        damaged += 1;
      }
    }
  }
  expect(damaged).toBeGreaterThanOrEqual(60);
});

test('an index that points at another object is told by the hash of what lies there', async () => {
  const { memory, git, pack, index } = await packed(2);
  const bytes = Buffer.from((await memory.get(index))?.body ?? '');
  const count = bytes.readUInt32BE(8 + 255 * 4);
  const offsetsAt = 8 + 1024 + count * 24;
  const [first, second] = [bytes.readUInt32BE(offsetsAt), bytes.readUInt32BE(offsetsAt + 4)];
  bytes.writeUInt32BE(second, offsetsAt);
  bytes.writeUInt32BE(first, offsetsAt + 4);
  await memory.put(index, sealed(bytes));
  const database = openObjectDatabase({ store: memory, prefix: PREFIX, clock });
  const { oid = '', type } = readAllWithGit(git)[0] ?? {};
  await expect(database.read(oid, type as ObjectType)).rejects.toMatchObject({
    code: 'pack-damaged',
    message: expect.stringContaining('another hash'),
    data: { key: pack, oid },
  });
});

test.each(['pack', 'index'] as const)(
  'a %s that is damaged or gone hides nothing that another pack holds',
  async (file) => {
    const { git, head } = await packed(3);
    const child = git.text(['commit-tree', `${head}^{tree}`, '-p', head], { input: 'More\n' });
    git.run(['update-ref', 'refs/heads/main', child]);
    git.run(['repack', '-dq']);
    git.run(['update-server-info']);
    const { memory } = await storeOf(git);
    const list = Buffer.from((await memory.get(LIST))?.body ?? '').toString();
    const names = [...list.matchAll(/pack-[0-9a-f]{40}/g)].map(([name]) => name);
    expect(names).toHaveLength(2);
    for (const spoil of [(key: string) => memory.put(key, 'garbage'), (key: string) => memory.delete(key)]) {
      for (const name of names) {
        const key = `${PREFIX}objects/pack/${name}.${file === 'pack' ? 'pack' : 'idx'}`;
        const body = (await memory.get(key))?.body ?? '';
        await spoil(key);
        const repository = openRepository({ store: memory, prefix: PREFIX });
        const reads = await Promise.allSettled([head, child].map((oid) => repository.readCommit(oid)));
        expect(reads.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
        expect(reads.find(({ status }) => status === 'rejected')).toMatchObject({
          reason: { code: 'pack-damaged', data: { key } },
        });
        await memory.put(key, body);
      }
    }
  },
);

test('an object of another type is told, in a pack too', async () => {
  const { memory, head } = await packed(2);
  await expect(openRepository({ store: memory, prefix: PREFIX }).readTree(head)).rejects.toMatchObject({
    code: 'object-mistyped',
  });
});

test('a store that does not answer is unavailable, and the next read succeeds', async () => {
  const { memory, head, pack, index } = await packed(2);
  const repository = openRepository({ store: memory, prefix: PREFIX });
  const get = memory.get.bind(memory);
  for (const failing of [LIST, index, pack]) {
    memory.get = async (key) => {
      if (key === failing) throw new StorageError('unavailable', key, 'injected');
      return await get(key);
    };
    await expect(repository.readCommit(head)).rejects.toMatchObject({ name: 'StorageError', code: 'unavailable' });
  }
  memory.get = get;
  expect(await repository.readCommit(head)).toMatchObject({ oid: head });
});
