import { checkPagePath } from '@holt/edge';
import type { Oid, Ref } from '@holt/git';
import { refuse } from './check-changes.ts';
import { WikiError } from './errors.ts';
import { findPage } from './find-page.ts';
import { findLastSeen } from './last-seen.ts';
import type { MayRead } from './may-read.ts';
import { mayReadPast } from './may-read-past.ts';
import type { WriteResult } from './page-change.ts';
import { pageNotFound } from './page-not-found.ts';
import { type FoundFile, TreeEditor } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';
import { type DerivedRequest, writeDerived } from './write-derived.ts';

export interface RestoreRequest extends DerivedRequest {
  path: string;
  /** The page becomes what it was at this commit, whether it is there now or not. By default, a deleted page comes back as it was last. */
  revision?: string;
  /** The version that the page must have, or `none` when it must not be there; else, if anything would change, it is a `conflict`. */
  baseVersion?: string;
  /** A page that it refuses, or that was renamed to where it refuses, was never there. Default: all. */
  mayRead?: MayRead;
}

/**
 * Brings a page back, as one write.
 *
 * @throws WikiError as a write; `page-exists` when the page is there and no revision says what it is to become; `page-not-found` when it
 * was never there, or not at the revision; `revision-not-found`; `conflict` when the page is not at the base version
 */
export async function restore(context: WikiContext, request: RestoreRequest): Promise<WriteResult> {
  const { path, revision, baseVersion } = request;
  refuse(path, checkPagePath(path));
  const title = revision === undefined ? `Restore ${path}` : `Restore ${path} as of ${revision}`;
  const intent = JSON.stringify([
    'restore',
    path,
    revision ?? null,
    ...(baseVersion === undefined ? [] : [baseVersion]),
  ]);
  return writeDerived(context, request, intent, title, async (head) => {
    const now = await new TreeEditor(context.repository, head.tree).find(`${path}.md`);
    const isHidden = (await mayReadPast(context, request.mayRead))?.(path) === false;
    if (isHidden) throw revision === undefined ? neverThere(context, path) : pageNotFound(context.wiki, path, revision);
    const then =
      revision === undefined
        ? await findDeleted(context, head, path, now?.oid)
        : (await findPage(context, path, revision)).file;
    if (then.oid === now?.oid) return [];
    if (baseVersion !== undefined && baseVersion !== (now?.oid ?? 'none')) {
      throw await staleBase(context, path, baseVersion, now?.oid);
    }
    const content = await context.repository.readBlob(then.oid);
    return [{ op: 'store', path: then.filePath, content, ifVersion: now?.oid ?? 'none' }];
  });
}

/** The `conflict` of a page that is not what whoever restores it has read. */
async function staleBase(
  { repository }: WikiContext,
  path: string,
  baseVersion: string,
  currentVersion: Oid | undefined,
): Promise<WikiError> {
  const data = { path, baseVersion };
  if (currentVersion === undefined) {
    return new WikiError(
      'conflict',
      `The page "${path}" is not there, so it is not at version ${baseVersion}. Nothing was changed. To bring it back, send this again without base_version.`,
      data,
    );
  }
  const isNew = baseVersion === 'none';
  const theirs = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await repository.readBlob(currentVersion));
  return new WikiError(
    'conflict',
    `The page "${path}" ${isNew ? 'is there' : 'has moved on'}: it is at version ${currentVersion}${isNew ? '' : `, not ${baseVersion}`}. Nothing was changed. Look at the current text. If the page should still be restored, send this again with base_version ${currentVersion}.`,
    { ...data, currentVersion, theirs },
  );
}

async function findDeleted(
  context: WikiContext,
  head: Ref,
  path: string,
  present: Oid | undefined,
): Promise<FoundFile> {
  if (present !== undefined) {
    throw new WikiError(
      'page-exists',
      `The page "${path}" is there, at version ${present}. Give the revision that it is to be restored from.`,
      { path, currentVersion: present },
    );
  }
  const seen = await findLastSeen(context, head.oid, path);
  if (seen !== undefined) return seen.file;
  throw neverThere(context, path);
}

function neverThere({ wiki }: WikiContext, path: string): WikiError {
  return new WikiError(
    'page-not-found',
    `${wiki.id} never had a page "${path}", so there is none to restore. Look at the history to find its path.`,
    { path },
  );
}
