import { CRASHED } from '../machine.ts';
import { type Agent, isFault } from './agent.ts';

const MAX_TRIES = 3;

/** Folds the search index at some times. */
export async function foldIndexOften(agent: Agent, timesMs: readonly number[]): Promise<void> {
  const { world, dice } = agent;
  for (const timeMs of timesMs) {
    await agent.sleepUntil(timeMs);
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      try {
        const folded = await agent.call((wiki) => wiki.fold({ only: 'index' }));
        if (folded !== CRASHED) {
          const { main, removedObjects = 0 } = folded?.index ?? {};
          if (main !== undefined) world.indexFolds += 1;
          world.note(agent.name, 'folded the index', main?.name ?? 'nothing', removedObjects);
          break;
        }
      } catch (error) {
        if (!isFault(error)) world.surprise(agent.name, error);
      }
      await agent.sleep(dice.spread(100, 60_000));
    }
  }
}
