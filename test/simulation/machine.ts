import { type Clock, type ObjectStore, openKeyValueStore, seededRandom } from '@holt/storage';
import { type AccessSettings, openAccessSettings, openWikis, type Wiki, type Wikis } from '@holt/wiki';
import type { Network } from './network.ts';
import type { Scheduler } from './scheduler.ts';

export const WIKI = 'me/notes';

/** What a call gives whose process ended: none of its requests is ever answered, and no later one. */
export const CRASHED = Symbol('crashed');

/** One process that works on the wiki: production code with its own view of the store, clock and randomness. */
export class Machine {
  readonly name: string;
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly wikis: Wikis;
  readonly access: AccessSettings;
  readonly #crashed: Promise<typeof CRASHED>;
  #end: (value: typeof CRASHED) => void = () => {};
  #isDead = false;

  constructor({
    name,
    seed,
    scheduler,
    network,
  }: { name: string; seed: number; scheduler: Scheduler; network: Network }) {
    this.name = name;
    this.#crashed = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.store = network.connect(this);
    this.clock = {
      now: () => scheduler.now(),
      sleep: (ms) =>
        new Promise((resolve) => {
          const wake = () => this.#isDead || resolve();
          scheduler.submit(`${name} sleep`, () => scheduler.after(ms, wake));
        }),
    };
    const { store, clock } = this;
    const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
    this.wikis = openWikis({ store, keyValues, clock, random: seededRandom(`${seed} ${name}`) });
    this.access = openAccessSettings({ store, keyValues, clock });
  }

  get isDead(): boolean {
    return this.#isDead;
  }

  crash(): void {
    this.#isDead = true;
    this.#end(CRASHED);
  }

  /** Looks the wiki up, as a process that has just started does. */
  async openWiki(): Promise<Wiki> {
    return await this.wikis.open(WIKI);
  }

  /** Runs a call of production code as long as the process lives. */
  async run<T>(call: () => Promise<T>): Promise<T | typeof CRASHED> {
    if (this.#isDead) return CRASHED;
    return await Promise.race([call(), this.#crashed]);
  }
}
