import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/holt-process.ts';
import { checkHealed, checkHistory, openView } from './check-store.ts';
import { openDice } from './dice.ts';
import { type Acknowledgement, fillCompileCache, startLife } from './life.ts';
import { beginning, WIKI } from './script.ts';

const SEED = process.env.HOLT_SEED ?? '1';
const KILLS = 10;
const WRITERS = 4;
/** What four writers say while they make about four commits. */
const MAX_LINES = 600;

/** Tests with stores of their own, as many as `count`: two files share the stores, as at any time either the killed process works or who checks. */
export function killAlone({ from, count }: { from: number; count: number }): void {
  const compileCache = temporaryFolder(afterAll);
  beforeAll(() => fillCompileCache(compileCache));

  it.each(Array.from({ length: count }, (_, i) => `${SEED}/${from + i}`))(
    `a process in which ${WRITERS} writers work loses nothing that it acknowledged, killed ${KILLS} times (seed %s)`,
    async (seed) => {
      const roll = openDice(seed);
      const directory = join(temporaryFolder(onTestFinished), 'data');
      await (await openView(directory).create(WIKI)).write(beginning(WRITERS));
      const acknowledged: Acknowledgement[] = [];
      let edits = Array.from({ length: WRITERS }, () => 0);

      for (let kill = 1; kill <= KILLS; kill++) {
        // Whoever takes over sends again what was not acknowledged, whether it is in or not.
        const writers = edits.map((_, writer) => ({
          writer,
          firstEdit: acknowledged.filter((each) => each.writer === writer).length + 1,
        }));
        const life = startLife({ directory, writers, compileCache, onAcknowledged: (each) => acknowledged.push(each) });
        onTestFinished(life.end);
        await life.killAfter(roll(MAX_LINES));
        edits = await checkHistory(directory, acknowledged, WRITERS);
        await checkHealed(directory, acknowledged, edits);
      }
      expect(acknowledged).not.toEqual([]);
    },
  );
}
