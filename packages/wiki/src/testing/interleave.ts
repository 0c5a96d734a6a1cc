import { type ObjectStore, StorageError } from '@holt/storage';
import type { Fate } from './test-wiki.ts';

/** One process: what it does with the store that it gets. */
export type Process = (store: ObjectStore) => Promise<unknown>;

export interface InterleaveOptions {
  /** Which request goes next: an index in the processes whose requests wait. */
  pick: (processes: readonly number[]) => number;
  /** The fate of a process's request, counted from 1. */
  decide: (process: number, request: number) => Fate;
  /** Called when no request is under way: before the first, and after each. */
  check: () => Promise<void>;
}

/**
 * Runs processes on one store, one request at a time, in an order that the test decides. Returns how each ended: undefined for well.
 */
export async function interleave(
  store: ObjectStore,
  processes: readonly Process[],
  { pick, decide, check }: InterleaveOptions,
): Promise<unknown[]> {
  const waiting: { process: number; send: () => Promise<void> }[] = [];
  const gate = (process: number): ObjectStore => {
    let count = 0;
    const queue = <T>(key: string, request: () => Promise<T>): Promise<T> => {
      count++;
      const fate = decide(process, count);
      return new Promise<T>((resolve, reject) => {
        const send = async () => {
          const lost = () => new StorageError('unavailable', key, `A request for ${key} was lost.`);
          if (fate === 'lost') return reject(lost());
          await request().then(fate === 'through' ? resolve : () => reject(lost()), reject);
        };
        waiting.push({ process, send });
      });
    };
    return {
      get: (key) => queue(key, () => store.get(key)),
      head: (key) => queue(key, () => store.head(key)),
      put: (key, body, options) => queue(key, () => store.put(key, body, options)),
      delete: (key, options) => queue(key, () => store.delete(key, options)),
      list: (options) => queue(options.prefix, () => store.list(options)),
    };
  };

  const ends = processes.map((run, process) =>
    run(gate(process)).then(
      () => undefined,
      (error: unknown) => error,
    ),
  );
  await check();
  for (;;) {
    // Whoever goes on after an answer has begun its next request, or ended, before this comes back.
    await new Promise(setImmediate);
    if (waiting.length === 0) break;
    const [next] = waiting.splice(pick(waiting.map(({ process }) => process)), 1);
    await next?.send();
    await check();
  }
  return Promise.all(ends);
}
