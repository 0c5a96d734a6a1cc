import { gitPrefix } from '@holt/edge';
import { foldObjects } from '@holt/git';
import { CRASHED } from '../machine.ts';
import { type Agent, isFault } from './agent.ts';

/** So few that a seed sees packs being replaced, too. */
const MAX_PACKS = 2;
const MAX_TRIES = 3;

/** Packs the repository at some times. */
export async function foldOften(agent: Agent, timesMs: readonly number[]): Promise<void> {
  const { world, dice } = agent;
  for (const timeMs of timesMs) {
    await agent.sleepUntil(timeMs);
    for (let attempt = 1; attempt <= MAX_TRIES; attempt++) {
      try {
        const result = await agent.call((wiki, { store, clock }) =>
          foldObjects({ store, clock, prefix: gitPrefix(wiki.owner, wiki.name), maxPacks: MAX_PACKS }),
        );
        if (result !== CRASHED) {
          world.note(agent.name, 'folded', result.packedObjects, result.pack ?? 'nothing', result.removedObjects);
          break;
        }
      } catch (error) {
        if (!isFault(error)) world.surprise(agent.name, error);
      }
      await agent.sleep(dice.spread(100, 60_000));
    }
  }
}
