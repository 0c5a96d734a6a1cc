import { weightOf } from '../impacts.ts';
import type { MainPage, Term } from '../main/main.ts';
import type { SearchEntry } from '../types.ts';
import { limitParallel } from './limit-parallel.ts';
import { compare, type Source } from './memory-index.ts';
import { openShown } from './shown-pages.ts';

/** Some of the pages that are searched: those of the main part, or those that changed since. */
export interface Part {
  source: Source;
  /** Of pages in memory, by their numbers. */
  entries?: readonly SearchEntry[];
  /** Whether another part has the page, it is gone, or the reader may not see it. */
  isHidden(path: string): boolean;
  /** At most so many pages of this part are hidden. */
  mostHidden: number;
}

/** A term, with its pages by part. */
export interface Found {
  text: string;
  /** How many pages have it. */
  count: number;
  /** What loading its lists costs that lie apart. */
  apartBytes: number;
  /** By part. */
  terms: readonly (Term | undefined)[];
}

/** What a term counts for on its pages, by their numbers. */
export type PageList = ReadonlyMap<number, number>;

/** The lists of a query's terms, each read once. */
export interface Lists {
  readonly parts: readonly Part[];
  /** Whether lists have no hidden pages, and counts don't count any; otherwise they may. */
  readonly isExact: boolean;
  find(text: string): Promise<Found>;
  /** The terms that begin with a text, of at most so many shards; without counts of hidden pages, of so many pages on their lists. */
  beginningWith(prefix: string, maxShards: number): Promise<Found[]>;
  /** What lists that lie apart may still cost the query, in bytes. */
  readonly apart: { left: number };
  load(found: Found): Promise<void>;
  isLoaded(found: Found): boolean;
  /** Of a term that was loaded; undefined where it wasn't. */
  listOf(found: Found, part: number): PageList | undefined;
  pagesOf(part: number, numbers: readonly number[]): Promise<MainPage[]>;
  /** Whether any of some pages is not hidden. */
  isAnyShown(part: number, pages: Iterable<number>, count: number): Promise<boolean>;
  isAlive(found: Found): Promise<boolean>;
}

const BATCH_PAGES = 16;
/** What lists that lie apart may cost a query. */
const MAX_APART_BYTES = 8 * 1024;
/** So many lists are read at a time where nobody may learn of hidden pages. */
const PARALLEL_LISTS = 16;
/** Of terms that may be meant by a word, those are read then that have so many pages in all. */
const MAX_PAGES = 100_000;
/** What reading a list counts for beside its pages. */
const LIST_PAGES = 50;

/** @param isExact whether nobody may learn anything of hidden pages, at the cost of reading the paths of all pages on the lists */
export function openLists(parts: readonly Part[], isExact: boolean): Lists {
  const founds = new Map<string, Promise<Found>>();
  const loaded = new Map<Found, PageList[]>();
  const pending = new Map<Found, Promise<PageList[]>>();
  const limited = limitParallel(PARALLEL_LISTS);
  const shownOf = parts.map((part) => openShown(part));
  const pages = parts.map(() => new Map<number, MainPage>());

  async function pagesOf(part: number, numbers: readonly number[]): Promise<MainPage[]> {
    const known = pages[part] as Map<number, MainPage>;
    const unknown = numbers.filter((number) => !known.has(number));
    const read = unknown.length === 0 ? [] : await (parts[part] as Part).source.pages(unknown);
    for (const [index, page] of read.entries()) known.set(unknown[index] as number, page);
    return numbers.map((number) => known.get(number) as MainPage);
  }

  async function readList({ source }: Part, part: number, term: Term | undefined): Promise<PageList> {
    const list = new Map<number, number>();
    if (term === undefined) return list;
    const { pages: numbers, impacts } = await source.postings(term);
    const isShown = isExact ? await shownOf[part]?.(numbers) : undefined;
    for (const [index, number] of numbers.entries()) {
      if (isShown?.(number) !== false) list.set(number, weightOf(impacts[index] as number));
    }
    return list;
  }

  function load(found: Found): Promise<PageList[]> {
    const known = pending.get(found);
    if (known !== undefined) return known;
    const readAll = async (): Promise<PageList[]> => {
      const lists = await Promise.all(parts.map((part, index) => readList(part, index, found.terms[index])));
      loaded.set(found, lists);
      return lists;
    };
    const reading = isExact ? limited(readAll) : readAll();
    pending.set(found, reading);
    return reading;
  }

  async function foundOf(text: string, terms: readonly (Term | undefined)[]): Promise<Found> {
    const found: Found = { text, terms, apartBytes: 0, count: 0 };
    if (isExact) {
      for (const { size } of await load(found)) found.count += size;
      return found;
    }
    for (const term of terms) {
      found.count += term?.count ?? 0;
      found.apartBytes += term?.apartBytes ?? 0;
    }
    return found;
  }

  function find(text: string): Promise<Found> {
    const known = founds.get(text);
    if (known !== undefined) return known;
    const found = Promise.all(parts.map(({ source }) => source.term(text))).then((terms) => foundOf(text, terms));
    founds.set(text, found);
    return found;
  }

  async function beginningWith(prefix: string, maxShards: number): Promise<Found[]> {
    const byPart = await Promise.all(parts.map(({ source }) => source.terms(prefix, maxShards)));
    const terms = new Map<string, (Term | undefined)[]>();
    for (const [part, found] of byPart.entries()) {
      for (const term of found) {
        const all = terms.get(term.text) ?? parts.map(() => undefined);
        all[part] = term;
        terms.set(term.text, all);
      }
    }
    const ordered = [...terms].sort(([a], [b]) => compare(a, b));
    const countOf = ([, all]: (typeof ordered)[number]): number =>
      all.reduce((sum, term) => sum + (term?.count ?? 0), 0);
    const few = isExact ? withinPages(ordered, countOf) : ordered;
    const founds = await Promise.all(few.map(([text, all]) => foundOf(text, all)));
    return isExact ? founds.filter(({ count }) => count > 0) : founds;
  }

  async function isAnyShown(part: number, numbers: Iterable<number>, count: number): Promise<boolean> {
    const { isHidden, mostHidden } = parts[part] as Part;
    if (count === 0) return false;
    if (isExact || count > mostHidden) return true;
    const all = [...numbers];
    for (let at = 0; at < all.length; at += BATCH_PAGES) {
      const batch = await pagesOf(part, all.slice(at, at + BATCH_PAGES));
      if (batch.some(({ path }) => !isHidden(path))) return true;
    }
    return false;
  }

  async function isAlive(found: Found): Promise<boolean> {
    if (found.count === 0) return false;
    if (isExact || found.terms.some((term, part) => term && term.count > (parts[part] as Part).mostHidden)) return true;
    for (const [part, list] of (await load(found)).entries()) {
      if (await isAnyShown(part, list.keys(), list.size)) return true;
    }
    return false;
  }

  return {
    parts,
    isExact,
    find,
    beginningWith,
    apart: { left: MAX_APART_BYTES },
    isLoaded: (found) => pending.has(found),
    load: async (found) => {
      await load(found);
    },
    listOf: (found, part) => loaded.get(found)?.[part],
    pagesOf,
    isAnyShown,
    isAlive,
  };
}

/** The first of some terms, as far as reading all of their lists takes bounded time. */
export function withinPages<T>(terms: readonly T[], countOf: (term: T) => number): T[] {
  let left = MAX_PAGES;
  const end = terms.findIndex((term) => {
    const isWithin = left > 0;
    left -= countOf(term) + LIST_PAGES;
    return !isWithin;
  });
  return end < 0 ? [...terms] : terms.slice(0, end);
}
