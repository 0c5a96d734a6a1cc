import { type Commit, diffTrees, findEntry, type Ref, type RevertedFile, revertCommit } from '@holt/git';
import { readText } from './commit-message.ts';
import { WikiError } from './errors.ts';
import type { WriteResult } from './page-change.ts';
import { pageOfFile } from './page-of-file.ts';
import { REDIRECTS_FILE } from './redirects.ts';
import { resolveRevision } from './resolve-revision.ts';
import type { WikiContext } from './wiki-context.ts';
import { type DerivedChange, type DerivedRequest, writeDerived } from './write-derived.ts';

export interface RevertRequest extends DerivedRequest {
  /** The commit to take back. */
  revision: string;
  /**
   * Which files may be changed: pages by path, attachments by file path. Default: all. A commit that changed any other is refused as
   * `not-allowed`, even where that file is as before it already.
   */
  mayChange?: (path: string) => boolean;
}

/**
 * Takes a commit back, as one write: what came after it stays. Of a merge the changes are those against its first parent. Where all is
 * as before the commit already, nothing is written.
 *
 * @throws WikiError as a write; `revision-not-found`; `conflict` when later commits changed the same lines or files: `data.paths` names
 * them, `data.merged` has each one's text with marks; `not-allowed`; `invalid-request` when a file's mode or a link would have to change
 */
export async function revert(context: WikiContext, request: RevertRequest): Promise<WriteResult> {
  const { oid } = await resolveRevision(context, request.revision);
  const commit = await context.repository.readCommit(oid);
  // Before anything is told of the commit, its subject included: who may not change a file may not even know of it.
  if (request.mayChange !== undefined) await refuseForbidden(context, commit, request.mayChange);
  const [subject = ''] = readText(commit.message).split('\n');
  const message = `Revert "${subject}"\n\nThis reverts commit ${oid}.`;
  return writeDerived(context, request, JSON.stringify(['revert', oid]), message, async (head) => {
    const all = await revertCommit(context.repository, oid, head.tree);
    // Where other pages were renamed since, the redirects are on other lines: writing keeps them right by itself.
    const files = all.filter(({ path, clean }) => clean || path !== REDIRECTS_FILE);
    refuseConflicts(oid, files);
    return Promise.all(files.map((file) => toChange(context, head, file)));
  });
}

/** By the files that the commit changed, not by what is left of that to take back. */
async function refuseForbidden(
  { repository }: WikiContext,
  { oid, parents, tree }: Commit,
  mayChange: (path: string) => boolean,
): Promise<void> {
  const before = parents[0] === undefined ? undefined : (await repository.readCommit(parents[0])).tree;
  const all = (await diffTrees(repository, before, tree)).map(({ path }) => path);
  // The redirects follow the pages that were renamed.
  const paths = all.length > 1 ? all.filter((path) => path !== REDIRECTS_FILE) : all;
  if (paths.every((path) => mayChange(pageOfFile(path) ?? path))) return;
  throw new WikiError(
    'not-allowed',
    `The commit ${oid} changed files that you may not change, so you can't take it back. Nothing was changed. Undo by hand what you may, or ask an owner of the wiki.`,
    { revision: oid },
  );
}

function refuseConflicts(oid: string, files: readonly RevertedFile[]): void {
  const conflicts = files.filter(({ clean }) => !clean);
  if (conflicts.length === 0) return;
  const paths = conflicts.map(({ path }) => path);
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  throw new WikiError(
    'conflict',
    `The commit ${oid} can't be taken back: later commits changed the same parts of ${shorten(paths)}. Nothing was changed. Look at the difference that it made, and undo by hand what is still to be undone.`,
    { revision: oid, paths, merged: conflicts.map(({ content }) => content && decoder.decode(content)) },
  );
}

async function toChange({ repository }: WikiContext, head: Ref, file: RevertedFile): Promise<DerivedChange> {
  const { path, content = null, mode } = file;
  const now = await findEntry(repository, head.tree, path);
  if (content !== null && mode !== (now?.mode ?? '100644')) {
    throw new WikiError(
      'invalid-request',
      `Taking back this commit would make "${path}" a file of mode ${mode}, which a wiki can't write. Revert it in a clone with git, and import that.`,
      { path },
    );
  }
  return { op: 'store', path, content, ifVersion: now?.oid ?? 'none' };
}

function shorten(paths: readonly string[]): string {
  const shown = paths.slice(0, 10).map((path) => JSON.stringify(path));
  return shown.join(', ') + (paths.length > 10 ? ` and ${paths.length - 10} more` : '');
}
