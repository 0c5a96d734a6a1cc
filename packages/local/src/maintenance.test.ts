import { manualClock } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import { startMaintenance } from './maintenance.ts';

const TEN_MINUTES_MS = 600_000;

function scene() {
  const clock = manualClock(0);
  const lines: string[] = [];
  const running: PromiseWithResolvers<void>[] = [];
  const maintenance = startMaintenance({
    clock,
    log: (line) => lines.push(line),
    run: () => {
      const one = Promise.withResolvers<void>();
      running.push(one);
      return one.promise;
    },
  });
  /** Ends the newest run. */
  const end = (error?: Error) => (error === undefined ? running.at(-1)?.resolve() : running.at(-1)?.reject(error));
  return { clock, lines, running, maintenance, end };
}

describe('maintenance', () => {
  it('runs at once, and ten minutes after the end of each run', async () => {
    const { clock, running, end } = scene();
    expect(running).toHaveLength(1);
    end();
    await clock.advance(0);
    await clock.advance(TEN_MINUTES_MS - 1);
    expect(running).toHaveLength(1);
    await clock.advance(1);
    expect(running).toHaveLength(2);
  });

  it('never runs twice at once, however long a run takes', async () => {
    const { clock, running } = scene();
    await clock.advance(10 * TEN_MINUTES_MS);
    expect(running).toHaveLength(1);
  });

  it('goes on after a run that failed, and tells of it in one line', async () => {
    const { clock, running, lines, end } = scene();
    end(new Error('the store is away'));
    await clock.advance(0);
    await clock.advance(TEN_MINUTES_MS);
    expect(running).toHaveLength(2);
    expect(lines).toEqual([expect.stringContaining('the store is away')]);
  });

  it('starts no run after it was stopped', async () => {
    const { clock, running, maintenance, end } = scene();
    end();
    expect(await maintenance.stop()).toBe(true);
    await clock.advance(TEN_MINUTES_MS);
    expect(running).toHaveLength(1);
  });

  it('waits for the run under way when it is stopped, but no longer than a second', async () => {
    const patient = scene();
    const stopped = patient.maintenance.stop();
    patient.end();
    expect(await stopped).toBe(true);

    const hanging = scene();
    const givenUp = hanging.maintenance.stop();
    await hanging.clock.advance(1_000);
    expect(await givenUp).toBe(false);
  });
});
