import { type Expression, leavesOf } from './expression.ts';
import type { Found, Lists } from './lists.ts';

/**
 * Reads the lists of what was asked for: all that came with their terms, and of those that lie apart the cheapest as far as they cost no more than
 * is left for the query, but at least one word's. Where nobody may learn of hidden pages, all.
 */
export async function loadLists(lists: Lists, asked: readonly Expression[]): Promise<void> {
  const founds = new Set(asked.flatMap(leavesOf).map(({ found }) => found));
  const chosen: Found[] = [];
  const apart: Found[] = [];
  for (const found of founds) {
    const isFree = found.apartBytes === 0 || lists.isExact || lists.isLoaded(found);
    (isFree ? chosen : apart).push(found);
  }
  for (const found of apart.sort((a, b) => a.apartBytes - b.apartBytes)) {
    if (found.apartBytes > lists.apart.left && chosen.some(({ count }) => count > 0)) break;
    lists.apart.left -= found.apartBytes;
    chosen.push(found);
  }
  await Promise.all(chosen.map(lists.load));
}

/** Whether what was asked for can be told from the lists that were read. */
export function isTold(lists: Lists, expression: Expression): boolean {
  if (lists.parts.length === 0) return true;
  if ('found' in expression) return lists.listOf(expression.found, 0) !== undefined;
  if ('any' in expression) return expression.any.some((each) => isTold(lists, each));
  return expression.all.some((each) => isTold(lists, each));
}
