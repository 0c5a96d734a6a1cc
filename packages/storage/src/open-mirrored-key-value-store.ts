import { StorageError } from './errors.ts';
import { KEY_VALUE_LIMITS, type KeyValueChange, type KeyValueStore } from './key-value-store.ts';
import type { ObjectStore, StoredObject } from './object-store.ts';
import { openKeyValueStore } from './open-key-value-store.ts';
import type { Random } from './random.ts';

export interface MirroredKeyValueStoreOptions {
  store: ObjectStore;
  /** The object that holds all entries; beside it, under this name with `-pending`, what says that the mirror may lack some. */
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
   * @param ifDue only where an update may not have come through to the mirror: one request otherwise. Default false.
   * @returns how many entries of the mirror were others
   * @throws StorageError
   */
  repair(options?: { ifDue?: boolean }): Promise<{ changed: number }>;
}

/** Each lost attempt means that another update of the mirror went through. */
const MAX_ATTEMPTS = 100;

/**
 * Reads and decides updates by an object, and brings every update to a mirror afterwards, in an order that ends with the object's newest entries
 * whoever comes first: CloudFront asks a dollar for a thousand calls of its store from outside the edge, S3 a thousandth of that.
 *
 * An update that is in the object and did not come through to the mirror is `unavailable`, whatever the mirror's failure was: {@link
 * MirroredKeyValueStore.repair} ends it, as the next update of the same keys does. Opening asks for nothing.
 */
export function openMirroredKeyValueStore(options: MirroredKeyValueStoreOptions): MirroredKeyValueStore {
  const { store, key, random } = options;
  const own = openKeyValueStore({ store: remembering(store, key), key });
  const pendingKey = `${key.replace(/\.json$/, '')}-pending.json`;
  let opening: Promise<KeyValueStore> | undefined;
  let lastTurn: Promise<unknown> = Promise.resolve();

  function mirror(): Promise<KeyValueStore> {
    opening ??= options.mirror().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  }

  /** Where the mirror has changed after it was compared, it is compared again: what it takes is never older than what it has. */
  async function bringNow(keys: ReadonlySet<string> | undefined): Promise<number> {
    const edge = await mirror();
    for (let attempt = 1; ; attempt++) {
      let etag = await edge.etag();
      const wanted = entriesOf(await own.entries());
      const changes =
        keys === undefined
          ? changesTo(wanted, entriesOf(await edge.entries()))
          : [...keys].map((name) => [name, wanted.get(name)] as const);
      try {
        for (let at = 0; at < changes.length; at += KEY_VALUE_LIMITS.maxKeysPerUpdate) {
          const part = changes.slice(at, at + KEY_VALUE_LIMITS.maxKeysPerUpdate);
          ({ etag } = await edge.update(asChange(part), { ifMatch: etag }));
        }
        return changes.length;
      } catch (error) {
        if (!isOvertaken(error) || attempt === MAX_ATTEMPTS) throw error;
      }
    }
  }

  /** Those of this process take turns, as each that is overtaken costs calls. @param keys undefined for all */
  function bring(keys: ReadonlySet<string> | undefined): Promise<number> {
    const turn = lastTurn.then(() => bringNow(keys));
    lastTurn = turn.catch(() => {});
    return turn;
  }

  /** @returns what ends it. Where it stood already, somebody may have died: it stays then, under a new name of its bytes, for the repair. */
  async function markPending(): Promise<() => Promise<void>> {
    const body = `${JSON.stringify({ pending: Buffer.from(random.bytes(9)).toString('base64url') })}\n`;
    const contentType = 'application/json';
    try {
      const { etag } = await store.put(pendingKey, body, { contentType, ifNoneMatch: '*' });
      return () => unmark(etag);
    } catch (error) {
      if (!isOvertaken(error)) throw error;
      // Whoever made it must not take it away while this update is under way.
      await store.put(pendingKey, body, { contentType });
      return async () => undefined;
    }
  }

  async function unmark(etag: string): Promise<void> {
    try {
      await store.delete(pendingKey, { ifMatch: etag });
    } catch (error) {
      // It is for another update now.
      if (!isOvertaken(error)) throw error;
    }
  }

  return {
    get: own.get,
    entries: own.entries,
    etag: own.etag,

    async update(change, condition) {
      const done = await markPending();
      let updated: { etag: string };
      try {
        updated = await own.update(change, condition);
      } catch (error) {
        if (!(error instanceof StorageError && error.code === 'unavailable')) await done();
        throw error;
      }
      try {
        await bring(keysOf(change));
      } catch (cause) {
        const why = cause instanceof Error ? cause.message : String(cause);
        const message = `The change is kept, but the edge does not know it yet: repeat it, or wait for the maintenance. ${why}`;
        throw new StorageError('unavailable', key, message, { cause });
      }
      await done();
      return updated;
    },

    async repair({ ifDue = false } = {}) {
      const pending = await store.head(pendingKey);
      if (pending === undefined && ifDue) return { changed: 0 };
      const changed = await bring(undefined);
      if (pending !== undefined) await unmark(pending.etag);
      return { changed };
    },
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

function entriesOf(entries: readonly { key: string; value: string }[]): Map<string, string> {
  return new Map(entries.map(({ key, value }) => [key, value]));
}

type Entry = readonly [key: string, value: string | undefined];

/** What has to change for the second to become the first: what goes comes first, since it may be what gave a right. */
function changesTo(wanted: ReadonlyMap<string, string>, found: ReadonlyMap<string, string>): Entry[] {
  const gone = [...found.keys()].filter((key) => !wanted.has(key)).map((key): Entry => [key, undefined]);
  return [...gone, ...[...wanted].filter(([key, value]) => found.get(key) !== value)];
}

function asChange(entries: readonly Entry[]): KeyValueChange {
  return {
    put: Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined)),
    delete: entries.filter(([, value]) => value === undefined).map(([key]) => key),
  };
}

function keysOf({ put = {}, delete: gone = [] }: KeyValueChange): Set<string> {
  return new Set([...Object.keys(put), ...gone]);
}

function isOvertaken(error: unknown): boolean {
  return error instanceof StorageError && (error.code === 'precondition-failed' || error.code === 'conflict');
}
