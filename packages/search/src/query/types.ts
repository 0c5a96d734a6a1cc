import type { MaySee, RecentPage, SearchRoot } from '../types.ts';

/**
 * Pages that changed since what the root knows: they win over the root's, and over the main part. As a function, it is asked once for the
 * root that the query goes by (none, or another format: undefined), and again where the root has to be read again.
 */
export type Overlay = readonly RecentPage[] | ((root: SearchRoot | undefined) => Promise<readonly RecentPage[]>);

export interface SearchOptions {
  /** How many bytes of objects that never change may be kept. Default 8 MiB. */
  cacheBytes?: number;
  /** How many pages' entries a query may load to see whether they have a phrase; a large one counts as several. Default 40. */
  maxEntries?: number;
  /**
   * How many entries are loaded of the pages that are too large to be carried by the root, each of up to 4 MB. Default 2: with more, a fold is
   * due.
   */
  maxApart?: number;
}

export interface QueryOptions {
  /** At most so many hits; 1 to 100, default 10. */
  limit?: number;
  /** So many hits are passed over: `next` of the answer before. Default 0. */
  offset?: number;
  /** The last word may be the beginning of one. Default: each is a whole word, unless no page has it. */
  isTyping?: boolean;
  /** Only pages with this tag, with or without `#`. */
  tag?: string;
  /** Only pages whose path begins with exactly this. */
  prefix?: string;
  /**
   * Default: all. Where it is given, other pages are neither counted nor told, no word is corrected to one that only they have, and nothing is
   * left out to save bytes: more is loaded for it. What they can change is how far a search goes that has bounds. Which longer words a beginning
   * stands for, which words are taken for one with typos, and which titles that begin with what was asked for come first is looked for in so
   * many shards, words and lists, and words of other pages fill these, too; with very many alike there, words of pages that may be seen can be
   * passed over.
   */
  maySee?: MaySee;
  overlay?: Overlay;
  signal?: AbortSignal;
}

export interface SearchHit {
  path: string;
  title: string;
  /** What the page has of what was asked for, folded: words, and phrases with their spaces. For its excerpts. */
  terms: string[];
}

/** What can't be searched for. */
export type QueryFlaw = 'empty' | 'too-long' | 'too-many-words';

export interface SearchAnswer {
  /** The commit that was searched; absent without an index. */
  generation?: number;
  revision?: string;
  /** The best first. */
  hits: SearchHit[];
  /** No page has all words: these have the most of them. */
  isPartial: boolean;
  /** Words that no page has, and what was searched for instead, folded. */
  corrected: { word: string; to: string }[];
  /** Words that are on too many pages to count beside the others, folded. */
  leftOut: string[];
  /**
   * How many pages were not searched by their text: they changed lately, or may have a phrase, and there are too many of them, or their entry
   * is missing or garbled.
   */
  notSearched: number;
  /** Changes may be missing: there is no index, or more changed than it could carry. */
  isBehind: boolean;
  flaw?: QueryFlaw;
  /** The `offset` of the hits that come next; absent at the end. */
  next?: number;
}

export interface Excerpt {
  /** A piece of the page's text, on one line, with an ellipsis where the text goes on: at most 242 UTF-16 units. */
  text: string;
  /** Where what was searched for begins and ends in `text`, in order, in UTF-16 units. */
  marks: [start: number, end: number][];
  /** Where in the page's text the first of them is, in UTF-16 units; without one, where the piece begins. */
  offset: number;
  /** The nearest heading above. `marks`: as in the text. */
  heading?: { slug: string; text: string; marks: [start: number, end: number][] };
}

export interface Search {
  /**
   * Never throws for a text, whatever is in it.
   *
   * @throws SearchError `damaged`; what `load` throws; the signal's reason
   */
  query(text: string, options?: QueryOptions): Promise<SearchAnswer>;
  /**
   * Where a page has what was asked for: at most 3 pieces of it, the best first; when only the title or the path has it, how the page begins.
   * None of a page without an entry.
   *
   * @throws as `query`
   */
  excerpts(hit: SearchHit): Promise<Excerpt[]>;
}
