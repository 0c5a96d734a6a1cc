import { countingStore } from '@holt/storage/testing';
import { expect, test } from 'vitest';
import { GRACE_MS } from './grace.ts';
import { isFoldDue } from './is-fold-due.ts';
import { createFoldWorld, LIST, PREFIX } from './testing/fold-world.ts';

function createWorld() {
  const world = createFoldWorld();
  const { memory, clock } = world;
  const isDue = (minCommits?: number) =>
    isFoldDue({ store: memory, prefix: PREFIX, clock, ...(minCommits !== undefined && { minCommits }) });
  return { ...world, isDue };
}

test('a fold is due when there are as many commits as asked for since the last one', async () => {
  const { fold, write, isDue } = createWorld();
  expect(await isDue(0)).toBe(false);
  await write(3);
  expect(await isDue(4)).toBe(false);
  expect(await isDue(3)).toBe(true);
  await fold();
  expect(await isDue(1)).toBe(false);
  await write(2);
  expect(await isDue(3)).toBe(false);
  expect(await isDue(2)).toBe(true);
});

test('by default 256 commits are asked for', async () => {
  const { write, isDue } = createWorld();
  await write(255);
  expect(await isDue()).toBe(false);
  await write(1);
  expect(await isDue()).toBe(true);
});

test('a fold is due when what the last one made superfluous can go, and no more once it has gone', async () => {
  const { clock, fold, write, isDue } = createWorld();
  await write(3);
  await fold();
  await clock.advance(GRACE_MS - 1);
  expect(await isDue()).toBe(false);
  await fold();
  await clock.advance(1);
  expect(await isDue()).toBe(true);
  expect((await fold()).removedObjects).toBeGreaterThan(0);
  await clock.advance(100 * GRACE_MS);
  expect(await isDue()).toBe(false);
  expect(await fold()).toEqual({ packedObjects: 0, removedObjects: 0 });
});

test('packs that were replaced are waited for, too', async () => {
  const { waitGrace, fold, write, isDue } = createWorld();
  await write(3);
  await fold();
  await waitGrace();
  await write(3);
  await fold({ maxPacks: 1 });
  await waitGrace();
  expect(await isDue()).toBe(true);
  await fold();
  expect(await isDue()).toBe(false);
});

test('two requests tell, at once', async () => {
  const { memory, clock, fold, write } = createWorld();
  await write(3);
  await fold();
  const store = countingStore(memory);
  const due = isFoldDue({ store, prefix: PREFIX, clock });
  expect(store.requests.map(({ key }) => key)).toEqual([LIST, `${PREFIX}info/refs`]);
  await due;
  expect(store.requests).toHaveLength(2);
});

test('after a fold of an older version one is due as soon as there may be something to remove', async () => {
  const { memory, clock, fold, write, waitGrace, isDue } = createWorld();
  const [head] = await write(1);
  const { pack } = await fold();
  const record = { tip: head?.oid, listedAtMs: { [pack ?? '']: clock.now() }, replacedAtMs: 0 };
  await memory.put(LIST, `P ${pack}.pack\n\n# holt ${JSON.stringify(record)}\n`);
  expect(await isDue(2)).toBe(false);
  expect(await isDue(1)).toBe(true);
  await waitGrace();
  expect(await isDue()).toBe(true);
  expect((await fold()).removedObjects).toBeGreaterThan(0);
  expect(await isDue()).toBe(false);
  expect(await isDue(1)).toBe(false);
});

test('a record that is garbage is an error, not an answer', async () => {
  const { memory, write, isDue } = createWorld();
  await write(3);
  await memory.put(LIST, '\n# holt {"tip":1}\n');
  await expect(isDue()).rejects.toMatchObject({ code: 'pack-damaged', data: { key: LIST } });
});
