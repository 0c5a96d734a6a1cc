import { expect, it } from 'vitest';
import { Scheduler } from './scheduler.ts';

it('lets events happen in the order of their times, and moves the clock with them', async () => {
  const scheduler = new Scheduler();
  const startMs = scheduler.now();
  const seen: [string, number][] = [];
  const note = (name: string) => () => seen.push([name, scheduler.now() - startMs]);
  for (const [name, ms] of [
    ['c', 30],
    ['a', 10],
    ['b', 20],
    ['b too', 20],
  ] as const)
    scheduler.after(ms, note(name));
  await scheduler.run();
  expect(seen).toEqual([
    ['a', 10],
    ['b', 20],
    ['b too', 20],
    ['c', 30],
  ]);
});

it('starts what was submitted at one moment by name, however many microtasks it took to submit it', async () => {
  const scheduler = new Scheduler();
  const seen: string[] = [];
  const submitAfter = async (microtasks: number, name: string) => {
    for (let i = 0; i < microtasks; i++) await undefined;
    scheduler.submit(name, () => seen.push(name));
  };
  await Promise.all([submitAfter(1, 'c'), submitAfter(50, 'a'), submitAfter(9, 'b')]);
  await scheduler.run();
  expect(seen).toEqual(['a', 'b', 'c']);
});

it('lets everybody come to rest before the next event', async () => {
  const scheduler = new Scheduler();
  const seen: string[] = [];
  const work = async () => {
    await scheduler.sleep('worker', 10);
    for (let i = 0; i < 1000; i++) await undefined;
    seen.push('worked');
  };
  scheduler.after(11, () => seen.push('next'));
  await Promise.all([work(), scheduler.run()]);
  expect(seen).toEqual(['worked', 'next']);
});
