import { entryBytes } from './check-key-value-change.ts';
import { compareKeys } from './compare-keys.ts';
import { StorageError } from './errors.ts';
import type { KeyValueChange } from './key-value-store.ts';
import type { ObjectStore } from './object-store.ts';

/** What an object of entries holds. */
export interface Entries {
  entries: ReadonlyMap<string, string>;
  /** Keys whose entries a mirror may not have yet, each with the name of the update that said so. */
  pending: ReadonlyMap<string, string>;
}

export interface EntriesSnapshot extends Entries {
  /** Of the object. */
  etag: string;
}

/** All entries of a key-value store in one object, as JSON, replaced by compare-and-swap. */
export interface EntriesObject {
  read(): Promise<EntriesSnapshot>;
  /**
   * @param edit makes the next content of the present one, and is asked again when another change came first; undefined leaves it as it is
   * @throws StorageError `conflict` after 100 attempts; what `edit` throws
   */
  change(edit: (current: EntriesSnapshot) => Entries | undefined): Promise<EntriesSnapshot>;
}

/** The ETag of an object that has not been made yet. */
const UNMADE = 'unmade';
/** Each lost attempt means that another change went through, so this many in a row is a crowd, not bad luck. */
const MAX_ATTEMPTS = 100;

/** The first change makes the object; opening reads and writes nothing. */
export function openEntriesObject(store: ObjectStore, objectKey: string): EntriesObject {
  async function read(): Promise<EntriesSnapshot> {
    const object = await store.get(objectKey);
    if (object === undefined) return { etag: UNMADE, entries: new Map(), pending: new Map() };
    return { etag: object.etag, ...parse(objectKey, object.body) };
  }

  return {
    read,
    async change(edit) {
      for (let attempt = 1; ; attempt += 1) {
        const current = await read();
        const next = edit(current);
        if (next === undefined) return current;
        const condition = current.etag === UNMADE ? { ifNoneMatch: '*' as const } : { ifMatch: current.etag };
        try {
          const { etag } = await store.put(objectKey, format(next), { ...condition, contentType: 'application/json' });
          return { ...next, etag };
        } catch (error) {
          if (!isOvertaken(error)) throw error;
          if (attempt === MAX_ATTEMPTS) {
            const message = `${MAX_ATTEMPTS} other updates of the key-value store came first: try again later.`;
            throw new StorageError('conflict', objectKey, message, { cause: error });
          }
        }
      }
    },
  };
}

export function isOvertaken(error: unknown): boolean {
  return error instanceof StorageError && (error.code === 'precondition-failed' || error.code === 'conflict');
}

export function withChange(entries: ReadonlyMap<string, string>, change: KeyValueChange): Map<string, string> {
  const next = new Map(entries);
  for (const key of change.delete ?? []) next.delete(key);
  for (const [key, value] of Object.entries(change.put ?? {})) next.set(key, value);
  return next;
}

/** Ordered by key. */
export function listEntries(entries: ReadonlyMap<string, string>): { key: string; value: string }[] {
  return [...entries].map(([key, value]) => ({ key, value })).sort((a, b) => compareKeys(a.key, b.key));
}

export function sizeOfEntries(entries: ReadonlyMap<string, string>): number {
  return [...entries].reduce((bytes, [key, value]) => bytes + entryBytes(key, value), 0);
}

function format({ entries, pending }: Entries): string {
  const ordered = (map: ReadonlyMap<string, string>) =>
    Object.fromEntries(listEntries(map).map(({ key, value }) => [key, value]));
  const marks = pending.size === 0 ? {} : { pending: ordered(pending) };
  return `${JSON.stringify({ entries: ordered(entries), ...marks }, null, 2)}\n`;
}

function parse(objectKey: string, body: Uint8Array): Entries {
  try {
    const { entries, pending = {} } = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return { entries: toMap(entries), pending: toMap(pending) };
  } catch (cause) {
    const message = `The object ${objectKey} doesn't hold the JSON of a key-value store: restore it from a copy.`;
    throw new StorageError('damaged', objectKey, message, { cause });
  }
}

function toMap(value: unknown): Map<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('no object of entries');
  const pairs: [string, unknown][] = Object.entries(value);
  if (!pairs.every((pair): pair is [string, string] => typeof pair[1] === 'string')) throw new Error('not all strings');
  return new Map(pairs);
}
