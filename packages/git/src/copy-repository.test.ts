import { MemoryObjectStore, type StoredObject } from '@holt/storage';
import { expect, it } from 'vitest';
import { copyRepository } from './copy-repository.ts';
import { createFoldWorld, expectClone, expectWhole, keysOf, LIST, LOOSE, PACK, PREFIX } from './testing/fold-world.ts';

/** All that a store holds, but for ETags. */
async function contentOf(store: MemoryObjectStore): Promise<Record<string, Omit<StoredObject, 'etag'> | undefined>> {
  const { objects } = await store.list({ prefix: '' });
  const entries = objects.map(async ({ key }) => {
    const object = await store.get(key);
    return [key, object && { ...object, etag: undefined }];
  });
  return Object.fromEntries(await Promise.all(entries));
}

/** A store that does something once, right before a request for a key that matches. */
class InterruptedStore extends MemoryObjectStore {
  #pending: { pattern: RegExp; event: () => Promise<void> } | undefined;
  readonly #store: MemoryObjectStore;

  constructor(store: MemoryObjectStore, pattern: RegExp, event: () => Promise<void>) {
    super();
    this.#store = store;
    this.#pending = { pattern, event };
  }

  override async get(key: string) {
    if (this.#pending?.pattern.test(key)) {
      const { event } = this.#pending;
      this.#pending = undefined;
      await event();
    }
    return this.#store.get(key);
  }

  override head(key: string) {
    return this.#store.head(key);
  }

  override list(options: Parameters<MemoryObjectStore['list']>[0]) {
    return this.#store.list(options);
  }
}

it('copies loose objects, packs, their list and the ref, with all that they carry', async () => {
  const { memory, clock, write, fold, waitGrace } = createFoldWorld();
  await write(30);
  await fold();
  await waitGrace();
  await fold();
  await write(5);
  const target = new MemoryObjectStore();
  let told = 0;
  const copied = await copyRepository({
    source: memory,
    target,
    prefix: PREFIX,
    clock,
    onProgress: (objects) => {
      told = objects;
    },
  });
  expect(await contentOf(target)).toEqual(await contentOf(memory));
  const { objects } = await memory.list({ prefix: PREFIX });
  expect(copied).toMatchObject({ ref: { generation: 35 }, problems: [] });
  // The list of packs is not counted: it is made of what is.
  expect(copied.objects).toBe(objects.length - 1);
  expect(told).toBe(copied.objects - 1);
  await expectWhole(target, 35);
  await expectClone(target);
});

it('copies a repository without commits', async () => {
  const { memory, clock } = createFoldWorld();
  const target = new MemoryObjectStore();
  expect(await copyRepository({ source: memory, target, prefix: PREFIX, clock })).toEqual({
    objects: 0,
    sizeBytes: 0,
    problems: [],
  });
});

it('is at a commit that was whole when it began, although writers go on', async () => {
  const { memory, clock, write } = createFoldWorld();
  await write(10);
  const source = new InterruptedStore(memory, LOOSE, async () => void (await write(10)));
  const target = new MemoryObjectStore();
  expect(await copyRepository({ source, target, prefix: PREFIX, clock })).toMatchObject({ ref: { generation: 10 } });
  await expectWhole(target, 10);
  await expectClone(target);
});

it('finds in a newer pack what folds removed while it was at it', async () => {
  const { memory, clock, write, fold, waitGrace } = createFoldWorld();
  await write(30);
  const source = new InterruptedStore(memory, LOOSE, async () => {
    await fold();
    await waitGrace();
    expect((await fold()).removedObjects).toBeGreaterThan(0);
  });
  const target = new MemoryObjectStore();
  const copied = await copyRepository({ source, target, prefix: PREFIX, clock });
  expect(copied).toMatchObject({ ref: { generation: 30 }, problems: [] });
  expect(await keysOf(target, PACK)).toHaveLength(1);
  await expectWhole(target, 30);
});

it('does not list a pack that another has replaced in between', async () => {
  const { memory, clock, write, fold, waitGrace } = createFoldWorld();
  await write(10);
  await fold();
  await waitGrace();
  await fold();
  await write(10);
  const source = new InterruptedStore(memory, PACK, async () => {
    await fold({ maxPacks: 1 });
    await waitGrace();
    await fold({ maxPacks: 1 });
  });
  const target = new MemoryObjectStore();
  await copyRepository({ source, target, prefix: PREFIX, clock });
  expect((await target.get(LIST))?.body).toEqual((await memory.get(LIST))?.body);
  await expectWhole(target, 20);
  await expectClone(target);
});

it('made again after a failure, it goes on to where the source stands by then', async () => {
  const { memory, clock, write } = createFoldWorld();
  await write(10);
  const target = new MemoryObjectStore();
  const source = new InterruptedStore(memory, LOOSE, () => Promise.reject(new Error('the line broke')));
  await expect(copyRepository({ source, target, prefix: PREFIX, clock })).rejects.toThrow('the line broke');
  expect(await target.head(`${PREFIX}info/refs`)).toBeUndefined();
  await copyRepository({ source: memory, target, prefix: PREFIX, clock });
  await write(3);
  await copyRepository({ source: memory, target, prefix: PREFIX, clock });
  await expectWhole(target, 13);
});

it('does not go on with a copy that has what was taken out of the source since', async () => {
  const { memory, clock, write } = createFoldWorld();
  await write(3);
  const target = new MemoryObjectStore();
  await copyRepository({ source: memory, target, prefix: PREFIX, clock });
  const anew = createFoldWorld();
  await anew.write(2);
  const copying = copyRepository({ source: anew.memory, target, prefix: PREFIX, clock });
  await expect(copying).rejects.toMatchObject({ code: 'ref-moved', message: expect.stringContaining('elsewhere') });
});

it('copies what is damaged as it is, and tells of it', async () => {
  const { memory, clock, write } = createFoldWorld();
  await write(10);
  const [missing = '', damaged = ''] = await keysOf(memory, LOOSE);
  await memory.delete(missing);
  await memory.put(damaged, 'rot');
  const target = new MemoryObjectStore();
  const { ref, problems } = await copyRepository({ source: memory, target, prefix: PREFIX, clock });
  expect(ref?.generation).toBe(10);
  expect(problems.map(({ code }) => code).sort()).toEqual(['object-damaged', 'object-missing']);
  expect(await contentOf(target)).toEqual(await contentOf(memory));
});

it('tells of a ref that can not be read, and copies the objects all the same', async () => {
  const { memory, clock, write } = createFoldWorld();
  await write(3);
  await memory.put(`${PREFIX}info/refs`, 'rot');
  const target = new MemoryObjectStore();
  const { ref, problems } = await copyRepository({ source: memory, target, prefix: PREFIX, clock });
  expect([ref, problems.map(({ code }) => code)]).toEqual([undefined, ['ref-damaged']]);
  expect(await keysOf(target, LOOSE)).toEqual(await keysOf(memory, LOOSE));
});
