import { compareKeys } from './compare-keys.ts';
import type { ListedObject, ListOptions, ListResult } from './object-store.ts';

const MAX_LIMIT = 1000;

/** What a listing is made of, before it is parted into objects and prefixes. */
export type ListItem = { object: ListedObject } | { prefix: string };

/**
 * The page size of a listing: 1,000 unless less is asked for.
 *
 * @throws {TypeError} when `limit` isn't a whole number of 1 or more
 */
export function readListLimit({ limit = MAX_LIMIT }: ListOptions): number {
  if (!Number.isInteger(limit) || limit < 1) throw new TypeError('limit must be a whole number of 1 or more.');
  return Math.min(limit, MAX_LIMIT);
}

/** Whether an item of this name comes after where the listing starts. */
export function isAfterStart(name: string, { startAfter }: ListOptions): boolean {
  return startAfter === undefined || compareKeys(name, startAfter) > 0;
}

/** Makes a page of its items, in order. */
export function listPage(items: readonly ListItem[], next: string | undefined): ListResult {
  const objects: ListedObject[] = [];
  const prefixes: string[] = [];
  for (const item of items) {
    if ('object' in item) objects.push(item.object);
    else prefixes.push(item.prefix);
  }
  return { objects, prefixes, ...(next === undefined ? {} : { next }) };
}
