import { checkPagePath, pageUrl } from '@holt/edge';
import type { Ref } from '@holt/git';
import { readTitle } from '@holt/markdown';
import { refuse } from './check-changes.ts';
import { type LastPageChange, lastPageChange } from './last-page-change.ts';
import type { MayRead } from './may-read.ts';
import { pageNotFound, pageRenamed } from './page-not-found.ts';
import { redirectAt } from './redirect-artifacts.ts';
import { resolveRevision } from './resolve-revision.ts';
import { TreeEditor } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';

export interface ReadPageOptions {
  /** Default: HEAD. */
  revision?: string;
  /** A page that it refuses is answered as one that is not there, after the same requests. Default: all. */
  mayRead?: MayRead;
}

export interface Page {
  path: string;
  title: string;
  content: string;
  /** The file as git has it: where that is not UTF-8, `content` is not all of it. */
  bytes: Uint8Array;
  /** The blob oid: send it back as base version. */
  version: string;
  /** The commit that the page was read from. */
  revision: string;
  /** Site-relative, percent-encoded. */
  url: string;
  /** The commit that made this version; absent where finding it would take a walk through the history. */
  lastChange?: LastPageChange;
}

/** Where to look for a page. */
export interface PageSource {
  /** Undefined: the wiki has no commits. */
  at: Pick<Ref, 'oid' | 'tree'> | undefined;
  isHead: boolean;
  mayRead?: MayRead | undefined;
}

/**
 * A page, read from git: at HEAD, or at a revision. Reads the ref or a commit, the folders on the page's path, its text, its published
 * state, and what {@link lastPageChange} does.
 *
 * @throws WikiError `invalid-path`, `revision-not-found`; `page-not-found`, of a page that was renamed with its `newPath`
 */
export async function readPage(
  context: WikiContext,
  path: string,
  { revision, mayRead }: ReadPageOptions = {},
): Promise<Page> {
  refuse(path, checkPagePath(path));
  const isHead = revision === undefined;
  const at = isHead ? await context.repository.readRef() : await resolveRevision(context, revision);
  return readPageAt(context, path, { at, isHead, mayRead });
}

/** The same, of a revision that is at hand. */
export async function readPageAt(
  context: WikiContext,
  path: string,
  { at, isHead, mayRead }: PageSource,
): Promise<Page> {
  const { wiki, repository } = context;
  refuse(path, checkPagePath(path));
  const isHidden = (other: string) => mayRead?.(other) === false;
  const notFound = pageNotFound(wiki, path, isHead ? undefined : at?.oid);
  const file = at && (await new TreeEditor(repository, at.tree).find(`${path}.md`));
  if (at === undefined || file === undefined) {
    const newPath = at && (await redirectAt(context, at.tree, path));
    throw newPath !== undefined && !isHidden(path) && !isHidden(newPath) ? pageRenamed(wiki, path, newPath) : notFound;
  }
  const [blob, lastChange] = await Promise.all([
    repository.readBlob(file.oid),
    lastPageChange(context, path, { version: file.oid, at: at.oid, isHead, mayRead }),
  ]).catch((error: unknown) => {
    throw isHidden(path) ? notFound : error;
  });
  if (isHidden(path)) throw notFound;
  const content = new TextDecoder('utf-8', { ignoreBOM: true }).decode(blob);
  return {
    path,
    title: readTitle(content, path, wiki),
    content,
    bytes: blob,
    version: file.oid,
    revision: at.oid,
    url: pageUrl(wiki.owner, wiki.name, path),
    ...(lastChange === undefined ? {} : { lastChange }),
  };
}
