import { manualClock } from '@holt/storage';
import { expect, test } from 'vitest';
import { GRACE_MS } from './grace.ts';
import { parsePackIndex } from './pack-index.ts';
import { createFoldWorld, expectWhole, keysOf, LIST, LOOSE, PACK, PREFIX, START_MS } from './testing/fold-world.ts';

const HOUR_MS = 60 * 60 * 1000;

/** A clock that shows one time after the other, a time a look, and then stays. */
function jumpingClock(...timesMs: [number, ...number[]]) {
  const clock = manualClock(0);
  let looks = 0;
  return { ...clock, now: () => timesMs[Math.min(looks++, timesMs.length - 1)] as number };
}

test('a clock that has gone backwards removes nothing', async () => {
  const { memory, clock, fold, write } = createFoldWorld();
  await write(5);
  await clock.advance(HOUR_MS * 100);
  await fold();
  const before = await keysOf(memory, LOOSE);
  expect(await fold({ clock: manualClock(0) })).toEqual({ packedObjects: 0, removedObjects: 0 });
  expect(await keysOf(memory, LOOSE)).toEqual(before);
});

test('what was packed while the clock was behind waits no less once the clock is put right', async () => {
  const { memory, clock, waitGrace, fold, write } = createFoldWorld();
  await write(5);
  await fold();
  await waitGrace();
  await fold();
  await write(5);
  const before = await keysOf(memory, LOOSE);
  const { pack } = await fold({ clock: manualClock(clock.now() - 10 * HOUR_MS) });
  expect(pack).toBeDefined();
  await clock.advance(GRACE_MS - 1);
  // What the first pack holds may go, what the second holds may not.
  await fold();
  const second = parsePackIndex((await memory.get(`${PREFIX}objects/pack/${pack}.idx`))?.body ?? Buffer.alloc(0));
  const isInSecond = (key: string) => second.find(key.slice(-41).replace('/', '')) !== undefined;
  expect((await keysOf(memory, LOOSE)).filter(isInSecond)).toEqual(before.filter(isInSecond));
  await clock.advance(1);
  expect((await fold()).removedObjects).toBeGreaterThan(0);
});

test('packs that were replaced while the clock went backwards wait no less once it is put right', async () => {
  const { memory, clock, waitGrace, fold, write } = createFoldWorld();
  await write(5);
  await fold();
  await waitGrace();
  await write(5, 0);
  await fold({ maxPacks: 1, clock: jumpingClock(clock.now(), clock.now() - 10 * HOUR_MS) });
  expect(await keysOf(memory, PACK)).toHaveLength(2);
  await clock.advance(GRACE_MS - 1);
  await fold();
  expect(await keysOf(memory, PACK)).toHaveLength(2);
  await clock.advance(1);
  await fold();
  expect(await keysOf(memory, PACK)).toHaveLength(1);
  await expectWhole(memory, 10);
});

test.each([
  ['in the middle of a fold', [START_MS, START_MS - 50 * HOUR_MS], undefined],
  ['after the last fold', [START_MS - 50 * HOUR_MS], START_MS],
] as [string, [number, ...number[]], number | undefined][])(
  'a clock that goes backwards %s makes nothing older than it is, though the commits tell nothing',
  async (_, timesMs, foldedBeforeMs) => {
    const { memory, clock, fold, write } = createFoldWorld();
    await write(5, 0);
    if (foldedBeforeMs !== undefined) {
      await fold();
      await write(5, 0);
    }
    const { pack } = await fold({ clock: jumpingClock(...timesMs) });
    const list = Buffer.from((await memory.get(LIST))?.body ?? '').toString();
    expect(list).toContain(`"${pack}":${START_MS}`);
    expect(list).not.toContain(`${START_MS - 50 * HOUR_MS}`);
    await clock.advance(GRACE_MS - 1);
    expect((await fold()).removedObjects).toBe(0);
  },
);

test('packs that were replaced wait for the time of the one that replaced them, whatever time a later one has', async () => {
  const { memory, clock, waitGrace, fold, write } = createFoldWorld();
  await write(5);
  await fold();
  await waitGrace();
  await write(1);
  await fold({ maxPacks: 1 });
  await write(1);
  const { pack } = await fold();
  const list = Buffer.from((await memory.get(LIST))?.body ?? '').toString();
  await memory.put(LIST, list.replace(`"${pack}":${clock.now()}`, `"${pack}":0`));
  await fold();
  expect(await keysOf(memory, PACK)).toHaveLength(3);
  await waitGrace();
  await fold();
  expect(await keysOf(memory, PACK)).toHaveLength(2);
});

test('a commit of the far future does not keep anything for good', async () => {
  const { clock, waitGrace, fold, write } = createFoldWorld();
  await write(5, clock.now() + 25 * HOUR_MS);
  await fold();
  await waitGrace();
  expect((await fold()).removedObjects).toBeGreaterThan(0);
});
