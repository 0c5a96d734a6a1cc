import { dashKey } from '@holt/edge';
import { decodeRoot, openMain, ROOT_NAME, SearchError } from '@holt/search';
import { StorageError } from '@holt/storage';
import { CRASHED, WIKI } from '../machine.ts';
import type { Agent } from './agent.ts';

/** Somewhat less than a main part stays that was replaced: the time of its end is taken before the request that replaces it. */
const LONGEST_READ_MS = 45 * 60 * 1000;
const [OWNER, NAME] = WIKI.split('/') as [string, string];

export interface IndexReading {
  timesMs: readonly number[];
  /** What the reader takes for itself between two requests, at most. */
  pauseMs: number;
}

/** Loads the search index at some times, all that the root that was read first names. */
export async function readIndexOften(agent: Agent, { timesMs, pauseMs }: IndexReading): Promise<void> {
  const { world, dice } = agent;
  for (const [index, timeMs] of timesMs.entries()) {
    await agent.sleepUntil(timeMs);
    const machine = world.start(`${agent.name}.${index}`);
    const startMs = world.scheduler.now();
    const load = async (name: string) => {
      if (pauseMs > 0) await agent.sleep(dice.between(0, pauseMs));
      return (await machine.store.get(dashKey(OWNER, NAME, name)))?.body;
    };
    try {
      const name = await machine.run(() => readIndex(load));
      if (name === undefined || name === CRASHED) continue;
      world.indexReads += 1;
      world.note(machine.name, 'read the index', name);
    } catch (error) {
      if (error instanceof StorageError) continue;
      const isLate = world.scheduler.now() - startMs >= LONGEST_READ_MS;
      if (!(error instanceof SearchError)) world.surprise(machine.name, error);
      else if (!isLate) world.tornIndexes.push(`${machine.name}: ${error.message}`);
      world.note(machine.name, 'index', String(error));
    }
  }
}

/** @returns the name of the main part; undefined where there is none yet @throws SearchError */
async function readIndex(load: (name: string) => Promise<Uint8Array | undefined>): Promise<string | undefined> {
  const bytes = await load(ROOT_NAME);
  const name = bytes && decodeRoot(bytes).main?.name;
  if (name === undefined) return undefined;
  const main = await openMain(load, name);
  await main.pages(Array.from({ length: main.count }, (_, number) => number));
  for (const term of await main.terms('', Number.MAX_SAFE_INTEGER)) await main.postings(term);
  await main.wordsBeginningWith('', Number.MAX_SAFE_INTEGER);
  await main.wordsEndingIn('', Number.MAX_SAFE_INTEGER);
  return name;
}
