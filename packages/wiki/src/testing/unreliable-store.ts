import { type ObjectStore, StorageError } from '@holt/storage';

/** `late`: answered `unavailable`, and carried out when {@link UnreliableStore.deliver} is called, its condition evaluated then. */
export type Delivery = 'through' | 'lost' | 'answer lost' | 'late';

export interface UnreliableStore extends ObjectStore {
  /** Carries out what is late. */
  deliver(): Promise<void>;
  /** How many requests were sent. */
  readonly requests: number;
}

/**
 * A store over a network on which a test decides what becomes of each request, by its number from 1 on. What reads is never late, but
 * lost.
 *
 * @param turns how many turns of the event loop a request takes
 */
export function unreliableStore(
  store: ObjectStore,
  decide: (request: number, key: string) => Delivery,
  turns: () => number = () => 0,
): UnreliableStore {
  let requests = 0;
  const late: (() => Promise<unknown>)[] = [];
  const send = async <T>(key: string, isWrite: boolean, request: () => Promise<T>): Promise<T> => {
    requests++;
    const delivery = decide(requests, key);
    for (let left = turns(); left > 0; left--) await new Promise(setImmediate);
    if (delivery === 'through') return await request();
    if (delivery === 'late' && isWrite) late.push(request);
    if (delivery === 'answer lost') await request();
    throw new StorageError('unavailable', key, `A request for ${key} had no answer.`);
  };
  return {
    get requests() {
      return requests;
    },
    async deliver() {
      for (const request of late.splice(0)) {
        await request().catch((error: unknown) => {
          if (!(error instanceof StorageError && error.code === 'precondition-failed')) throw error;
        });
      }
    },
    get: (key) => send(key, false, () => store.get(key)),
    head: (key) => send(key, false, () => store.head(key)),
    put: (key, body, options) => send(key, true, () => store.put(key, body, options)),
    delete: (key, options) => send(key, true, () => store.delete(key, options)),
    list: (options) => send(options.prefix, false, () => store.list(options)),
  };
}
