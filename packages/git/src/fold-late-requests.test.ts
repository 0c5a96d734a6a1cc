import { type MemoryObjectStore, type ObjectStore, StorageError } from '@holt/storage';
import { expect, test } from 'vitest';
import { GRACE_MS } from './grace.ts';
import { isFoldDue } from './is-fold-due.ts';
import { createFoldWorld, expectClone, expectWhole, keysOf, LIST, LOOSE, PACK, PREFIX } from './testing/fold-world.ts';

const NOTHING = { packedObjects: 0, removedObjects: 0 };

/** The store as seen by a process whose first put of the list is held back: `arrive` carries it out. */
function holdingBack(memory: MemoryObjectStore, answer: 'unavailable' | 'none') {
  const { promise: sent, resolve: send } = Promise.withResolvers<() => Promise<unknown>>();
  let isFirst = true;
  const store: ObjectStore = {
    get: (key) => memory.get(key),
    head: (key) => memory.head(key),
    list: (options) => memory.list(options),
    delete: (key) => memory.delete(key),
    async put(...request) {
      const [key] = request;
      if (key !== LIST || !isFirst) return await memory.put(...request);
      isFirst = false;
      if (answer === 'unavailable') {
        send(() => memory.put(...request));
        throw new StorageError('unavailable', key, 'injected');
      }
      return await new Promise((resolve, reject) => {
        send(() => memory.put(...request).then(resolve, reject));
      });
    },
  };
  return { store, sent, arrive: async () => await (await sent)() };
}

test.each(['unavailable', 'none'] as const)(
  'packs that are listed hours after their fold has sent the list wait no less for that (its answer: %s)',
  async (answer) => {
    const { memory, clock, fold, write } = createFoldWorld();
    await write(10);
    const { store, sent, arrive } = holdingBack(memory, answer);
    const slow = fold({ store }).catch((error: StorageError) => error.code);
    await sent;
    await clock.advance(3 * GRACE_MS);
    expect(await fold({ minObjects: 1000 })).toEqual(NOTHING);
    await arrive();
    await slow;
    const before = await keysOf(memory, LOOSE);
    expect(await fold()).toEqual(NOTHING);
    await clock.advance(GRACE_MS - 1);
    expect(await fold()).toEqual(NOTHING);
    expect(await keysOf(memory, LOOSE)).toEqual(before);
    await clock.advance(1);
    expect((await fold()).removedObjects).toBeGreaterThan(0);
    await expectWhole(memory, 10);
  },
);

test('packs that are replaced hours after their fold has sent the list wait no less for that', async () => {
  const { memory, clock, waitGrace, fold, write } = createFoldWorld();
  await write(10);
  await fold();
  await waitGrace();
  await write(1);
  const { store, arrive } = holdingBack(memory, 'unavailable');
  await expect(fold({ store, maxPacks: 1 })).rejects.toMatchObject({ code: 'unavailable' });
  await clock.advance(3 * GRACE_MS);
  await arrive();
  await fold();
  await clock.advance(GRACE_MS - 1);
  await fold();
  expect(await keysOf(memory, PACK)).toHaveLength(2);
  await clock.advance(1);
  await fold();
  expect(await keysOf(memory, PACK)).toHaveLength(1);
  await expectWhole(memory, 11);
});

test('a fold is due as long as it is not known since when a pack is listed', async () => {
  const { memory, clock, fold, write } = createFoldWorld();
  await write(3);
  const { store, arrive } = holdingBack(memory, 'unavailable');
  await expect(fold({ store })).rejects.toThrow();
  await arrive();
  const isDue = () => isFoldDue({ store: memory, prefix: PREFIX, clock });
  expect(await isDue()).toBe(true);
  await fold();
  expect(await isDue()).toBe(false);
});

test('a list that comes in late, when another fold has listed its pack, changes nothing', async () => {
  const { memory, clock, waitGrace, fold, write } = createFoldWorld();
  await write(5);
  const { store, arrive } = holdingBack(memory, 'unavailable');
  await expect(fold({ store })).rejects.toThrow();
  await write(1);
  const { pack } = await fold();
  const list = await memory.get(LIST);
  await expect(arrive()).rejects.toMatchObject({ code: 'precondition-failed' });
  expect(await memory.get(LIST)).toEqual(list);
  await waitGrace();
  await fold();
  expect(await keysOf(memory, PACK)).toEqual([`${PREFIX}objects/pack/${pack}.pack`]);
  await clock.advance(1);
  await expectWhole(memory, 6);
  await expectClone(memory);
});

test('a removal that is carried out late takes nothing away that came since', async () => {
  const { memory, waitGrace, fold, write } = createFoldWorld();
  await write(5);
  await fold();
  await waitGrace();
  await write(1);
  await fold({ maxPacks: 1 });
  await waitGrace();
  const late: (() => Promise<void>)[] = [];
  const remove = memory.delete.bind(memory);
  memory.delete = async (key, options) => {
    late.push(() => remove(key, options));
    throw new StorageError('unavailable', key, 'injected');
  };
  await expect(fold()).rejects.toMatchObject({ code: 'unavailable' });
  expect(late.length).toBeGreaterThan(4);
  memory.delete = remove;
  for (let round = 0; round < 3; round++) {
    await write(2);
    await fold({ maxPacks: 1 });
    await waitGrace();
    await fold();
  }
  for (const apply of late) await apply();
  await expectWhole(memory, 12);
  await expectClone(memory);
});
