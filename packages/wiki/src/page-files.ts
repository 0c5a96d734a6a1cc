import { listTree, type Oid, type Ref } from '@holt/git';
import { readTitle } from '@holt/markdown';
import { type MayRead, mayReadAll } from './may-read.ts';
import { pageOfFile } from './page-of-file.ts';
import { publishedPages } from './published-pages.ts';
import type { WikiContext } from './wiki-context.ts';

/** A page, without its text. */
export interface PageFile {
  path: string;
  /** As published; for a page that is not yet, by its path. */
  title: string;
  /** The blob oid. */
  version: Oid;
}

export interface PageFilesOptions {
  /** Only paths that begin with this. */
  prefix?: string | undefined;
  /** Others are left out. Default: all. */
  mayRead?: MayRead | undefined;
}

/**
 * The pages at HEAD by path, in code unit order. Reads the ref, the published sidebar and every folder of the wiki.
 *
 * @returns `head` undefined: the wiki has no commits
 */
export async function pageFiles(
  context: WikiContext,
  { prefix = '', mayRead = mayReadAll }: PageFilesOptions,
): Promise<{ head: Ref | undefined; pages: PageFile[] }> {
  const [head, published] = await Promise.all([context.repository.readRef(), publishedPages(context)]);
  if (head === undefined) return { head, pages: [] };
  const titles = new Map(published.map(({ path, title }) => [path, title]));
  const pages = new Map<string, PageFile>();
  for (const { path: filePath, oid: version } of await listTree(context.repository, head.tree)) {
    const path = pageOfFile(filePath);
    if (path?.startsWith(prefix) && mayRead(path)) {
      pages.set(path, { path, title: titles.get(path) ?? readTitle('', path), version });
    }
  }
  return { head, pages: [...pages.values()].sort((a, b) => (a.path < b.path ? -1 : 1)) };
}
