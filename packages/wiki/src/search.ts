import type { Ref, Repository } from '@holt/git';
import { openSearch, type Search, type SearchAnswer, SearchError, type SearchRoot } from '@holt/search';
import { StorageError } from '@holt/storage';
import { WikiError } from './errors.ts';
import { findExcerpts, type SearchExcerpt } from './find-excerpts.ts';
import type { MayRead } from './may-read.ts';
import { type SearchOverlay, searchOverlay } from './search-overlay.ts';
import { loadIndex } from './stored-root.ts';
import { TreeEditor } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';

export interface SearchOptions {
  /**
   * Words, phrases in double quotes, `tag:`, `path:`, and any of these with `-` for what a page must not have. Words and phrases are found in
   * text, title, headings, tags and path, without regard to case and diacritics.
   */
  text: string;
  /** Only pages with this tag in their front matter. */
  tag?: string;
  /** Only paths that begin with this. */
  prefix?: string;
  /** `next` of the answer before, to the same search. */
  startAfter?: string;
  /** At most this many hits; default 20, maximum 100. */
  limit?: number;
  /** Default: all. */
  mayRead?: MayRead;
}

export interface SearchHit {
  path: string;
  title: string;
  version: string;
  /** At most 3; none where only the path or the title has it. */
  excerpts: SearchExcerpt[];
}

export interface SearchResult {
  /** The commit that was searched; undefined in a wiki without commits. */
  revision?: string;
  /** The best first. */
  hits: SearchHit[];
  /** No page has all of the words: these have some. */
  isPartial: boolean;
  /** Words that no page has, and what was searched for in their place; folded. */
  corrected: { word: string; to: string }[];
  /** Words that are on too many pages to count beside the others; folded. */
  leftOut: string[];
  /** How many pages' texts were not searched: more changed than the index knows and one call reads. Their paths were. */
  notSearched: number;
  /** Pages have changed places since the answer that `startAfter` is of: some may be told again or left out. */
  isShifted: boolean;
  /** Why the index could not be used. Then texts were read instead. For the operator. */
  damage?: Error;
  /** Pass as `startAfter` to go on; absent at the end. */
  next?: string;
}

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 100;
/** Of one wiki's index, kept by a process. */
const CACHE_BYTES = 16 * 1024 * 1024;
/** So many entries a query may load of pages that may have a phrase. */
const MAX_ENTRIES = 200;
const PARALLEL = 16;
/**
 * What it takes to find excerpts, at worst, in nanoseconds of one core: for each unit of a text, and of that for each term. An estimate, so that
 * the same search always ends with the same page.
 */
const COST_NS = { unit: 300, unitTimesTerm: 50 } as const;
/** An answer ends with the page with which its excerpts have cost so much. */
const MAX_WORK_NS = 1_500_000_000;

/**
 * Searches the pages at HEAD: the index of the wiki, with what changed since that was written. Reads the ref and the index's root, the
 * objects of the index that the words need, the folders on the hits' paths, and the hits' texts; where the index is behind, not there or
 * damaged, what {@link searchOverlay} reads.
 *
 * With `mayRead`, the answer names no other page, counts none and corrects nothing to a word that only they have. What they can change is how
 * far a search goes that has bounds: see `maySee` of @holt/search.
 *
 * @throws WikiError `invalid-request` for a text of no words or too many, and for a `startAfter` that no answer gave
 */
export async function search(context: WikiContext, options: SearchOptions): Promise<SearchResult> {
  const { startAfter } = options;
  const limit = Math.max(1, Math.min(options.limit ?? DEFAULT_LIMIT, MAX_LIMIT));
  const place = startAfter === undefined ? undefined : parsePlace(startAfter);
  // The last hit of the answer before is asked for again, to see that it is where it was.
  const offset = place === undefined ? 0 : place.offset - 1;
  const found = await query(context, options, { offset, limit: place === undefined ? limit : limit + 1 });
  const { answer, head, notSearched, damage } = found;
  const isInPlace = place !== undefined && answer.hits[0]?.path === place.path;
  const hits = answer.hits.slice(isInPlace ? 1 : 0).slice(0, limit);
  const begin = offset + (isInPlace ? 1 : 0);
  const { told, visited } = await tellHits(context, head, hits);
  const hasMore = visited < hits.length || answer.next !== undefined || begin + visited < offset + answer.hits.length;
  return {
    ...(head === undefined ? {} : { revision: head.oid }),
    hits: told,
    isPartial: answer.isPartial,
    corrected: answer.corrected,
    leftOut: answer.leftOut,
    notSearched: notSearched + answer.notSearched,
    isShifted: place !== undefined && !isInPlace,
    ...(damage === undefined ? {} : { damage }),
    ...(hasMore && visited > 0 ? { next: `${begin + visited}:${hits[visited - 1]?.path}` } : {}),
  };
}

interface Found {
  answer: SearchAnswer;
  /** What the answer is of. */
  head: Ref | undefined;
  notSearched: number;
  damage?: Error;
}

async function query(
  context: WikiContext,
  { text, tag, prefix, mayRead }: SearchOptions,
  bounds: { offset: number; limit: number },
): Promise<Found> {
  const maySee = mayRead && askOnce(mayRead);
  const early = context.repository.readRef();
  // Whoever needs it sees the failure.
  early.catch(() => undefined);
  let head: Ref | undefined;
  let overlay: SearchOverlay = { pages: [], notSearched: 0 };
  const look = async (root: SearchRoot | undefined) => {
    head = await early;
    // The index may have been written since.
    if (root !== undefined && root.generation > (head?.generation ?? 0)) head = await context.repository.readRef();
    overlay = head === undefined ? overlay : await searchOverlay(context, head, root, { prefix, mayRead: maySee });
    return overlay.pages;
  };
  const ask = async (index: Search) => {
    const answer = await index.query(text, {
      ...bounds,
      ...(tag === undefined ? {} : { tag }),
      ...(prefix === undefined ? {} : { prefix }),
      ...(maySee === undefined ? {} : { maySee }),
      overlay: look,
    });
    if (answer.flaw !== undefined) throw unsearchable(text);
    return { answer, head, notSearched: overlay.notSearched };
  };
  try {
    return await ask(searchOf(context));
  } catch (damage) {
    if (!isDamage(damage)) throw damage;
    return { ...(await ask(openSearch(async () => undefined))), damage };
  }
}

/** The same, which remembers: a common word asks for thousands of pages, each word anew. */
function askOnce(mayRead: MayRead): MayRead {
  const known = new Map<string, boolean>();
  return (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    const now = mayRead(path);
    known.set(path, now);
    return now;
  };
}

/** By what belongs to one wiki of one store as long as the process lives. */
const searches = new WeakMap<Repository, Search>();

function searchOf({ wiki, store, repository }: WikiContext): Search {
  let opened = searches.get(repository);
  if (opened === undefined) {
    // What lies apart is in the overlay, where what is read is bounded by its bytes.
    opened = openSearch(loadIndex({ wiki, store }), { cacheBytes: CACHE_BYTES, maxEntries: MAX_ENTRIES, maxApart: 0 });
    searches.set(repository, opened);
  }
  return opened;
}

/** Of the index: it can be made again, and until then texts tell the same. */
function isDamage(error: unknown): error is SearchError | StorageError {
  return error instanceof SearchError || (error instanceof StorageError && error.code === 'damaged');
}

function unsearchable(text: string): WikiError {
  return new WikiError(
    'invalid-request',
    `"${text.slice(0, 60).toWellFormed()}" is nothing to search for. Send 1 to 32 words, or phrases in double quotes, in at most 1,000 characters; -word, tag: and path: narrow what they find.`,
  );
}

/**
 * The hits with where in their texts the words are.
 * @returns `visited`: how many were looked at, from the first on; `told`: those of them that are at HEAD
 */
async function tellHits(
  { repository }: WikiContext,
  head: Ref | undefined,
  hits: SearchAnswer['hits'],
): Promise<{ told: SearchHit[]; visited: number }> {
  const told: SearchHit[] = [];
  if (head === undefined) return { told, visited: 0 };
  const folders = new TreeEditor(repository, head.tree);
  let [visited, workNs] = [0, 0];
  while (visited < hits.length) {
    const batch = hits.slice(visited, visited + PARALLEL);
    const files = await Promise.all(batch.map(({ path }) => folders.find(`${path}.md`)));
    const texts = await Promise.all(files.map((file) => file && repository.readBlob(file.oid)));
    for (const [index, { path, title, terms }] of batch.entries()) {
      visited++;
      const bytes = texts[index];
      const version = files[index]?.oid;
      if (bytes === undefined || version === undefined) continue;
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
      told.push({ path, title, version, excerpts: findExcerpts(text, terms) });
      workNs += text.length * (COST_NS.unit + terms.length * COST_NS.unitTimesTerm);
      if (workNs > MAX_WORK_NS) return { told, visited };
    }
  }
  return { told, visited };
}

interface Place {
  /** How many hits were told. */
  offset: number;
  /** The last of them. */
  path: string;
}

function parsePlace(cursor: string): Place {
  const [, offset, path] = /^([1-9][0-9]{0,8}):(.+)$/s.exec(cursor) ?? [];
  if (path !== undefined) return { offset: Number(offset), path };
  throw new WikiError(
    'invalid-request',
    `"${cursor.slice(0, 60)}" is no place to go on from. Leave it out to begin anew, or send what the last answer gave.`,
  );
}
