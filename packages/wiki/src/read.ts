import { pageUrl, sidebarKey } from '@holt/edge';
import { listTree, type Oid } from '@holt/git';
import { readTitle } from '@holt/markdown';
import { readSidebar } from '@holt/site';
import { StorageError } from '@holt/storage';
import { WikiError } from './errors.ts';
import { findPage } from './find-page.ts';
import { pageRenamed } from './page-not-found.ts';
import { pageOfFile } from './page-of-file.ts';
import { redirectAt } from './redirect-artifacts.ts';
import { resolveRevision } from './resolve-revision.ts';
import type { WikiContext } from './wiki-context.ts';

export interface ListPagesOptions {
  /** Only paths that begin with this. */
  prefix?: string;
  /** Only paths after this one, in code unit order. */
  startAfter?: string;
  /** At most this many; default and maximum 1,000. */
  limit?: number;
  /** Which paths to list; the total and the place to go on from are of these alone. Default: all. */
  isListed?: (path: string) => boolean;
}

export interface ListedPage {
  path: string;
  title: string;
  version: string;
}

export interface PageList {
  /** The commit that the list was read from; undefined in a wiki without commits. */
  revision?: string;
  pages: ListedPage[];
  /** How many pages match the prefix and may be listed. */
  total: number;
  /** Pass as `startAfter` to go on; absent at the end. */
  next?: string;
}

export interface Page {
  path: string;
  title: string;
  content: string;
  /** The blob oid: send it back as base version. */
  version: string;
  /** The commit that the page was read from. */
  revision: string;
  /** Site-relative, percent-encoded. */
  url: string;
}

const MAX_LISTED = 1000;

/** Every file at HEAD, pages and attachments, by path in the repository; values are blob oids. */
export async function listFiles(context: WikiContext): Promise<Map<string, Oid>> {
  const ref = await context.repository.readRef();
  if (ref === undefined) return new Map();
  return new Map((await listTree(context.repository, ref.tree)).map(({ path, oid }) => [path, oid]));
}

/** The pages at HEAD, read from git; titles come from the published sidebar where it knows the page. */
export async function listPages(context: WikiContext, options: ListPagesOptions = {}): Promise<PageList> {
  const { prefix = '', startAfter = '', limit = MAX_LISTED, isListed = () => true } = options;
  const [ref, titles] = await Promise.all([context.repository.readRef(), readTitles(context)]);
  if (ref === undefined) return { pages: [], total: 0 };
  const found: ListedPage[] = [];
  for (const file of await listTree(context.repository, ref.tree)) {
    const path = pageOfFile(file.path);
    if (path?.startsWith(prefix) && isListed(path))
      found.push({ path, title: titles.get(path) ?? readTitle('', path), version: file.oid });
  }
  found.sort((a, b) => (a.path < b.path ? -1 : 1));
  const rest = found.filter((page) => page.path > startAfter);
  const pages = rest.slice(0, Math.max(1, Math.min(limit, MAX_LISTED)));
  const last = pages.at(-1);
  return {
    revision: ref.oid,
    pages,
    total: found.length,
    ...(last !== undefined && rest.length > pages.length ? { next: last.path } : {}),
  };
}

/**
 * A page, read from git: at HEAD, or at a revision.
 * @throws WikiError `invalid-path`, `revision-not-found`; `page-not-found`, of a page that was renamed with its `newPath`
 */
export async function readPage(context: WikiContext, path: string, options: { revision?: string } = {}): Promise<Page> {
  const { wiki, repository } = context;
  const { file, revision } = await findPage(context, path, options.revision).catch(async (error: unknown) => {
    throw (await findRenamed(context, path, options.revision, error)) ?? error;
  });
  const content = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await repository.readBlob(file.oid));
  return {
    path,
    title: readTitle(content, path, wiki),
    content,
    version: file.oid,
    revision,
    url: pageUrl(wiki.owner, wiki.name, path),
  };
}

/** What to say instead of that there is no page, where it was renamed. */
async function findRenamed(
  context: WikiContext,
  path: string,
  revision: string | undefined,
  error: unknown,
): Promise<WikiError | undefined> {
  if (!(error instanceof WikiError && error.code === 'page-not-found')) return undefined;
  const { repository, wiki } = context;
  const at = revision === undefined ? await repository.readRef() : await resolveRevision(context, revision);
  const newPath = at && (await redirectAt(context, at.tree, path));
  return newPath === undefined ? undefined : pageRenamed(wiki, path, newPath);
}

/** Only a help: what can't be read of it is left to verifying and rebuilding. */
async function readTitles({ wiki, store }: WikiContext): Promise<Map<string, string>> {
  try {
    const sidebar = await store.get(sidebarKey(wiki.owner, wiki.name));
    const pages = sidebar === undefined ? [] : readSidebar(new TextDecoder().decode(sidebar.body));
    return new Map(pages.map(({ path, title }) => [path, title]));
  } catch (error) {
    if (error instanceof StorageError && error.code !== 'damaged') throw error;
    return new Map();
  }
}
