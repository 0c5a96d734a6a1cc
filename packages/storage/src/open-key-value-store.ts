import { checkKeyValueChange, checkKeyValueKey, checkKeyValueSize } from './check-key-value-change.ts';
import { listEntries, openEntriesObject, sizeOfEntries, withChange } from './entries-object.ts';
import { StorageError } from './errors.ts';
import type { KeyValueStore } from './key-value-store.ts';
import type { ObjectStore } from './object-store.ts';

export interface KeyValueStoreOptions {
  store: ObjectStore;
  /** The object that holds all entries, as JSON. It is made by the first update. */
  key: string;
}

/**
 * A {@link KeyValueStore} in one object of an object store: every update replaces the object by compare-and-swap, and is tried
 * again at once while other updates come first; after 100 attempts it is `conflict`. Opening reads and writes nothing.
 */
export function openKeyValueStore({ store, key: objectKey }: KeyValueStoreOptions): KeyValueStore {
  const object = openEntriesObject(store, objectKey);
  return {
    async get(key) {
      checkKeyValueKey(key);
      return (await object.read()).entries.get(key);
    },

    async entries() {
      return listEntries((await object.read()).entries);
    },

    async etag() {
      return (await object.read()).etag;
    },

    async update(change, { ifMatch } = {}) {
      checkKeyValueChange(change);
      const { etag } = await object.change((current) => {
        if (ifMatch !== undefined && ifMatch !== current.etag) {
          throw new StorageError('precondition-failed', objectKey, 'The key-value store has changed: read it again.');
        }
        const entries = withChange(current.entries, change);
        checkKeyValueSize(sizeOfEntries(entries), objectKey);
        return { entries, pending: current.pending };
      });
      return { etag };
    },
  };
}
