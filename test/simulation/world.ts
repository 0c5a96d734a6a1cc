import type { Bucket } from './bucket.ts';
import type { CheckedClone, Unpacked } from './clone.ts';
import { type Dice, openDice } from './dice.ts';
import type { RawObject } from './git-object.ts';
import type { Operation } from './is-linearizable.ts';
import { Machine } from './machine.ts';
import type { Network } from './network.ts';
import type { Scheduler } from './scheduler.ts';
import type { Trace } from './trace.ts';
import type { WriteRecord } from './write-record.ts';

/** One run of the simulation: what the actors share, and what is recorded for the checks. */
export class World {
  readonly seed: number;
  readonly scheduler: Scheduler;
  readonly network: Network;
  readonly bucket: Bucket;
  readonly trace: Trace;
  readonly writes: WriteRecord[] = [];
  /** Reads of the register at HEAD. */
  readonly reads: Operation[] = [];
  readonly clones: CheckedClone[] = [];
  /** What clones have unpacked, and of that what is sound: so that it is done once. */
  readonly unpacked: Unpacked = new WeakMap();
  readonly sound = new WeakSet<RawObject>();
  readonly ownReads = { checked: 0, missed: [] as string[] };
  /** How often the search index was folded, and read as a whole. */
  indexFolds = 0;
  indexReads = 0;
  /** What readers of the search index did not find, or not whole, of what the root that they began with names. */
  readonly tornIndexes: string[] = [];
  /** Errors that nothing in the simulation accounts for. */
  readonly surprises: string[] = [];
  #stamp = 0;

  constructor(parts: Pick<World, 'seed' | 'scheduler' | 'network' | 'bucket' | 'trace'>) {
    this.seed = parts.seed;
    this.scheduler = parts.scheduler;
    this.network = parts.network;
    this.bucket = parts.bucket;
    this.trace = parts.trace;
  }

  /** The place of this moment among all others. */
  stamp(): number {
    this.#stamp += 1;
    return this.#stamp;
  }

  dice(name: string): Dice {
    return openDice(`${this.seed} ${name}`);
  }

  start(name: string): Machine {
    const { seed, scheduler, network } = this;
    return new Machine({ name, seed, scheduler, network });
  }

  note(...words: readonly (string | number)[]): void {
    this.trace.add(this.scheduler.now(), ...words);
  }

  surprise(who: string, error: unknown): void {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.surprises.push(`${who}: ${text}`);
    this.note(who, 'surprise', text.split('\n')[0] as string);
  }
}
