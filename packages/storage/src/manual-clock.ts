import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from './clock.ts';

export interface ManualClock extends Clock {
  /**
   * Moves time forward by `ms`, waking every sleeper at its own time, in order, and letting it run before time moves on; so a
   * loop that sleeps wakes as often as it would have. With nobody asleep, time has moved when the call returns.
   */
  advance(ms: number): Promise<void>;
}

/** A {@link Clock} that stands still until it is told to move. `startMs` is in milliseconds since 1970-01-01T00:00:00Z. */
export function manualClock(startMs: number): ManualClock {
  const sleepers: { dueMs: number; wake: () => void }[] = [];
  let nowMs = startMs;

  /** Takes the sleeper who is due first; of two due together, the one who lay down first. */
  function takeSleeper(untilMs: number) {
    let first: (typeof sleepers)[number] | undefined;
    for (const sleeper of sleepers) {
      if (sleeper.dueMs <= untilMs && (first === undefined || sleeper.dueMs < first.dueMs)) first = sleeper;
    }
    if (first !== undefined) sleepers.splice(sleepers.indexOf(first), 1);
    return first;
  }

  return {
    now: () => nowMs,
    async sleep(ms, signal) {
      if (ms <= 0 || signal?.aborted) return;
      await new Promise<void>((wake) => {
        const sleeper = { dueMs: nowMs + ms, wake };
        sleepers.push(sleeper);
        signal?.addEventListener('abort', () => {
          const index = sleepers.indexOf(sleeper);
          if (index !== -1) sleepers.splice(index, 1);
          wake();
        });
      });
    },
    async advance(ms) {
      if (!(ms >= 0)) throw new TypeError('advance takes a number of milliseconds of 0 or more.');
      const targetMs = nowMs + ms;
      for (let sleeper = takeSleeper(targetMs); sleeper !== undefined; sleeper = takeSleeper(targetMs)) {
        nowMs = Math.max(nowMs, sleeper.dueMs);
        sleeper.wake();
        await nextTurn();
      }
      nowMs = Math.max(nowMs, targetMs);
    },
  };
}
