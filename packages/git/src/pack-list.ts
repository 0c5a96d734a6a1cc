import { type ObjectStore, StorageError, type StoredObject } from '@holt/storage';
import { NEVER_CACHED_TEXT } from './http-headers.ts';
import { isOid, type Oid } from './oid.ts';
import { damagedPack } from './packed-objects.ts';

/** What the folds so far have done. */
export interface FoldRecord {
  /** Everything that this commit reaches is in the listed packs. */
  readonly tip: Oid;
  /** How many commits `main` had at `tip`; 0 in a record of an older version. */
  readonly generation: number;
  /**
   * When each pack was found to be listed, in milliseconds since 1970, by its name. A pack that none has been found to be listed yet has
   * no time: the one who lists it can't know when that takes effect.
   */
  readonly listedAtMs: Readonly<Record<string, number>>;
  /** Whether all that the folds have made superfluous has been removed. */
  readonly isSettled: boolean;
}

/** The packs that readers look into: `objects/info/packs`. */
export interface PackList {
  /** Without extension: `pack-…`. */
  readonly names: readonly string[];
  /** Absent when something else than a fold has written the list. */
  readonly record?: FoldRecord;
  /** The condition for the next change; absent when there is no such object. */
  readonly etag?: string;
}

const RECORD_MARK = '# holt ';

/** @throws GitError `pack-damaged`; StorageError `unavailable`. */
export async function readPackList(store: ObjectStore, key: string): Promise<PackList> {
  const stored = await store.get(key).catch((cause: unknown) => {
    if (cause instanceof StorageError && cause.code === 'damaged')
      throw damagedPack(key, "it can't be read back", { cause });
    throw cause;
  });
  return decodePackList(key, stored);
}

/** @throws GitError `pack-damaged`. */
export function decodePackList(key: string, stored: Pick<StoredObject, 'body' | 'etag'> | undefined): PackList {
  if (stored === undefined) return { names: [] };
  const names: string[] = [];
  let record: FoldRecord | undefined;
  for (const line of Buffer.from(stored.body).toString('latin1').split('\n')) {
    const name = /^P (pack-[0-9a-f]{40})\.pack$/.exec(line)?.[1];
    if (name !== undefined) names.push(name);
    // Git passes over what it doesn't know; but a pack that is not found for a garbled line must not look as if it never was.
    else if (line !== '' && !line.startsWith('#')) throw damagedPack(key, 'a line in it names no pack');
    if (line.startsWith(RECORD_MARK)) record = decodeRecord(key, line.slice(RECORD_MARK.length));
  }
  return { names, etag: stored.etag, ...(record && { record }) };
}

/**
 * Replaces the list by one conditional PUT.
 *
 * @returns the list as it is now; `undefined` when it is no longer the one that was read: nothing has changed.
 * @throws StorageError `unavailable`: it may have changed.
 */
export async function replacePackList(
  store: ObjectStore,
  key: string,
  expected: PackList,
  next: { names: readonly string[]; record: FoldRecord },
): Promise<PackList | undefined> {
  const packs = next.names.map((name) => `P ${name}.pack\n`).join('');
  // In the body, where git passes over it, and not in the metadata: some stores' ETags don't change with the metadata.
  const body = `${packs}\n${RECORD_MARK}${JSON.stringify(next.record)}\n`;
  const condition = expected.etag === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: expected.etag };
  try {
    const { etag } = await store.put(key, body, { ...condition, ...NEVER_CACHED_TEXT });
    return { ...next, etag };
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    if (error.code !== 'precondition-failed' && error.code !== 'conflict') throw error;
    return undefined;
  }
}

function decodeRecord(key: string, json: string): FoldRecord {
  try {
    const { tip, generation = 0, listedAtMs, isSettled = false } = JSON.parse(json);
    const numbers = [generation, ...Object.values(listedAtMs)];
    if (isOid(tip) && numbers.every((value) => Number.isSafeInteger(value)) && typeof isSettled === 'boolean') {
      return { tip, generation, listedAtMs, isSettled };
    }
  } catch {
    // Reported below, as any other record that can't be used.
  }
  throw damagedPack(key, 'the record of the last fold in it is not one');
}
