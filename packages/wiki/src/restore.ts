import { checkPagePath } from '@holt/edge';
import type { Oid, Ref } from '@holt/git';
import { refuse } from './check-changes.ts';
import { WikiError } from './errors.ts';
import { findPage } from './find-page.ts';
import { findLastSeen } from './last-seen.ts';
import type { WriteResult } from './page-change.ts';
import { type FoundFile, TreeEditor } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';
import { type DerivedRequest, writeDerived } from './write-derived.ts';

export interface RestoreRequest extends DerivedRequest {
  path: string;
  /** The page becomes what it was at this commit, whether it is there now or not. By default, a deleted page comes back as it was last. */
  revision?: string;
}

/**
 * Brings a page back, as one write.
 *
 * @throws WikiError as a write; `page-exists` when the page is there and no revision says what it is to become; `page-not-found` when it
 * was never there, or not at the revision; `revision-not-found`
 */
export async function restore(context: WikiContext, request: RestoreRequest): Promise<WriteResult> {
  const { path, revision } = request;
  refuse(path, checkPagePath(path));
  const title = revision === undefined ? `Restore ${path}` : `Restore ${path} as of ${revision}`;
  const intent = JSON.stringify(['restore', path, revision ?? null]);
  return writeDerived(context, request, intent, title, async (head) => {
    const now = await new TreeEditor(context.repository, head.tree).find(`${path}.md`);
    const then =
      revision === undefined
        ? await findDeleted(context, head, path, now?.oid)
        : (await findPage(context, path, revision)).file;
    if (then.oid === now?.oid) return [];
    const content = await context.repository.readBlob(then.oid);
    return [{ op: 'store', path: then.filePath, content, ifVersion: now?.oid ?? 'none' }];
  });
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
  throw new WikiError(
    'page-not-found',
    `${context.wiki.id} never had a page "${path}", so there is none to restore. Look at the history to find its path.`,
    { path },
  );
}
