import type { Oid } from '@holt/git';
import { decodeEntry, type SearchEntry, SearchError } from '@holt/search';
import { StorageError } from '@holt/storage';
import { entryKeys, renderEntry } from './search-entry.ts';
import type { WikiContext } from './wiki-context.ts';

const PARALLEL = 32;

/**
 * A version of a page as it is searched: its published entry where that is of this version, else rendered.
 *
 * @param generation of the commit that made the page what it is, for an entry that is rendered
 * @throws GitError, StorageError
 */
export async function readEntry(
  context: WikiContext,
  path: string,
  version: Oid,
  generation = 0,
): Promise<SearchEntry> {
  const published = await readPublished(context, path);
  if (published?.version === version) return published;
  return renderEntry(context, { path, version, generation });
}

/** The entries of pages in their order, read ahead; undefined for those that are gone. */
export async function* readEntries(
  context: WikiContext,
  versions: Iterable<readonly [path: string, version: Oid | undefined]>,
): AsyncGenerator<[path: string, entry: SearchEntry | undefined]> {
  const ahead: { path: string; entry: Promise<SearchEntry | undefined> }[] = [];
  for (const [path, version] of versions) {
    const entry = version === undefined ? Promise.resolve(undefined) : readEntry(context, path, version);
    // Whoever comes to it sees the failure; who stops before that does not.
    entry.catch(() => undefined);
    ahead.push({ path, entry });
    if (ahead.length >= PARALLEL) yield await first(ahead);
  }
  while (ahead.length > 0) yield await first(ahead);
}

async function first(
  ahead: { path: string; entry: Promise<SearchEntry | undefined> }[],
): Promise<[string, SearchEntry | undefined]> {
  const { path, entry } = ahead.shift() as (typeof ahead)[number];
  return [path, await entry];
}

/** Undefined: there is none that can be used. */
async function readPublished(context: WikiContext, path: string): Promise<SearchEntry | undefined> {
  try {
    const [key] = entryKeys(context, path);
    const object = key === undefined ? undefined : await context.store.get(key);
    if (object === undefined || object.metadata.state === 'deleted') return undefined;
    const entry = decodeEntry(object.body);
    return entry.path === path ? entry : undefined;
  } catch (error) {
    if (error instanceof SearchError || (error instanceof StorageError && error.code === 'damaged')) return undefined;
    throw error;
  }
}
