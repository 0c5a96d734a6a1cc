import { expect, test } from 'vitest';
import { runFoldSchedule } from './testing/run-fold-schedule.ts';

test.each([1, 2, 3, 4, 5, 6])(
  'nothing is lost and no clone of an hour breaks, whatever is late, lost, stands still or dies (seed %i)',
  { timeout: 120_000 },
  async (seed) => {
    const { problems, counts } = await runFoldSchedule(seed);
    expect(problems, `seed ${seed}`).toEqual([]);
    // That there was something to go wrong.
    expect(counts.packs, `seed ${seed}`).toBeGreaterThan(5);
    expect(counts.removedPacks, `seed ${seed}`).toBeGreaterThan(5);
    expect(counts.removed, `seed ${seed}`).toBeGreaterThan(100);
  },
);

test('without the hour of grace clones break, so that the schedules would tell', { timeout: 120_000 }, async () => {
  const { problems } = await runFoldSchedule(1, { graceMs: 0 });
  expect(problems.filter((problem) => problem.startsWith('a clone')).length).toBeGreaterThan(0);
});
