import { type ManualClock, manualClock } from '../manual-clock.ts';

/** A clock on which whoever waits before the next attempt is woken at once; the time it would have waited is told. */
export function impatientClock(): { clock: ManualClock; delaysMs: number[] } {
  const clock = manualClock(0);
  const delaysMs: number[] = [];
  return {
    delaysMs,
    clock: {
      ...clock,
      async sleep(ms, signal) {
        if (signal !== undefined) return await clock.sleep(ms, signal);
        delaysMs.push(ms);
        await clock.advance(ms);
      },
    },
  };
}
