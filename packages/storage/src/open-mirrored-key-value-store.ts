import { createHash } from 'node:crypto';
import { checkKeyValueChange, checkKeyValueKey, checkKeyValueSize } from './check-key-value-change.ts';
import {
  type EntriesSnapshot,
  isOvertaken,
  listEntries,
  openEntriesObject,
  sizeOfEntries,
  withChange,
} from './entries-object.ts';
import { StorageError } from './errors.ts';
import { KEY_VALUE_LIMITS, type KeyValueChange, type KeyValueStore } from './key-value-store.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import type { Random } from './random.ts';

export interface MirroredKeyValueStoreOptions {
  store: ObjectStore;
  /** The object that holds all entries, and which of them the mirror may not have yet. */
  key: string;
  /** Opens the store that the edge reads; called by the first update. It may cost much to ask. */
  mirror: () => Promise<KeyValueStore>;
  random: Random;
}

/** A {@link KeyValueStore} that keeps its entries in an object, and the same in a store that the edge reads. */
export interface MirroredKeyValueStore extends KeyValueStore {
  /**
   * Makes the mirror what the object is.
   *
   * @param ifDue only the entries of updates that may not have come through: one request where there are none. Default false: all.
   * @returns how many entries of the mirror were put or deleted
   * @throws StorageError
   */
  repair(options?: { ifDue?: boolean }): Promise<{ changed: number }>;
}

/** Each lost attempt means that another update of the mirror went through. */
const MAX_ATTEMPTS = 100;

/**
 * Reads and decides updates by an object, and brings every update to a mirror afterwards: CloudFront asks a dollar for a thousand calls of its
 * store from outside the edge, S3 a thousandth of that.
 *
 * With its entries the object takes the mark that they have to be brought, in one step, and loses it when they are there; so nothing is
 * forgotten, wherever somebody dies. What is brought is read after the mirror's ETag was, and refused when that has moved: whoever comes first, the
 * newest entries end in both. An update that did not come through is `unavailable`, whatever the mirror's failure was, and is kept: the next update
 * brings it, or the next call of {@link KeyValueStore.etag}, or {@link MirroredKeyValueStore.repair}. Opening asks for nothing.
 */
export function openMirroredKeyValueStore(options: MirroredKeyValueStoreOptions): MirroredKeyValueStore {
  const { store, key: objectKey, random } = options;
  const object = openEntriesObject(remembering(store, objectKey), objectKey);
  let opening: Promise<KeyValueStore> | undefined;
  let lastTurn: Promise<unknown> = Promise.resolve();

  function mirror(): Promise<KeyValueStore> {
    opening ??= options.mirror().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  async function bringNow(isAll: boolean): Promise<number> {
    if (!isAll && (await object.read()).pending.size === 0) return 0;
    const edge = await mirror();
    for (let attempt = 1; ; attempt++) {
      const etag = await edge.etag();
      const current = await object.read();
      const wrong = isAll
        ? differences(current.entries, new Map((await edge.entries()).map(({ key, value }) => [key, value])))
        : [...current.pending.keys()].map((key): Entry => [key, current.entries.get(key)]);
      try {
        await putInParts(edge, wrong, etag);
      } catch (error) {
        if (!isOvertaken(error) || attempt === MAX_ATTEMPTS) throw error;
        continue;
      }
      await object.change((now) => withoutMarks(now, current.pending));
      return wrong.length;
    }
  }

  /** Those of this process take turns: one brings what others have changed meanwhile, and these have nothing left to do. */
  function bring(isAll: boolean): Promise<number> {
    const turn = lastTurn.then(() => bringNow(isAll));
    lastTurn = turn.catch(() => {});
    return turn;
  }

  return {
    async get(key) {
      checkKeyValueKey(key);
      return (await object.read()).entries.get(key);
    },

    async entries() {
      return listEntries((await object.read()).entries);
    },

    async etag() {
      // Whoever asks for it reads next, and may find that nothing is left to be done.
      await bring(false);
      return etagOf((await object.read()).entries);
    },

    async update(change, { ifMatch } = {}) {
      checkKeyValueChange(change);
      const update = Buffer.from(random.bytes(9)).toString('base64url');
      const { entries } = await object.change((current) => {
        if (ifMatch !== undefined && ifMatch !== etagOf(current.entries)) {
          throw new StorageError('precondition-failed', objectKey, 'The key-value store has changed: read it again.');
        }
        const next = withChange(current.entries, change);
        checkKeyValueSize(sizeOfEntries(next), objectKey);
        return {
          entries: next,
          pending: new Map([...current.pending, ...keysOf(change).map((key) => [key, update] as const)]),
        };
      });
      try {
        await bring(false);
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        const message = `The change is kept, but the edge does not know it yet: repeat it, or wait for the maintenance. ${why}`;
        throw new StorageError('unavailable', objectKey, message, { cause });
      }
      return { etag: etagOf(entries) };
    },

    repair: async ({ ifDue = false } = {}) => ({ changed: await bring(!ifDue) }),
  };
}

/** The store, which sends an object anew only when it has changed. */
function remembering(store: ObjectStore, key: string): ObjectStore {
  let last: StoredObject | undefined;
  return {
    async get(name) {
      if (name !== key) return store.get(name);
      if (last !== undefined && (await store.head(key))?.etag === last.etag) return last;
      last = await store.get(key);
      return last;
    },
    head: (name) => store.head(name),
    put: (name, body, options) => store.put(name, body, options),
    delete: (name, options) => store.delete(name, options),
    list: (options) => store.list(options),
  };
}

/** Of the entries alone: that they came to the mirror changes nothing for who reads them. */
function etagOf(entries: ReadonlyMap<string, string>): string {
  return createHash('sha256')
    .update(JSON.stringify(listEntries(entries)))
    .digest('base64url');
}

type Entry = readonly [key: string, value: string | undefined];

/** What has to change for the second to become the first: what goes comes first, since it may be what gave a right. */
function differences(wanted: ReadonlyMap<string, string>, found: ReadonlyMap<string, string>): Entry[] {
  const gone = [...found.keys()].filter((key) => !wanted.has(key)).map((key): Entry => [key, undefined]);
  return [...gone, ...[...wanted].filter(([key, value]) => found.get(key) !== value)];
}

async function putInParts(edge: KeyValueStore, entries: readonly Entry[], ifMatch: string): Promise<void> {
  let etag = ifMatch;
  for (let at = 0; at < entries.length; at += KEY_VALUE_LIMITS.maxKeysPerUpdate) {
    const part = entries.slice(at, at + KEY_VALUE_LIMITS.maxKeysPerUpdate);
    ({ etag } = await edge.update(asChange(part), { ifMatch: etag }));
  }
}

function asChange(entries: readonly Entry[]): KeyValueChange {
  return {
    put: Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    delete: entries.filter(([, value]) => value === undefined).map(([key]) => key),
  };
}

function keysOf({ put = {}, delete: gone = [] }: KeyValueChange): string[] {
  return [...Object.keys(put), ...gone];
}

/** What was brought loses its marks, but for entries that were changed again meanwhile. */
function withoutMarks({ entries, pending }: EntriesSnapshot, brought: ReadonlyMap<string, string>) {
  const left = new Map([...pending].filter(([key, update]) => brought.get(key) !== update));
  return left.size === pending.size ? undefined : { entries, pending: left };
}
