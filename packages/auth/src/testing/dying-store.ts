import { type ObjectStore, StorageError } from '@holt/storage';

export interface DyingStore extends ObjectStore {
  /** How many calls were begun. */
  readonly calls: number;
}

/**
 * A store as a process sees it that dies at its n-th call: that call fails, and all after it do nothing.
 *
 * @param call 1 for the first; infinite for none
 * @param isDone whether the n-th call has still reached the store, only its answer being lost
 */
export function dyingStore(store: ObjectStore, call: number, isDone: boolean): DyingStore {
  let calls = 0;

  async function run<T>(key: string, work: () => Promise<T>): Promise<T> {
    calls += 1;
    if (calls < call || (calls === call && isDone)) {
      const answer = await work();
      if (calls < call) return answer;
    }
    throw new StorageError('unavailable', key, 'The process has died.');
  }

  return {
    get calls() {
      return calls;
    },
    get: (key) => run(key, () => store.get(key)),
    head: (key) => run(key, () => store.head(key)),
    put: (key, body, options) => run(key, () => store.put(key, body, options)),
    delete: (key, options) => run(key, () => store.delete(key, options)),
    list: (options) => run(options.prefix, () => store.list(options)),
  };
}
