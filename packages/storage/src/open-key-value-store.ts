import { checkKeyValueChange, checkKeyValueKey, checkKeyValueSize, entryBytes } from './check-key-value-change.ts';
import { compareKeys } from './compare-keys.ts';
import { StorageError } from './errors.ts';
import type { KeyValueChange, KeyValueStore } from './key-value-store.ts';
import type { ObjectStore } from './object-store.ts';

export interface KeyValueStoreOptions {
  store: ObjectStore;
  /** The object that holds all entries, as JSON. It is made by the first update. */
  key: string;
}

interface Snapshot {
  etag: string;
  entries: ReadonlyMap<string, string>;
}

/** The ETag of a store whose object has not been made yet. */
const UNMADE = 'unmade';
/** Each lost attempt means that another update went through, so this many in a row is a crowd, not bad luck. */
const MAX_ATTEMPTS = 100;

/**
 * A {@link KeyValueStore} in one object of an object store: every update replaces the object by compare-and-swap, and is tried
 * again at once while other updates come first; after 100 attempts it is `conflict`. Opening reads and writes nothing.
 */
export function openKeyValueStore({ store, key: objectKey }: KeyValueStoreOptions): KeyValueStore {
  async function read(): Promise<Snapshot> {
    const object = await store.get(objectKey);
    if (object === undefined) return { etag: UNMADE, entries: new Map() };
    return { etag: object.etag, entries: parseEntries(objectKey, object.body) };
  }

  return {
    async get(key) {
      checkKeyValueKey(key);
      return (await read()).entries.get(key);
    },

    async entries() {
      const { entries } = await read();
      return [...entries].map(([key, value]) => ({ key, value })).sort((a, b) => compareKeys(a.key, b.key));
    },

    async etag() {
      return (await read()).etag;
    },

    async update(change, { ifMatch } = {}) {
      checkKeyValueChange(change);
      for (let attempt = 1; ; attempt += 1) {
        const current = await read();
        if (ifMatch !== undefined && ifMatch !== current.etag) {
          throw new StorageError('precondition-failed', objectKey, 'The key-value store has changed: read it again.');
        }
        const entries = applyChange(current.entries, change);
        checkKeyValueSize(sizeOf(entries), objectKey);
        const condition = current.etag === UNMADE ? { ifNoneMatch: '*' as const } : { ifMatch: current.etag };
        try {
          return await store.put(objectKey, formatEntries(entries), { ...condition, contentType: 'application/json' });
        } catch (error) {
          if (!isLostRace(error)) throw error;
          if (attempt === MAX_ATTEMPTS) {
            const message = `${MAX_ATTEMPTS} other updates of the key-value store came first: try again later.`;
            throw new StorageError('conflict', objectKey, message, { cause: error });
          }
        }
      }
    },
  };
}

function isLostRace(error: unknown): boolean {
  return error instanceof StorageError && (error.code === 'precondition-failed' || error.code === 'conflict');
}

function applyChange(entries: ReadonlyMap<string, string>, change: KeyValueChange): Map<string, string> {
  const next = new Map(entries);
  for (const key of change.delete ?? []) next.delete(key);
  for (const [key, value] of Object.entries(change.put ?? {})) next.set(key, value);
  return next;
}

function formatEntries(entries: ReadonlyMap<string, string>): string {
  const ordered = [...entries].sort(([a], [b]) => compareKeys(a, b));
  return `${JSON.stringify({ entries: Object.fromEntries(ordered) }, null, 2)}\n`;
}

function parseEntries(objectKey: string, body: Uint8Array): Map<string, string> {
  try {
    const { entries } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    if (typeof entries !== 'object' || Array.isArray(entries)) throw new Error('no object of entries');
    const pairs: [string, unknown][] = Object.entries(entries);
    if (!pairs.every((pair): pair is [string, string] => typeof pair[1] === 'string'))
      throw new Error('not all strings');
    return new Map(pairs);
  } catch (cause) {
    const message = `The object ${objectKey} doesn't hold the JSON of a key-value store: restore it from a copy.`;
    throw new StorageError('damaged', objectKey, message, { cause });
  }
}

function sizeOf(entries: ReadonlyMap<string, string>): number {
  return [...entries].reduce((bytes, [key, value]) => bytes + entryBytes(key, value), 0);
}
