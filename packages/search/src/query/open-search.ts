import { SearchError } from '../errors.ts';
import type { Main } from '../main/main.ts';
import { openMain } from '../main/open-main.ts';
import { ROOT_NAME } from '../names.ts';
import { decodeRoot } from '../root.ts';
import type { Load, SearchEntry, SearchRoot } from '../types.ts';
import { excerptsOf } from './excerpts.ts';
import { openLists, type Part } from './lists.ts';
import { hasEntry, loadEntry } from './load-entry.ts';
import { openObjectCache } from './object-cache.ts';
import { changedSinceMain, indexRecent, openParts, type RecentPages } from './open-parts.ts';
import { type ParsedQuery, parseQuery } from './parse-query.ts';
import { relevanceOf } from './relevance.ts';
import { type QueryRun, runQuery } from './run-query.ts';
import type { QueryOptions, Search, SearchAnswer, SearchHit, SearchOptions } from './types.ts';

const DEFAULT_CACHE_BYTES = 8 * 1024 * 1024;
const DEFAULT_MAX_ENTRIES = 40;
const DEFAULT_MAX_APART = 2;
/** An entry of more than this counts as several. */
const ENTRY_UNITS = 64 * 1024;
/** What an object takes beside its bytes. */
const OBJECT_BYTES = 200;
const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 200;

/** The root, and the pages that it carries as an index. */
interface OpenRoot {
  bytes: Uint8Array;
  root: SearchRoot;
  recent: Promise<RecentPages>;
}

/**
 * Searches an index: the pages that changed lately, and the main part, of which a query loads what its words need. The root is read for each
 * query; what never changes is kept.
 */
export function openSearch(load: Load, options: SearchOptions = {}): Search {
  const { cacheBytes = DEFAULT_CACHE_BYTES, maxEntries = DEFAULT_MAX_ENTRIES, maxApart = DEFAULT_MAX_APART } = options;
  const objects = openObjectCache<Uint8Array>(cacheBytes);
  const entries = openObjectCache<SearchEntry>(cacheBytes / 4);
  const entriesOfHits = new WeakMap<SearchHit, SearchEntry>();
  let openRoot: OpenRoot | undefined;
  let openedMain: { name: string; main: Promise<Main> } | undefined;

  const loadObject: Load = (name) =>
    objects.get(name, async () => {
      const value = await load(name);
      return { value, bytes: value === undefined ? 0 : value.length + OBJECT_BYTES };
    });

  async function readRoot(): Promise<OpenRoot | undefined> {
    const bytes = await load(ROOT_NAME);
    if (bytes === undefined) return undefined;
    if (openRoot !== undefined && isSame(bytes, openRoot.bytes)) return openRoot;
    const root = decodeRoot(bytes);
    const recent = indexRecent(changedSinceMain(root), load, maxApart);
    const opened: OpenRoot = { bytes, root, recent };
    recent.catch(() => {
      if (openRoot === opened) openRoot = undefined;
    });
    openRoot = opened;
    return opened;
  }

  function openMainOf({ main }: SearchRoot): Promise<Main> | undefined {
    if (main === undefined || openedMain?.name === main.name) return openedMain?.main;
    const opened = { name: main.name, main: openMain(loadObject, main.name) };
    opened.main.catch(() => {
      if (openedMain === opened) openedMain = undefined;
    });
    openedMain = opened;
    return opened.main;
  }

  /** A page's entry in the store; kept as long as the same main part has the page. */
  function keptEntry(path: string, main: Main | undefined): Promise<SearchEntry | undefined> {
    return entries.get(`${main?.revision} ${path}`, async () => {
      const loaded = await loadEntry(load, path);
      const isOfMain = loaded !== undefined && main !== undefined && loaded.entry.generation <= main.generation;
      return { value: loaded?.entry, bytes: isOfMain ? loaded.bytes * 2 : 0 };
    });
  }

  async function answer(query: ParsedQuery, given: QueryOptions, open: OpenRoot | undefined): Promise<SearchAnswer> {
    const { maySee, overlay = [], signal } = given;
    const root = open?.root;
    const [main, recent, over] = await Promise.all([
      root && openMainOf(root),
      open?.recent,
      typeof overlay === 'function' ? overlay(root) : overlay,
    ]);
    signal?.throwIfAborted();
    const recents = recent === undefined ? [] : [recent];
    if (over.length > 0) recents.unshift(await indexRecent(over, load, maxApart, relevanceOf(query, given.tag)));
    const parts = openParts(main, recents, maySee);
    let entriesLeft = maxEntries;
    const run: QueryRun = {
      ...given,
      limit: clamp(given.limit ?? DEFAULT_LIMIT, 1, MAX_LIMIT),
      offset: clamp(given.offset ?? 0, 0, Number.MAX_SAFE_INTEGER),
      entryOf: async ({ part, page, path }) => {
        const known = parts[part]?.entries?.[page];
        if (known !== undefined) return known;
        if (!hasEntry(path) || entriesLeft-- <= 0) return 'unknown';
        const entry = await keptEntry(path, main);
        entriesLeft -= Math.floor((entry?.text.length ?? 0) / ENTRY_UNITS);
        return entry;
      },
    };
    const outcome = await runQuery(openLists(parts, maySee !== undefined), query, run);
    signal?.throwIfAborted();
    for (const { page, hit } of outcome.found) {
      const entry = parts[page.part]?.entries?.[page.page];
      if (entry !== undefined) entriesOfHits.set(hit, entry);
    }
    return {
      ...(root && { generation: root.generation, revision: root.revision }),
      hits: outcome.found.map(({ hit }) => hit),
      isPartial: outcome.isPartial,
      corrected: outcome.corrected,
      leftOut: outcome.leftOut,
      notSearched: outcome.unchecked + countUntold(parts, recents),
      isBehind: root === undefined || root.missingUpTo !== undefined,
      ...(outcome.hasMore && { next: run.offset + run.limit }),
    };
  }

  return {
    query: async (text, given = {}) => {
      given.signal?.throwIfAborted();
      const query = parseQuery(text, given);
      if (query.flaw !== undefined) {
        const nothing = { hits: [], isPartial: false, corrected: [], leftOut: [], notSearched: 0, isBehind: false };
        return { ...nothing, flaw: query.flaw };
      }
      const open = await readRoot();
      try {
        return await answer(query, given, open);
      } catch (error) {
        if (!(error instanceof SearchError)) throw error;
        // What was kept may be what is wrong.
        objects.clear();
        openedMain = undefined;
        const again = error.code === 'missing' ? await readRoot() : open;
        if (again?.root.main?.name === open?.root.main?.name) throw error;
        return await answer(query, given, again);
      }
    },
    excerpts: async (hit) => {
      const main = await openedMain?.main;
      const entry = entriesOfHits.get(hit) ?? (await keptEntry(hit.path, main));
      return entry === undefined ? [] : excerptsOf(entry, hit.terms);
    },
  };
}

function countUntold(parts: readonly Part[], recents: readonly RecentPages[]): number {
  let count = 0;
  for (const [index, { untold }] of recents.entries()) {
    for (const path of untold) if (parts[index]?.isHidden(path) === false) count++;
  }
  return count;
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

function clamp(value: number, least: number, most: number): number {
  return Math.max(least, Math.min(Math.trunc(value) || least, most));
}
