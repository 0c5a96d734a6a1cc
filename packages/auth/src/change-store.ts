import { type KeyValueChange, type KeyValueStore, StorageError } from '@holt/storage';
import { AuthError } from './errors.ts';

const MAX_ATTEMPTS = 20;

/**
 * Changes the store by what is in it, and only while that is still so: when anything has changed in between, `decide` is asked again.
 *
 * @param decide reads what it needs; the change, or undefined for none, and what to answer once it is made
 * @throws AuthError `key-store-busy`
 * @throws StorageError
 */
export async function changeStore<T>(
  keyValues: KeyValueStore,
  decide: () => Promise<{ change?: KeyValueChange; answer: T }>,
): Promise<T> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    // The ETag is read before the entries: a change in between fails the condition instead of being missed.
    const etag = await keyValues.etag();
    const { change, answer } = await decide();
    if (change === undefined) return answer;
    try {
      await keyValues.update(change, { ifMatch: etag });
      return answer;
    } catch (error) {
      if (!(error instanceof StorageError) || !['precondition-failed', 'conflict'].includes(error.code)) throw error;
    }
  }
  throw new AuthError(
    'key-store-busy',
    `Nothing was changed: the key-value store changed under each of ${MAX_ATTEMPTS} attempts. Try again.`,
  );
}

/** All entries of a key-value store at one moment, by key. */
export async function readEntries(keyValues: KeyValueStore): Promise<ReadonlyMap<string, string>> {
  return new Map((await keyValues.entries()).map(({ key, value }) => [key, value]));
}
