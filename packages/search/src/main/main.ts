/** A main part, open for reading. All methods throw SearchError for objects that are missing or damaged, and what loading throws. */
export interface Main {
  readonly generation: number;
  readonly revision: string;
  /** Pages; they are numbered from 0 on, in the order of their folded paths. */
  readonly count: number;
  /** How many shards of terms there are. */
  readonly shards: number;
  /** All terms of a shard, in code unit order. */
  shard(number: number): Promise<Term[]>;
  /** The terms that begin with a text, in code unit order, as far as they are in the first `maxShards` shards that may have some. */
  terms(prefix: string, maxShards: number): Promise<Term[]>;
  term(text: string): Promise<Term | undefined>;
  /** As `terms`, without their lists, which makes them cheaper by far; without titles and tags. */
  wordsBeginningWith(prefix: string, maxShards: number): Promise<TermCount[]>;
  /** Those that end in a text, in the order of their reversals; only such as may be a typo away: of three units and more, without digits. */
  wordsEndingIn(suffix: string, maxShards: number): Promise<TermCount[]>;
  postings(term: Term): Promise<Postings>;
  /** In the order of the numbers. @throws RangeError for a number that no page has */
  pages(numbers: readonly number[]): Promise<MainPage[]>;
  /** The numbers, from and up to, of the pages whose folded path begins with a folded text. */
  range(foldedPathPrefix: string): Promise<[from: number, to: number]>;
}

export interface MainPage {
  path: string;
  /** At most 256 UTF-16 units of it. */
  title: string;
}

export interface TermCount {
  text: string;
  /** How many pages have it. */
  count: number;
}

export interface Term extends TermCount {
  /** What loading its list costs; absent when the list came with the term. */
  apartBytes?: number;
  /** The list, or the number of the object that holds it. */
  list: Uint8Array | number;
}

/** The pages that have a term, ascending, and how much it counts on each: see `weightOf`. */
export interface Postings {
  pages: Uint32Array;
  impacts: Uint8Array;
}
