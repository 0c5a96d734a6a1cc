import { foldIndex } from './fold-index.ts';
import type { Difference } from './verify.ts';
import { verifyIndex } from './verify-index.ts';
import type { WikiContext } from './wiki-context.ts';

const MAX_PASSES = 5;

/**
 * Makes the search index anew where it is not as HEAD gives it, and folds it where that is due. The entries of pages must be right.
 *
 * @returns what was not as it should be, and is now
 * @throws as {@link verifyIndex} and {@link foldIndex}
 */
export async function rebuildIndex(context: WikiContext): Promise<Difference[]> {
  const found = new Map<string, Difference>();
  for (let pass = 1; pass <= MAX_PASSES; pass++) {
    const head = await context.repository.readRef();
    const differences = head === undefined ? [] : await verifyIndex(context, head);
    for (const difference of differences) found.set(difference.key, difference);
    // Another fold may have been faster, and have built on what is not as it should be.
    const folded = differences.length === 0 ? undefined : await foldIndex(context, { anew: true });
    if (differences.length === 0 || folded?.main !== undefined) break;
  }
  await foldIndex(context, { ifDue: true });
  return [...found.values()];
}
