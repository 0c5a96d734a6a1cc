import { type MemoryObjectStore, type ObjectStore, StorageError } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { expect, test } from 'vitest';
import { looseObjectPath } from './loose-object.ts';
import { createFoldWorld, expectWhole, keysOf, LIST, LOOSE, PACK, PREFIX } from './testing/fold-world.ts';

test('a damaged object stops a fold before anything has changed', async () => {
  const { memory, fold, write } = createFoldWorld();
  const history = await write(5);
  await memory.put(PREFIX + looseObjectPath(history[2]?.tree ?? ''), 'garbage');
  const before = await keysOf(memory, /./);
  await expect(fold()).rejects.toMatchObject({ code: 'object-damaged', data: { oid: history[2]?.tree } });
  expect(await keysOf(memory, /./)).toEqual(before);
});

test.each(['pack', 'idx'])(
  'a listed pack whose %s is gone or unreadable stops a fold, by its key',
  async (extension) => {
    const { memory, fold, write } = createFoldWorld();
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

/** As a pack that was stored wrongly, or overwritten by hand: some bytes in its middle are others. */
async function spoilPack(store: ObjectStore, name: string | undefined): Promise<string> {
  const key = `${PREFIX}objects/pack/${name}.pack`;
  const { body = Buffer.alloc(0), metadata } = (await store.get(key)) ?? {};
  const spoiled = Buffer.from(body);
  for (let at = 20; at < spoiled.length - 20; at++) spoiled[at] = 0xff;
  await store.put(key, spoiled, { ...(metadata && { metadata }) });
  return key;
}

test('loose objects whose pack can not be read stay, and the pack is named', async () => {
  const { memory, waitGrace, fold, write } = createFoldWorld();
  await write(5);
  const key = await spoilPack(memory, (await fold()).pack);
  await write(1);
  await waitGrace();
  const before = await keysOf(memory, /./);
  await expect(fold()).rejects.toMatchObject({
    code: 'pack-damaged',
    message: expect.stringMatching(/restore it from a backup.*holt verify/),
    data: { key },
  });
  expect(await keysOf(memory, /./)).toEqual(before);
});

test('packs that were replaced stay as long as the one that replaces them is damaged', async () => {
  const { memory, waitGrace, fold, write } = createFoldWorld();
  await write(5);
  await fold();
  await waitGrace();
  await fold();
  await write(1);
  const { pack } = await fold({ maxPacks: 1 });
  const packKey = `${PREFIX}objects/pack/${pack}.pack`;
  const whole = await memory.get(packKey);
  // One byte of an object that is in no need of being read.
  const spoiled = Buffer.from(whole?.body ?? '');
  spoiled[spoiled.length - 21] = (spoiled.at(-21) ?? 0) ^ 1;
  await memory.put(packKey, spoiled, { metadata: whole?.metadata ?? {} });
  await waitGrace();
  for (const key of await keysOf(memory, LOOSE)) await memory.delete(key);
  await expect(fold({ minObjects: 1000 })).rejects.toMatchObject({ code: 'pack-damaged', data: { key: packKey } });
  expect(await keysOf(memory, PACK)).toHaveLength(2);
});

test('a fold whose packs another one has replaced and removed meanwhile leaves it at that', async () => {
  const { memory, waitGrace, fold, write } = createFoldWorld();
  await write(5);
  await fold();
  await waitGrace();
  await write(1);
  const { store, goOn, stopped } = stoppingStore(memory, LIST);
  const slow = fold({ store });
  await stopped;
  await fold({ maxPacks: 1 });
  await waitGrace();
  await fold();
  expect(await keysOf(memory, PACK)).toHaveLength(1);
  goOn();
  expect(await slow).toEqual({ packedObjects: 0, removedObjects: 0 });
  await expectWhole(memory, 6);
});

/** A store whose first answer about a key stays away until it may go on. */
function stoppingStore(memory: MemoryObjectStore, key: string) {
  const store = countingStore(memory);
  const { promise: stopped, resolve: stop } = Promise.withResolvers<void>();
  const { promise: mayGoOn, resolve: goOn } = Promise.withResolvers<void>();
  const get = store.get.bind(store);
  let isFirst = true;
  store.get = async (asked) => {
    const object = await get(asked);
    if (asked === key && isFirst) {
      isFirst = false;
      stop();
      await mayGoOn;
    }
    return object;
  };
  return { store, stopped, goOn };
}

test.each([
  ['\n# holt {}\n'],
  ['\n# holt x\n'],
  [`\n# holt {"tip":"${'1'.repeat(40)}","listedAtMs":{"a":"b"},"replacedAtMs":0}\n`],
  [`\n# holt {"tip":"${'1'.repeat(40)}","listedAtMs":{},"generation":"3"}\n`],
  [`\n# holt {"tip":"${'1'.repeat(40)}","listedAtMs":{},"generation":3,"isSettled":"x"}\n`],
  ['garbage'],
  [`P pack-${'1'.repeat(39)}.pack\n`],
  [`P pack-${'1'.repeat(40)}.pa`],
])('the list of packs %j is damaged, and not written over', async (list) => {
  const { memory, fold, write } = createFoldWorld();
  await write(2);
  await memory.put(LIST, list);
  await expect(fold()).rejects.toMatchObject({
    code: 'pack-damaged',
    message: expect.stringMatching(`^${LIST} is damaged: .*restore it from a backup.*holt verify`),
    data: { key: LIST },
  });
  expect(Buffer.from((await memory.get(LIST))?.body ?? '').toString()).toBe(list);
});
