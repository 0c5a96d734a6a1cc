import { MemoryObjectStore, manualClock, type ObjectStore, StorageError } from '@holt/storage';
import { expect, test } from 'vitest';
import { collectReachable } from './collect-reachable.ts';
import { encodeCommit } from './commit.ts';
import { foldObjects } from './fold-objects.ts';
import { encodeBlob } from './git-object.ts';
import { GRACE_MS } from './grace.ts';
import { openObjectDatabase } from './object-database.ts';
import { openRepository } from './repository.ts';
import {
  cloneByGit,
  createFoldWorld,
  expectClone,
  expectWhole,
  keysOf,
  LIST,
  LOOSE,
  PACK,
  PREFIX,
} from './testing/fold-world.ts';
import { ADA } from './testing/sample-objects.ts';
import { encodeTree } from './tree.ts';

test('of two folds at once one counts, and nothing is lost', async () => {
  const { memory, waitGrace, fold, write } = createFoldWorld();
  await write(10);
  const [a, b] = await Promise.all([fold(), fold()]);
  expect([a.pack, b.pack].filter(Boolean)).toHaveLength(1);
  await write(3);
  await waitGrace();
  await Promise.all([fold(), fold(), fold()]);
  await waitGrace();
  await Promise.all([fold(), fold(), fold()]);
  await expectWhole(memory, 13);
  await expectClone(memory);
});

test('a pack that a fold left behind goes when a later one is listed, not before', async () => {
  const { memory, waitGrace, fold, write } = createFoldWorld();
  await write(3);
  await fold();
  await waitGrace();
  await write(3);
  const put = memory.put.bind(memory);
  memory.put = async (key, ...rest) => {
    if (key === LIST) throw new StorageError('unavailable', key, 'injected');
    return await put(key, ...rest);
  };
  await expect(fold()).rejects.toMatchObject({ code: 'unavailable' });
  memory.put = put;
  expect(await keysOf(memory, PACK)).toHaveLength(2);
  await waitGrace();
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
  const clock = manualClock(1_800_000_000_000);
  const fold = (store: ObjectStore = memory, minObjects = 1) =>
    foldObjects({ store, prefix: PREFIX, clock, maxPacks: 2, minObjects });
  const waitGrace = () => clock.advance(GRACE_MS);
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
  await waitGrace();
  await write('three');
  return { memory, clock, fold, waitGrace };
}

test.each([
  ['packs and removes', 1, 4],
  ['only removes', 1000, 1],
])('a fold that %s and crashes at any call leaves all readable, and another goes on', async (_, minObjects, puts) => {
  const whole = await dueWorld();
  const { crashing, methods } = crashingStore(whole.memory, Number.POSITIVE_INFINITY, false);
  await whole.fold(crashing, minObjects);
  expect(methods.filter((method) => method === 'delete').length).toBeGreaterThan(3);
  expect(methods.filter((method) => method === 'put')).toHaveLength(puts);
  for (const [position, method] of methods.entries()) {
    for (const replyLost of method === 'put' || method === 'delete' ? [false, true] : [false]) {
      const { memory, clock, fold, waitGrace } = await dueWorld();
      const { crashing } = crashingStore(memory, position + 1, replyLost);
      await expect(fold(crashing, minObjects)).rejects.toMatchObject({ code: 'unavailable' });
      const head = (await openRepository({ store: memory, prefix: PREFIX }).readRef())?.oid ?? '';
      const database = openObjectDatabase({ store: memory, prefix: PREFIX, clock });
      expect(await collectReachable(database, head, () => false)).toHaveLength(9);
      await fold();
      await waitGrace();
      await fold();
      await expectWhole(memory, 3);
      expect(await keysOf(memory, PACK)).toHaveLength(1);
      expect(await keysOf(memory, LOOSE)).toHaveLength(2);
    }
  }
  const { memory, fold } = await dueWorld();
  await expect(fold(crashingStore(memory, methods.length, false).crashing, minObjects)).rejects.toThrow();
  await fold();
  await expectClone(memory);
});

test('writers and clones go on while folds run', async () => {
  const { memory, waitGrace, fold, write } = createFoldWorld();
  await write(5);
  let generation = 5;
  for (let round = 0; round < 4; round++) {
    await Promise.all([write(2), fold({ maxPacks: 2 }), cloneByGit(memory)]);
    generation += 2;
    await waitGrace();
  }
  await fold();
  await expectWhole(memory, generation);
});
