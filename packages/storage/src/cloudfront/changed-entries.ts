import { checkKeyValueSize, entryBytes } from '../check-key-value-change.ts';
import { KEY_VALUE_LIMITS, type KeyValueChange } from '../key-value-store.ts';
import type { KeyValueApi } from './key-value-api.ts';

/** Whether the entries are as the change would leave them. */
export async function isIn(api: KeyValueApi, change: KeyValueChange): Promise<boolean> {
  const now = await readChanged(api, change);
  const puts = Object.entries(change.put ?? {});
  return puts.every(([key, value]) => now.get(key) === value) && !change.delete?.some((key) => now.has(key));
}

/** The change without deletes of what is not there. */
export async function withoutMissing(api: KeyValueApi, change: KeyValueChange): Promise<KeyValueChange> {
  const deletes = change.delete ?? [];
  const now = await readChanged(api, { delete: deletes });
  return { ...change, delete: deletes.filter((key) => now.has(key)) };
}

export function isEmpty({ put = {}, delete: deletes = [] }: KeyValueChange): boolean {
  return deletes.length === 0 && Object.keys(put).length === 0;
}

/**
 * Holds the store to its limit. Only when it is close to it, what the change replaces and deletes is read.
 *
 * @throws {StorageError} `too-large`
 */
export async function checkRoom(api: KeyValueApi, change: KeyValueChange, storeBytes: number): Promise<void> {
  const puts = Object.entries(change.put ?? {});
  const bytes = storeBytes + sizeOf(puts);
  if (puts.length === 0 || bytes <= KEY_VALUE_LIMITS.maxStoreBytes) return;
  checkKeyValueSize(bytes - sizeOf(await readChanged(api, change)), '');
}

/** What is there now of what the change is about. */
async function readChanged(api: KeyValueApi, change: KeyValueChange): Promise<Map<string, string>> {
  const keys = [...Object.keys(change.put ?? {}), ...new Set(change.delete)];
  const values = await Promise.all(keys.map(async (key) => [key, await api.get(key)] as const));
  return new Map(values.filter((pair): pair is [string, string] => pair[1] !== undefined));
}

function sizeOf(entries: Iterable<[string, string]>): number {
  return [...entries].reduce((bytes, [key, value]) => bytes + entryBytes(key, value), 0);
}
