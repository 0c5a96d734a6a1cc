import { type Clock, type ObjectStore, StorageError } from '@holt/storage';
import type { Generator } from './generator.ts';

const MINUTE_MS = 60 * 1000;
/** How much later than it was answered a request may be carried out. */
const LATEST_MS = 15 * MINUTE_MS;

/** A process that may die at any request, and the store as it sees it. */
export interface UnreliableProcess {
  readonly store: ObjectStore;
  /** Runs work in it. @returns `undefined` when the process dies: nothing of the work goes on. */
  run<T>(work: () => Promise<T>): Promise<T | undefined>;
}

/**
 * A process between which and the store requests are slow, lost or carried out up to 15 minutes after they were answered
 * `unavailable`, and which sometimes stands still for hours. `generator` decides.
 */
export function createUnreliableProcess(store: ObjectStore, clock: Clock, generator: Generator): UnreliableProcess {
  const { promise: died, resolve: die } = Promise.withResolvers<undefined>();
  const chance = (percent: number) => generator.integer(1000) < percent * 10;
  const upTo = (ms: number) => 1 + generator.integer(ms);
  let isDead = false;

  const way = async () => {
    await clock.sleep(chance(0.2) ? upTo(180 * MINUTE_MS) : chance(2) ? upTo(20 * MINUTE_MS) : upTo(200));
    if (isDead) await new Promise(() => {});
  };
  const stop = async (): Promise<never> => {
    isDead = true;
    die(undefined);
    return await new Promise(() => {});
  };
  const read = async <T>(key: string, request: () => Promise<T>): Promise<T> => {
    await way();
    if (chance(0.1)) return await stop();
    if (chance(0.3)) throw new StorageError('unavailable', key, 'injected');
    const answer = await request();
    await way();
    return answer;
  };
  const change = async <T>(key: string, request: () => Promise<T>): Promise<T> => {
    await way();
    const applyLate = () => {
      clock
        .sleep(upTo(LATEST_MS))
        .then(request)
        .catch(() => {});
    };
    if (chance(0.2)) return await stop();
    if (chance(0.4)) {
      applyLate();
      return await stop();
    }
    if (chance(2)) {
      applyLate();
      throw new StorageError('unavailable', key, 'injected: late');
    }
    if (chance(0.5)) throw new StorageError('unavailable', key, 'injected: not carried out');
    const answer = await request();
    await way();
    if (chance(0.5)) throw new StorageError('unavailable', key, 'injected: carried out');
    return answer;
  };

  return {
    store: {
      get: (key) => read(key, () => store.get(key)),
      head: (key) => read(key, () => store.head(key)),
      list: (options) => read(options.prefix, () => store.list(options)),
      put: (key, body, options) => change(key, () => store.put(key, body, options)),
      delete: (key, options) => change(key, () => store.delete(key, options)),
    },
    run: async (work) => await Promise.race([work(), died]),
  };
}
