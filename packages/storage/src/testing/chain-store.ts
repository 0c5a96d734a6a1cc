import { type Clock, systemClock } from '../clock.ts';
import type { ListResult, ObjectStore } from '../object-store.ts';
import type { CountedRequest } from './counting-store.ts';

/** One call of a store, as {@link chainStore} saw it. */
export interface ChainedCall {
  method: CountedRequest['method'];
  /** The object's key; of a list, its prefix. */
  key: string;
  /** 1 + the largest depth among the calls that had ended before this one began; 1 when none had. */
  depth: number;
}

export interface ChainStore extends ObjectStore {
  /** In the order in which they were begun. */
  readonly calls: readonly ChainedCall[];
  /** The largest depth so far: how long the longest chain of calls can be that wait on each other. 0 before the first call. */
  readonly longest: number;
  /** Begins anew. What is still under way counts no more. */
  reset(): void;
}

export interface ChainStoreOptions {
  /** What every call takes on top of its own time. Long against the computing between two calls. Default 50. */
  latencyMs?: number;
  /** Default the machine's. */
  clock?: Clock;
}

/**
 * Wraps a store to find the longest chain of calls that wait on each other: what the latency of a far store multiplies.
 *
 * Who waits on whom can't be seen from outside, but a call can only have waited on calls that had ended before it began. So no chain
 * that ends in a call is longer than the call's depth, and `longest` is an upper bound of what is looked for. With a store that
 * answers at once it would be a poor bound: of calls that wait on nothing, one may end before the next begins. Each call
 * therefore takes the same long time. Those that wait on nothing then begin together, long before any of them ends; and so on, step by step.
 */
export function chainStore(store: ObjectStore, options: ChainStoreOptions = {}): ChainStore {
  const { latencyMs = 50, clock = systemClock } = options;
  let measured: { calls: ChainedCall[]; ended: number } = { calls: [], ended: 0 };

  async function chain<T>(method: ChainedCall['method'], key: string, work: () => Promise<T>): Promise<T> {
    const mine = measured;
    const depth = mine.ended + 1;
    mine.calls.push({ method, key, depth });
    try {
      return await work();
    } finally {
      await clock.sleep(latencyMs);
      mine.ended = Math.max(mine.ended, depth);
    }
  }

  return {
    get calls() {
      return measured.calls;
    },
    get longest() {
      return measured.calls.reduce((longest, { depth }) => Math.max(longest, depth), 0);
    },
    reset() {
      measured = { calls: [], ended: 0 };
    },
    get: (key) => chain('get', key, () => store.get(key)),
    head: (key) => chain('head', key, () => store.head(key)),
    put: (key, body, putOptions) => chain('put', key, () => store.put(key, body, putOptions)),
    delete: (key, deleteOptions) => chain('delete', key, () => store.delete(key, deleteOptions)),
    list: (listOptions): Promise<ListResult> => chain('list', listOptions.prefix, () => store.list(listOptions)),
  };
}
