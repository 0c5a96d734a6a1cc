import { StorageError } from '@holt/storage';
import type { Wiki } from '@holt/wiki';
import type { Dice } from '../dice.ts';
import { CRASHED, type Machine } from '../machine.ts';
import type { World } from '../world.ts';
import { Host } from './host.ts';

/** Someone who works on the wiki, alone or with others in one process. */
export class Agent {
  readonly name: string;
  readonly world: World;
  readonly dice: Dice;
  readonly #host: Host;

  constructor(world: World, name: string, host: Host = new Host(world, name)) {
    this.world = world;
    this.name = name;
    this.dice = world.dice(name);
    this.#host = host;
  }

  async sleep(ms: number): Promise<void> {
    await this.world.scheduler.sleep(this.name, ms);
  }

  async sleepUntil(timeMs: number): Promise<void> {
    await this.sleep(Math.max(0, timeMs - this.world.scheduler.now()));
  }

  /** Goes on in a new process, as the next request to a Lambda function may. */
  restart(): void {
    this.#host.restart();
  }

  /** A process that has opened the wiki; undefined when too many have failed to. */
  ready(): Promise<{ machine: Machine; wiki: Wiki } | undefined> {
    return this.#host.ready();
  }

  /** Has the process do something; {@link CRASHED} when it ended over it, or there was none. */
  async call<T>(task: (wiki: Wiki, machine: Machine) => Promise<T>): Promise<T | typeof CRASHED> {
    const ready = await this.ready();
    return ready === undefined ? CRASHED : await ready.machine.run(() => task(ready.wiki, ready.machine));
  }

  /** As {@link Agent.call}, and again when the store gave no answer; undefined when it never did. For what may be done twice. */
  async insist<T>(task: (wiki: Wiki, machine: Machine) => Promise<T>): Promise<T | undefined> {
    for (let attempt = 0; attempt < 4; attempt++) {
      try {
        const value = await this.call(task);
        if (value !== CRASHED) return value;
      } catch (error) {
        if (!isFault(error)) throw error;
      }
      await this.sleep(this.dice.spread(10, 5000));
    }
    return undefined;
  }
}

/** What faults of the network may make of any call. */
export function isFault(error: unknown): boolean {
  return error instanceof StorageError && (error.code === 'unavailable' || error.code === 'conflict');
}
