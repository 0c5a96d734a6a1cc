import { gitPrefix } from '@holt/edge';
import { type FoldResult, foldObjects, isFoldDue } from '@holt/git';
import { type FoldedIndex, foldIndex, isIndexFoldDue } from './fold-index.ts';
import type { WikiContext } from './wiki-context.ts';

export interface FoldWikiOptions {
  /** Only what has gathered enough since its last fold, or has something to remove. */
  ifDue?: boolean;
  /** Fold this alone. Default: both. */
  only?: 'objects' | 'index';
}

/** What became of git's objects, and of the search index. */
export interface FoldedWiki extends FoldResult {
  /** Absent when it was not due, or not to be folded. */
  readonly index?: FoldedIndex;
}

/**
 * Packs the wiki's objects of git, brings the main part of its search index up to HEAD, and removes what earlier folds made superfluous.
 * Where one of the two fails, the other is folded all the same.
 *
 * @returns undefined when nothing was due
 * @throws as {@link foldObjects} and {@link foldIndex}: the first failure, when both have had their turn
 */
export async function fold(
  context: WikiContext,
  { ifDue = false, only }: FoldWikiOptions = {},
): Promise<FoldedWiki | undefined> {
  const failures: unknown[] = [];
  const attempt = <T>(work: Promise<T>) => work.catch((error: unknown) => void failures.push(error));
  const objects = only === 'index' ? undefined : await attempt(foldGit(context, ifDue));
  const index = only === 'objects' ? undefined : await attempt(foldIndex(context, { ifDue }));
  if (failures.length > 0) throw failures[0];
  if (objects === undefined && index === undefined) return undefined;
  return { packedObjects: 0, removedObjects: 0, ...objects, ...(index !== undefined && { index }) };
}

/** What {@link fold} would do with `ifDue`: whether git's objects are to be packed, and the search index to be made anew. */
export async function foldDue(context: WikiContext): Promise<{ objects: boolean; index: boolean }> {
  const { wiki, store, clock } = context;
  const objects = await isFoldDue({ store, prefix: gitPrefix(wiki.owner, wiki.name), clock });
  return { objects, index: await isIndexFoldDue(context) };
}

async function foldGit({ wiki, store, clock }: WikiContext, ifDue: boolean): Promise<FoldResult | undefined> {
  const repository = { store, prefix: gitPrefix(wiki.owner, wiki.name), clock };
  return ifDue && !(await isFoldDue(repository)) ? undefined : foldObjects(repository);
}
