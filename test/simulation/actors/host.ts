import { StorageError } from '@holt/storage';
import type { Wiki } from '@holt/wiki';
import type { Dice } from '../dice.ts';
import { CRASHED, type Machine } from '../machine.ts';
import type { World } from '../world.ts';

const MAX_STARTS = 30;

interface Ready {
  machine: Machine;
  wiki: Wiki;
}

/** Where processes run, one after the other: for one agent, as Lambda does, or for several at once, as a local server does. */
export class Host {
  readonly #name: string;
  readonly #world: World;
  readonly #dice: Dice;
  #ready: Ready | undefined;
  #starting: Promise<Ready | undefined> | undefined;
  #starts = 0;

  constructor(world: World, name: string) {
    this.#world = world;
    this.#name = name;
    this.#dice = world.dice(`host of ${name}`);
  }

  /** The next call begins in a new process; what is under way goes on in the old one. */
  restart(): void {
    this.#ready = undefined;
  }

  /** A process that has opened the wiki; undefined when too many have failed to. */
  async ready(): Promise<Ready | undefined> {
    if (this.#ready !== undefined && !this.#ready.machine.isDead) return this.#ready;
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    return await this.#starting;
  }

  async #start(): Promise<Ready | undefined> {
    let isAfterFailure = this.#ready !== undefined;
    while (this.#starts < MAX_STARTS) {
      this.#starts += 1;
      if (isAfterFailure) await this.#world.scheduler.sleep(this.#name, this.#dice.spread(50, 60_000));
      isAfterFailure = true;
      const machine = this.#world.start(`${this.#name}.${this.#starts}`);
      try {
        const wiki = await machine.run(() => machine.openWiki());
        if (wiki === CRASHED) continue;
        this.#ready = { machine, wiki };
        return this.#ready;
      } catch (error) {
        if (!(error instanceof StorageError && error.code === 'unavailable')) throw error;
      }
    }
    return undefined;
  }
}
