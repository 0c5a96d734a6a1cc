import type { MayRead } from './may-read.ts';

/** One step of a write. Steps of one write are applied in order and committed together, or not at all. */
export type PageChange =
  | PutPage
  | EditPage
  | InsertText
  | ReplaceSection
  | SetProperties
  | MovePage
  | DeletePage
  | StoreFile;

/** A step that changes a part of a page's text and keeps the rest. */
export type PartChange = EditPage | InsertText | ReplaceSection | SetProperties;

interface OnBase {
  /**
   * The page version (blob oid) that the writer read. When the page has moved on since, a text is merged line by line; where
   * that can't be done, and for moves and deletions, the write is a `conflict`.
   */
  baseVersion?: string;
  /** A page that has moved on is a `conflict`, never merged. Says nothing without a base version. */
  isExact?: boolean;
}

/** Creates a page or replaces its whole text. */
export interface PutPage extends OnBase {
  op: 'put';
  path: string;
  content: string;
  /** As of all steps, or `none`: a page that is there is refused as `page-exists`. */
  baseVersion?: string;
}

/** Replaces a text in a page, each time that it occurs. */
export interface EditPage extends OnBase {
  op: 'edit';
  path: string;
  oldText: string;
  newText: string;
  /** How many times the text must occur, from 1; default 1. Else the write is `text-not-found` or `text-ambiguous`. */
  count?: number;
}

/** Adds text to a page, with blank lines between it and what is around it. */
export interface InsertText extends OnBase {
  op: 'insert';
  path: string;
  /** The start or end of the page's body, or of what is under the section's heading; before or after the whole section. */
  where: 'start' | 'end' | 'before' | 'after';
  /** By its heading's text or slug, as `findSections` does; `before` and `after` need one. */
  section?: string;
  content: string;
}

/** Replaces what is under a section's heading, its subsections included, and the heading if the content begins with one. */
export interface ReplaceSection extends OnBase {
  op: 'replace-section';
  path: string;
  /** As of {@link InsertText}. */
  section: string;
  content: string;
}

/** Sets entries of a page's front matter; null removes one. */
export interface SetProperties extends OnBase {
  op: 'properties';
  path: string;
  /** By name, as JSON values. */
  properties: Readonly<Record<string, unknown>>;
}

export interface MovePage extends OnBase {
  op: 'move';
  path: string;
  newPath: string;
}

export interface DeletePage extends OnBase {
  op: 'delete';
  path: string;
}

/** Stores a file as it is, under its file name: an attachment, or (with `.md`) an imported page. */
export interface StoreFile {
  op: 'store';
  /** The file's path in the repository, with its extension. */
  path: string;
  /** Null: the file is removed. */
  content: Uint8Array | null;
  /** The blob oid that the file must have, or `none` when it must not exist; else the write is a `conflict`. */
  ifVersion?: string;
}

export interface Author {
  name: string;
  email: string;
}

export interface WriteRequest {
  changes: readonly PageChange[];
  author: Author;
  /** The commit message; by default it says what changed. */
  message?: string;
  /**
   * 1..200 printable ASCII characters without spaces. A second write by the same author with the same key is answered with the
   * first one's result; the wiki remembers the keys of its last {@link REMEMBERED_COMMITS} commits.
   */
  idempotencyKey?: string;
  /**
   * What the write is for, where its changes depend on the HEAD that it meets: under the same key a write of the same intent is the same
   * write, whatever its changes are by now. By default its changes tell.
   */
  intent?: string;
  /**
   * A base version that the page did not have in the last {@link REMEMBERED_COMMITS} commits counts as unknown, even where another page
   * had it: for writers who may not read all pages.
   */
  ownBasesOnly?: boolean;
  /** The agent that writes, by its name: marks the commit as an agent's. */
  agent?: string;
  /** Which paths a refusal may name as those where pages went. Default: all. */
  mayRead?: MayRead;
  /** Which other pages a rename may rewrite the links of. Default: all. */
  mayChange?: (path: string) => boolean;
  /** What the author may write; beyond it the write is `rate-limited`. Default: as much as there is. */
  limits?: WriteLimits;
}

/** How much one author may write in one wiki. */
export interface WriteLimits {
  /** Commits in any 60 seconds. */
  writesPerMinute: number;
  /** Bytes of the files that these commits stored. */
  bytesPerMinute: number;
}

/** How many commits back an idempotency key is looked for, and how many the recent-changes object lists. */
export const REMEMBERED_COMMITS = 100;

export interface WrittenPage {
  path: string;
  /** The page's version after the write; absent when the page is gone. */
  version?: string;
  /** The page's version before the write; absent when it did not exist. */
  previousVersion?: string;
  /** The page had moved on since the base version: what was written is both sides' changes, merged. Not told again on a replay. */
  merged?: true;
  /** Site-relative, percent-encoded. */
  url: string;
}

export interface WriteResult {
  committed: true;
  /** False: the commit is safe in git, and the next write or a reconcile brings the pages up to date. */
  published: boolean;
  publishError?: string;
  /** HEAD after this write: its commit, or the unchanged HEAD when nothing changed. */
  revision: string;
  generation: number;
  /** The same idempotency key had been committed before: nothing was written again. */
  replayed: boolean;
  /** The pages already were as the write wants them: no commit was made. */
  unchanged: boolean;
  pages: WrittenPage[];
}
