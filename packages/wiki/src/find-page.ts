import { checkPagePath } from '@holt/edge';
import type { Oid } from '@holt/git';
import { refuse } from './check-changes.ts';
import { pageNotFound } from './page-not-found.ts';
import { resolveRevision } from './resolve-revision.ts';
import { type FoundFile, TreeEditor } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';

/**
 * A page's file at HEAD, or at a revision.
 * @throws WikiError `invalid-path`, `page-not-found`, `revision-not-found`
 */
export async function findPage(
  context: WikiContext,
  path: string,
  revision?: string,
): Promise<{ file: FoundFile; revision: Oid }> {
  refuse(path, checkPagePath(path));
  const { repository, wiki } = context;
  const at = revision === undefined ? await repository.readRef() : await resolveRevision(context, revision);
  const file = at && (await new TreeEditor(repository, at.tree).find(`${path}.md`));
  if (at !== undefined && file !== undefined) return { file, revision: at.oid };
  throw pageNotFound(wiki, path, revision);
}
