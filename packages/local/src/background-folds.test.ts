import { manualClock } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import { startBackgroundFolds } from './background-folds.ts';

const SECOND_MS = 1_000;

function scene() {
  const clock = manualClock(0);
  const lines: string[] = [];
  const running: { wiki: string; end: PromiseWithResolvers<void> }[] = [];
  const folds = startBackgroundFolds({
    clock,
    log: (line) => lines.push(line),
    fold: (wiki) => {
      const end = Promise.withResolvers<void>();
      running.push({ wiki, end });
      return end.promise;
    },
  });
  const begun = () => running.map(({ wiki }) => wiki);
  /** Ends the newest fold. */
  const end = async (error?: Error) => {
    const newest = running.at(-1)?.end;
    if (error === undefined) newest?.resolve();
    else newest?.reject(error);
    await clock.advance(0);
  };
  return { clock, lines, folds, begun, end };
}

describe('folds in the background', () => {
  it('begin a second after the first of some writes, one for all of them', async () => {
    const { clock, folds, begun } = scene();
    folds.note('me/a');
    await clock.advance(SECOND_MS - 1);
    folds.note('me/a');
    expect(begun()).toEqual([]);
    await clock.advance(1);
    expect(begun()).toEqual(['me/a']);
  });

  it('go on with what was noted meanwhile, one at a time', async () => {
    const { clock, folds, begun, end } = scene();
    folds.note('me/a');
    folds.note('me/b');
    await clock.advance(SECOND_MS);
    expect(begun()).toEqual(['me/a']);
    folds.note('me/a');
    await end();
    expect(begun()).toEqual(['me/a', 'me/b']);
    await end();
    await clock.advance(SECOND_MS);
    expect(begun()).toEqual(['me/a', 'me/b', 'me/a']);
  });

  it('begin again when all had ended', async () => {
    const { clock, folds, begun, end } = scene();
    for (let times = 1; times <= 3; times++) {
      folds.note('me/a');
      await clock.advance(SECOND_MS);
      expect(begun()).toHaveLength(times);
      await end();
    }
  });

  it('tell of one that failed in one line, and go on', async () => {
    const { clock, folds, begun, lines, end } = scene();
    folds.note('me/a');
    folds.note('me/b');
    await clock.advance(SECOND_MS);
    await end(new Error('the store is away'));
    expect(begun()).toEqual(['me/a', 'me/b']);
    expect(lines).toEqual([expect.stringMatching(/me\/a.*the store is away/)]);
  });

  it('are begun no more once stopped, and the one under way is waited for, but no longer than a second', async () => {
    const idle = scene();
    idle.folds.note('me/a');
    expect(await idle.folds.stop()).toBe(true);
    await idle.clock.advance(10 * SECOND_MS);
    expect(idle.begun()).toEqual([]);

    const hanging = scene();
    hanging.folds.note('me/a');
    await hanging.clock.advance(SECOND_MS);
    const stopped = hanging.folds.stop();
    await hanging.clock.advance(SECOND_MS);
    expect(await stopped).toBe(false);
  });
});
