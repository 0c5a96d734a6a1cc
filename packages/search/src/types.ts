/** A page as it is searched: its artifact under {@link entryName}, a pure function of the page's version, path and commit. */
export interface SearchEntry {
  path: string;
  title: string;
  /** The blob oid of the page's Markdown. */
  version: string;
  /** Of the commit that made the page what it is. */
  generation: number;
  /** As in the front matter, without `#`. */
  tags: string[];
  /** In order. `offset`: where in `text` (UTF-16 units) what is under the heading begins. `slug`: the heading's id on the page. */
  headings: SearchHeading[];
  /** What a reader sees of the page as plain text, headings left out; a line for each block. */
  text: string;
}

export interface SearchHeading {
  slug: string;
  text: string;
  offset: number;
}

/** A page that changed after the main part was made. */
export interface RecentPage {
  path: string;
  /** Of its last change. */
  generation: number;
  /** What the page is; absent when it is gone, or when its text lies in its entry only ({@link isApart}). */
  entry?: SearchEntry;
  /** The page is there, but too much to be carried here: see the object {@link entryName}. */
  isApart?: true;
}

/** The one mutable object of an index: which main part is in force, and what changed since. */
export interface SearchRoot {
  format: number;
  /** The newest commit whose changes it knows. */
  generation: number;
  revision: string;
  /** Absent until the first fold. */
  main?: MainName;
  /** Main parts that were in force before, and until when they have to be kept for readers who began with one (ms since the epoch). */
  former: { name: string; until: number }[];
  /** By path, in code unit order. Counts for a page only where its generation is above the main part's. */
  changed: RecentPage[];
  /** Changes up to this generation may be missing in `changed`: there were too many. A fold mends it. */
  missingUpTo?: number;
}

export interface MainName {
  /** Its objects are below `search/main/{name}/`. */
  name: string;
  generation: number;
  revision: string;
}

/**
 * Reads an object of the index.
 * @param name as after `-/`, for instance `search/recent.json`
 * @returns undefined when it is not there
 */
export type Load = (name: string) => Promise<Uint8Array | undefined>;

/** Whether a reader may see a page. */
export type MaySee = (path: string) => boolean;
