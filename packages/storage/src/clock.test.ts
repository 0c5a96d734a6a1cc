import { expect, it, vi } from 'vitest';
import { systemClock } from './clock.ts';

it('systemClock ends a sleep early when it is told that nobody waits for it, and frees its timer', async () => {
  const waited = new AbortController();
  const clear = vi.spyOn(globalThis, 'clearTimeout');
  const sleep = systemClock.sleep(3_600_000, waited.signal);
  waited.abort();
  await sleep;
  expect(clear).toHaveBeenCalledTimes(1);
  await systemClock.sleep(3_600_000, waited.signal);
});
