import { MemoryObjectStore } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { expect, test } from 'vitest';
import { foldObjects } from './fold-objects.ts';
import { openRepository } from './repository.ts';
import { FailingStore } from './testing/failing-store.ts';
import { COMMIT, childOf, TREE } from './testing/sample-objects.ts';

const PREFIX = 'git/o/w/';
const REFS = 'git/o/w/info/refs';
const NEXT = { oid: COMMIT.oid, tree: TREE.oid, generation: 1 };

function openMemory() {
  const memory = new MemoryObjectStore();
  const store = countingStore(memory);
  return { memory, store, repository: openRepository({ store, prefix: PREFIX }) };
}

const LINE = `${COMMIT.oid}\trefs/heads/main\n`;
const METADATA = { generation: '1', tree: TREE.oid };

test.each([
  ['nothing', '', METADATA],
  ['garbage', 'garbage', METADATA],
  ['an upper-case oid', LINE.replace(COMMIT.oid, COMMIT.oid.toUpperCase()), METADATA],
  ['a second ref', `${LINE}${COMMIT.oid}\trefs/heads/other\n`, METADATA],
  ['no newline', LINE.trimEnd(), METADATA],
  ['another branch', LINE.replace('main', 'master'), METADATA],
  ['no metadata', LINE, {}],
  ['no generation', LINE, { tree: TREE.oid }],
  ['the generation 0', LINE, { ...METADATA, generation: '0' }],
  ['a negative generation', LINE, { ...METADATA, generation: '-1' }],
  ['a generation that is no number', LINE, { ...METADATA, generation: '1e3' }],
  ['no tree', LINE, { generation: '1' }],
  ['a tree that is no oid', LINE, { ...METADATA, tree: 'main' }],
])('info/refs with %s is damaged', async (_, body, metadata) => {
  const { repository, memory } = openMemory();
  await memory.put(REFS, body, { metadata });
  await expect(repository.readRef()).rejects.toMatchObject({
    code: 'ref-damaged',
    message: expect.stringMatching(/git\/o\/w\/info\/refs is damaged: .*restore it from a backup.*holt verify/),
    data: { key: REFS },
  });
  await expect(repository.moveRef(NEXT, undefined)).rejects.toMatchObject({ code: 'ref-moved' });
  await expect(foldObjects({ store: memory, prefix: PREFIX })).rejects.toMatchObject({ code: 'ref-damaged' });
  expect(Buffer.from((await memory.get(REFS))?.body ?? 'gone').toString()).toBe(body);
});

test('a move takes one conditional put', async () => {
  const { repository, store } = openMemory();
  const first = await repository.moveRef(NEXT, undefined);
  await repository.moveRef({ ...NEXT, oid: childOf(NEXT.oid, 'b').oid, generation: 2 }, first);
  expect(store.requests.map(({ method, key }) => [method, key])).toEqual([
    ['put', REFS],
    ['put', REFS],
  ]);
});

test('of 50 concurrent moves from one ref exactly one wins, the others are told that it moved', async () => {
  for (const isFirst of [true, false]) {
    const { repository, memory } = openMemory();
    const expected = isFirst ? undefined : await repository.moveRef(NEXT, undefined);
    const generation = isFirst ? 1 : 2;
    const results = await Promise.allSettled(
      Array.from({ length: 50 }, (_, i) =>
        // An instance each, as processes would have.
        openRepository({ store: memory, prefix: PREFIX }).moveRef(
          { oid: childOf(NEXT.oid, `${i}`).oid, tree: TREE.oid, generation },
          expected,
        ),
      ),
    );
    const won = results.filter((result) => result.status === 'fulfilled').map(({ value }) => value);
    expect(won).toEqual([await repository.readRef()]);
    const lost = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason.code);
    expect(lost).toEqual(Array(49).fill('ref-moved'));
  }
});

test.each(['precondition-failed', 'conflict'] as const)('%s means that the ref has moved', async (code) => {
  const store = new FailingStore();
  store.failing = () => code;
  await expect(openRepository({ store, prefix: PREFIX }).moveRef(NEXT, undefined)).rejects.toMatchObject({
    name: 'GitError',
    code: 'ref-moved',
    message: expect.stringContaining('Read the ref again'),
    data: { oid: NEXT.oid, key: REFS },
    cause: { code },
  });
});

test('a lost answer passes through untouched, as the ref may have moved', async () => {
  const store = new FailingStore();
  store.failing = () => 'unavailable';
  store.loseAnswer = true;
  const repository = openRepository({ store, prefix: PREFIX });
  await expect(repository.moveRef(NEXT, undefined)).rejects.toMatchObject({
    name: 'StorageError',
    code: 'unavailable',
  });
  expect(await repository.readRef()).toMatchObject(NEXT);
});

test('a generation that does not grow is a mistake of the caller', async () => {
  const { repository } = openMemory();
  const ref = await repository.moveRef(NEXT, undefined);
  for (const generation of [1, 0, -1, 1.5, Number.NaN]) {
    await expect(repository.moveRef({ ...NEXT, generation }, ref)).rejects.toBeInstanceOf(TypeError);
  }
  expect(await repository.readRef()).toEqual(ref);
});
