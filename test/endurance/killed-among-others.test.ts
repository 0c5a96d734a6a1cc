import { join } from 'node:path';
import { afterAll, beforeAll, it, onTestFinished } from 'vitest';
import { temporaryFolder } from '../support/holt-process.ts';
import { checkHealed, checkHistory, openView } from './check-store.ts';
import { openDice } from './dice.ts';
import { type Acknowledgement, fillCompileCache, startLife } from './life.ts';
import { beginning, WIKI } from './script.ts';

const SEED = process.env.HOLT_SEED ?? '1';
const STORES = 5;
const KILLS = 10;
const WRITERS = 4;
/** What one of four writers says while it makes about two commits. */
const MAX_LINES = 150;

const compileCache = temporaryFolder(afterAll);
beforeAll(() => fillCompileCache(compileCache));

it.each(Array.from({ length: STORES }, (_, i) => `${SEED}/${i}`))(
  `${WRITERS} processes that write at once lose nothing that they acknowledged: ${KILLS} times one of them is killed, then all (seed %s)`,
  async (seed) => {
    const roll = openDice(`others/${seed}`);
    const directory = join(temporaryFolder(onTestFinished), 'data');
    await (await openView(directory).create(WIKI)).write(beginning(WRITERS));
    const acknowledged: Acknowledgement[] = [];
    const start = (writer: number) => {
      const firstEdit = acknowledged.filter((each) => each.writer === writer).length + 1;
      const onAcknowledged = (each: Acknowledgement) => acknowledged.push(each);
      const life = startLife({ directory, writers: [{ writer, firstEdit }], compileCache, onAcknowledged });
      onTestFinished(life.end);
      return life;
    };
    const lives = Array.from({ length: WRITERS }, (_, writer) => start(writer));

    for (let kill = 1; kill <= KILLS; kill++) {
      const victim = roll(WRITERS) - 1;
      await lives[victim]?.killAfter(roll(MAX_LINES));
      await checkHistory(directory, acknowledged, WRITERS);
      lives[victim] = start(victim);
    }
    await Promise.all(lives.map((life) => life.killAfter(roll(MAX_LINES))));
    const edits = await checkHistory(directory, acknowledged, WRITERS);
    await checkHealed(directory, acknowledged, edits);
  },
);
