import { expect, it } from 'vitest';
import { manualClock } from './manual-clock.ts';

it('stands still until it is advanced', async () => {
  const clock = manualClock(1_000);
  expect(clock.now()).toBe(1_000);
  const moved = clock.advance(500);
  expect(clock.now()).toBe(1_500);
  await moved;
});

it('wakes sleepers at their own times, in order, and those not due not at all', async () => {
  const clock = manualClock(0);
  const woken: [string, number][] = [];
  const sleep = (name: string, ms: number) => clock.sleep(ms).then(() => woken.push([name, clock.now()]));
  const sleeps = [sleep('late', 30), sleep('early', 10), sleep('also early', 10), sleep('never', 31)];
  await clock.advance(30);
  await Promise.all(sleeps.slice(0, 3));
  expect(woken).toEqual([
    ['early', 10],
    ['also early', 10],
    ['late', 30],
  ]);
});

it('wakes a loop that sleeps as often as it would have woken', async () => {
  const clock = manualClock(0);
  const times: number[] = [];
  const loop = (async () => {
    while (times.length < 5) {
      await clock.sleep(100);
      times.push(clock.now());
    }
  })();
  await clock.advance(250);
  expect(times).toEqual([100, 200]);
  await clock.advance(1_000);
  await loop;
  expect(times).toEqual([100, 200, 300, 400, 500]);
  expect(clock.now()).toBe(1_250);
});

it('wakes a sleeper at once, and for good, when it is told that nobody waits for it', async () => {
  const clock = manualClock(0);
  const waited = new AbortController();
  const sleep = clock.sleep(10, waited.signal);
  waited.abort();
  await sleep;
  await clock.sleep(10, waited.signal);
  expect(clock.now()).toBe(0);
  const moved = clock.advance(20);
  expect(clock.now()).toBe(20);
  await moved;
});

it('does not put anybody to sleep for no time', async () => {
  await manualClock(0).sleep(0);
});

it('does not go back', async () => {
  await expect(manualClock(0).advance(-1)).rejects.toThrow(TypeError);
});
