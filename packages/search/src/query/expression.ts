import type { Found, Lists, PageList } from './lists.ts';

/** What a page must have: a term, all of several things, or any of them. */
export type Expression = Leaf | { all: Expression[] } | { any: Expression[] };

export interface Leaf {
  found: Found;
  /** What having it counts for, beside what the page's impact says. */
  weight: number;
}

/** A constant instead of the number of pages, which would only add the same to all. */
const USUAL_PAGES = 20_000;

/** What a word counts for that is on so many pages: the fewer, the more. */
export function rarity(count: number): number {
  return Math.log(1 + USUAL_PAGES / (count + 0.5));
}

export function leavesOf(expression: Expression): Leaf[] {
  if ('found' in expression) return [expression];
  return ('all' in expression ? expression.all : expression.any).flatMap(leavesOf);
}

/**
 * The pages of a part that have it, with what it counts for on each: of things that are all there, the sum, of others the most.
 *
 * @param within of these pages only
 * @returns undefined where what is asked for was not loaded
 */
export function evaluate(expression: Expression, lists: Lists, part: number, within?: PageList): PageList | undefined {
  if ('found' in expression) {
    const list = lists.listOf(expression.found, part);
    return list && weighed(list, expression.weight, within);
  }
  if ('any' in expression) return anyOf(expression.any, lists, part, within);
  let pages: PageList | undefined;
  for (const each of expression.all) {
    const list = evaluate(each, lists, part, pages ?? within);
    if (list !== undefined) pages = pages === undefined ? list : sumOf(list, pages);
  }
  return pages;
}

/** @param within has all pages of the list */
export function sumOf(list: PageList, within: PageList): PageList {
  const sum = new Map<number, number>();
  for (const [page, score] of list) sum.set(page, score + (within.get(page) ?? 0));
  return sum;
}

function weighed(list: PageList, weight: number, within: PageList | undefined): PageList {
  const result = new Map<number, number>();
  if (within !== undefined && within.size < list.size) {
    for (const page of within.keys()) {
      const score = list.get(page);
      if (score !== undefined) result.set(page, score * weight);
    }
    return result;
  }
  for (const [page, score] of list) if (within?.has(page) !== false) result.set(page, score * weight);
  return result;
}

function anyOf(any: readonly Expression[], lists: Lists, part: number, within?: PageList): PageList | undefined {
  let result: Map<number, number> | undefined;
  for (const each of any) {
    const weight = 'found' in each ? each.weight : 1;
    const list = 'found' in each ? lists.listOf(each.found, part) : evaluate(each, lists, part, within);
    if (list === undefined) continue;
    result ??= new Map();
    for (const [page, score] of list) {
      if (within?.has(page) !== false) result.set(page, Math.max(result.get(page) ?? 0, score * weight));
    }
  }
  return result;
}
