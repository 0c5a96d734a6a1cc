import { gitPrefix } from '@holt/edge';
import { type FoldResult, foldObjects, isFoldDue } from '@holt/git';
import type { WikiContext } from './wiki-context.ts';

export interface FoldWikiOptions {
  /** Only when enough has gathered since the last fold, or there is something to remove. */
  ifDue?: boolean;
}

/**
 * Packs the wiki's objects of git, and removes what earlier folds made superfluous.
 * @returns undefined when it was not due
 * @throws as {@link foldObjects}
 */
export async function fold(
  { wiki, store, clock }: WikiContext,
  { ifDue = false }: FoldWikiOptions = {},
): Promise<FoldResult | undefined> {
  const repository = { store, prefix: gitPrefix(wiki.owner, wiki.name), clock };
  if (ifDue && !(await isFoldDue(repository))) return undefined;
  return foldObjects(repository);
}
