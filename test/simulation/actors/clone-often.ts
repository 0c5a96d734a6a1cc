import { StorageError, type StoredObject } from '@holt/storage';
import { checkClone } from '../check-clone.ts';
import { type Clone, CloneFailure, cloneRepository } from '../clone.ts';
import type { World } from '../world.ts';
import type { Agent } from './agent.ts';

/** A clone that takes longer may have to be begun again: that is said where the fold is documented. */
const LONGEST_CLONE_MS = 60 * 60 * 1000;

export interface CloningOptions {
  /** Where the repository lies, ending in `/`. */
  prefix: string;
  timesMs: readonly number[];
  /** What the client takes for itself between two requests, at most. */
  pauseMs: number;
  /** Where those go that are whole. */
  clones: Clone[];
}

/** Clones the repository at some times, over a network on which git gives up at the first error. */
export async function cloneOften(agent: Agent, options: CloningOptions): Promise<void> {
  const { prefix, timesMs, pauseMs, clones } = options;
  const { world, dice } = agent;
  for (const [index, timeMs] of timesMs.entries()) {
    await agent.sleepUntil(timeMs);
    const name = `${agent.name}.${index}`;
    const machine = world.start(name);
    const startMs = world.scheduler.now();
    const get = async (path: string): Promise<StoredObject | undefined> => {
      if (pauseMs > 0) await agent.sleep(dice.between(0, pauseMs));
      return await machine.store.get(prefix + path);
    };
    let problems: string[];
    try {
      const clone = await machine.run(() => cloneRepository(get, world.unpacked));
      if (clone === undefined || typeof clone === 'symbol') continue;
      problems = checkClone(clone, world.sound);
      if (problems.length === 0) clones.push(clone);
    } catch (error) {
      if (error instanceof StorageError) continue;
      problems = [error instanceof CloneFailure ? error.message : String(error)];
    }
    if (world.scheduler.now() - startMs < LONGEST_CLONE_MS) conclude(world, name, problems);
  }
}

function conclude(world: World, name: string, problems: string[]): void {
  world.clones.push({ name, problems });
  world.note(name, 'cloned', problems.length === 0 ? 'whole' : problems.join('; '));
}
