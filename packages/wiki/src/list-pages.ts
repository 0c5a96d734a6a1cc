import { diffTrees, type Ref } from '@holt/git';
import { ancestry } from './ancestry.ts';
import { hasTag } from './has-tag.ts';
import { mapLimit } from './map-limit.ts';
import type { MayRead } from './may-read.ts';
import { type PageFile, pageFiles } from './page-files.ts';
import { pageOfFile } from './page-of-file.ts';
import { readPageState } from './page-state-store.ts';
import { readUsableMark } from './recent-changes.ts';
import { MAX_SCANNED, scanTexts } from './scan-texts.ts';
import type { WikiContext } from './wiki-context.ts';

export interface ListPagesOptions {
  /** Only paths that begin with this. */
  prefix?: string;
  /** Only paths after this one, in code unit order. */
  startAfter?: string;
  /** At most this many; default and maximum 1,000. */
  limit?: number;
  /** Which paths to list; the total and the place to go on from are of these alone. Default: all. */
  isListed?: MayRead;
  /** Only pages with this tag in their front matter, in whatever case. An answer may be short, or empty, and yet have a `next`. */
  tag?: string;
  /** Only pages that are not as they were at this time; milliseconds since 1970. An answer may be short, or empty, and yet have a `next`. */
  updatedSince?: number;
}

export interface ListedPage {
  path: string;
  title: string;
  version: string;
  /** ISO 8601, of the commit that made this version; only where `updatedSince` was given, and absent where it is not published yet. */
  updated?: string;
}

export interface PageList {
  /** The commit that the list was read from; undefined in a wiki without commits. */
  revision?: string;
  pages: ListedPage[];
  /** How many pages match the prefix and may be listed, whatever their tags and times. */
  total: number;
  /** Pass as `startAfter` to go on; absent at the end. */
  next?: string;
}

const MAX_LISTED = 1000;
const PARALLEL = 64;
/** So many commits back it is looked for how the wiki was at a time; where that is further back, each page's own history tells. */
const MAX_BACK = 200;

/**
 * The pages at HEAD, read from git; titles come from the published sidebar where it knows the page.
 *
 * Reads the ref, the sidebar and every folder of the wiki. With a tag, the texts of pages, at most 1,000 a call ({@link scanTexts}). With a
 * time, the recent changes, at most 200 commits, the folders that changed since, and the state of each page that it lists; where that is
 * further back, instead of the commits the states of at most 1,000 pages.
 */
export async function listPages(context: WikiContext, options: ListPagesOptions = {}): Promise<PageList> {
  const { prefix, startAfter = '', isListed, tag, updatedSince } = options;
  const limit = Math.max(1, Math.min(options.limit ?? MAX_LISTED, MAX_LISTED));
  const { head, pages: all } = await pageFiles(context, { prefix, mayRead: isListed });
  if (head === undefined) return { pages: [], total: 0 };
  const answer = (pages: ListedPage[], last: ListedPage | undefined): PageList => ({
    revision: head.oid,
    pages,
    total: all.length,
    ...(last === undefined ? {} : { next: last.path }),
  });

  let rest: PageFile[] = all.filter((page) => page.path > startAfter);
  if (updatedSince !== undefined) {
    const changed = await changedSince(context, head, updatedSince);
    if (changed === undefined) return byStates(context, { rest, limit, tag, updatedSince }, answer);
    rest = rest.filter(({ path }) => changed.has(path));
  }
  const { found, last } = await withTag(context, rest, tag, limit);
  if (updatedSince === undefined) return answer(found, last);
  const updated = await mapLimit(found, PARALLEL, async (page) => withTime(page, await timeOf(context, page)));
  return answer(updated, last);
}

/** The first pages that have the tag, and the one to go on after. */
async function withTag(
  context: WikiContext,
  pages: readonly PageFile[],
  tag: string | undefined,
  limit: number,
): Promise<{ found: PageFile[]; last: PageFile | undefined }> {
  const lastOf = (count: number) => (count < pages.length ? pages[count - 1] : undefined);
  if (tag === undefined) return { found: pages.slice(0, limit), last: lastOf(limit) };
  const found: PageFile[] = [];
  const visited = await scanTexts(context, pages, (page, text) => {
    if (hasTag(text, tag)) found.push(page);
    return found.length === limit;
  });
  return { found, last: lastOf(visited) };
}

/** The pages that are not as they were at a time; undefined where that is too far back. */
async function changedSince(context: WikiContext, head: Ref, timeMs: number): Promise<ReadonlySet<string> | undefined> {
  const { repository } = context;
  let count = 0;
  for await (const ancestor of ancestry(context, head.oid, await readUsableMark(context))) {
    if (ancestor.timeMs < timeMs) {
      const { tree } = await repository.readCommit(ancestor.oid);
      return pagesOf(await diffTrees(repository, tree, head.tree));
    }
    count++;
    if (count === MAX_BACK) return undefined;
  }
  return pagesOf(await diffTrees(repository, undefined, head.tree));
}

function pagesOf(changes: readonly { path: string }[]): Set<string> {
  return new Set(changes.map(({ path }) => pageOfFile(path)).filter((path) => path !== undefined));
}

interface StateScan {
  rest: readonly PageFile[];
  limit: number;
  tag: string | undefined;
  updatedSince: number;
}

async function byStates(
  context: WikiContext,
  { rest, limit, tag, updatedSince }: StateScan,
  answer: (pages: ListedPage[], last: ListedPage | undefined) => PageList,
): Promise<PageList> {
  const looked = rest.slice(0, MAX_SCANNED);
  const timed = await mapLimit(looked, PARALLEL, async (page) => ({ page, time: await timeOf(context, page) }));
  const times = new Map(timed.map(({ page, time }) => [page.path, time]));
  // What is not published yet is of just now.
  const changed = timed.filter(({ time }) => time === undefined || Date.parse(time) >= updatedSince);
  const pages = changed.map(({ page }) => page);
  const { found, last } = await withTag(context, pages, tag, limit);
  const end = looked.length < rest.length ? looked.at(-1) : undefined;
  return answer(
    found.map((page) => withTime(page, times.get(page.path))),
    last ?? end,
  );
}

/** When the commit was made that made this version of a page; undefined where it is not published yet. */
async function timeOf(context: WikiContext, { path, version }: PageFile): Promise<string | undefined> {
  const { state } = await readPageState(context, path);
  return state?.version === version ? state.changes[0]?.date : undefined;
}

function withTime(page: PageFile, updated: string | undefined): ListedPage {
  return updated === undefined ? page : { ...page, updated };
}
