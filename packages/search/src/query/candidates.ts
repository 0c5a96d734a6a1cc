import { type Expression, evaluate, sumOf } from './expression.ts';
import type { Lists, PageList } from './lists.ts';

export interface Asked {
  /** What was asked for, word by word. */
  words: readonly Expression[];
  /** What a page must have, too. */
  required: readonly Expression[];
  /** What it must not have. */
  unwanted: readonly Expression[];
  /** What its path must begin with: any of these, folded. */
  prefixes: readonly string[];
  /** And this, folded; '' for any path. */
  prefix: string;
  /** What its path must not begin with. */
  unwantedPrefixes: readonly string[];
  /** Titles that are, or begin with, what was asked for. */
  titles: readonly Title[];
}

export interface Title {
  expression: Expression;
  isWhole: boolean;
}

export interface Candidate {
  part: number;
  page: number;
  /** How many of the words it has. */
  words: number;
  /** 2: its title is what was asked for; 1: its title begins with it. */
  titleRank: number;
  score: number;
}

/**
 * The pages of a part that have what was asked for, the best first; then by their number.
 *
 * @param isSome whether pages count that have only some of the words
 */
export async function candidatesOf(lists: Lists, part: number, asked: Asked, isSome: boolean): Promise<Candidate[]> {
  const [[first, end] = [0, 0]] = await rangesOf(lists, part, [asked.prefix]);
  const anywhere = await rangesOf(lists, part, asked.prefixes);
  const ranges = anywhere.map(([from, to]): Range => [Math.max(from, first), Math.min(to, end)]);
  const noRanges = asked.unwantedPrefixes.length === 0 ? [] : await rangesOf(lists, part, asked.unwantedPrefixes);
  let pages = allOf(lists, part, asked.required);
  const counts = isSome ? new Map<number, number>() : undefined;
  if (counts !== undefined) pages = someOf(lists, part, asked.words, pages, counts);
  else if (asked.words.length > 0) pages = allOf(lists, part, asked.words, pages) ?? pages;
  pages ??= await everyPage(lists, part, ranges);
  const unwanted = asked.unwanted.map((expression) => evaluate(expression, lists, part, pages));
  const titles = titlesOf(lists, part, asked.titles, pages);
  const candidates: Candidate[] = [];
  for (const [page, score] of pages) {
    if (!isIn(ranges, page) || isIn(noRanges, page) || unwanted.some((list) => list?.has(page))) continue;
    const words = counts?.get(page) ?? asked.words.length;
    candidates.push({ part, page, words, titleRank: titles.get(page) ?? 0, score });
  }
  return candidates.sort((a, b) => inOrder(a, b) || a.page - b.page);
}

/** Negative where the first comes first; 0 where their paths decide. */
export function inOrder(a: Candidate, b: Candidate): number {
  return b.words - a.words || b.titleRank - a.titleRank || b.score - a.score;
}

function allOf(lists: Lists, part: number, of: readonly Expression[], within?: PageList): PageList | undefined {
  let pages = within;
  let isAny = false;
  for (const expression of of) {
    const list = evaluate(expression, lists, part, pages);
    if (list === undefined) continue;
    pages = pages === undefined ? list : sumOf(list, pages);
    isAny = true;
  }
  return isAny ? pages : within;
}

/** @param counts is told how many of the words each page has */
function someOf(
  lists: Lists,
  part: number,
  words: readonly Expression[],
  within: PageList | undefined,
  counts: Map<number, number>,
): PageList {
  const pages = new Map<number, number>();
  for (const expression of words) {
    for (const [page, score] of evaluate(expression, lists, part, within) ?? []) {
      pages.set(page, (pages.get(page) ?? within?.get(page) ?? 0) + score);
      counts.set(page, (counts.get(page) ?? 0) + 1);
    }
  }
  return pages;
}

function titlesOf(lists: Lists, part: number, titles: readonly Title[], within: PageList): PageList {
  const ranks = new Map<number, number>();
  for (const { expression, isWhole } of titles) {
    for (const page of evaluate(expression, lists, part, within)?.keys() ?? []) {
      ranks.set(page, Math.max(ranks.get(page) ?? 0, isWhole ? 2 : 1));
    }
  }
  return ranks;
}

type Range = [from: number, to: number];

async function rangesOf(lists: Lists, part: number, prefixes: readonly string[]): Promise<Range[]> {
  const source = lists.parts[part]?.source;
  if (prefixes.length === 0 || source === undefined) return [[0, Number.POSITIVE_INFINITY]];
  return Promise.all(prefixes.map((prefix) => source.range(prefix)));
}

function isIn(ranges: readonly Range[], page: number): boolean {
  return ranges.some(([from, to]) => page >= from && page < to);
}

async function everyPage(lists: Lists, part: number, ranges: readonly Range[]): Promise<PageList> {
  const count = lists.parts[part]?.source.count ?? 0;
  const pages = new Map<number, number>();
  for (const [from, to] of ranges) for (let page = from; page < Math.min(to, count); page++) pages.set(page, 0);
  return pages;
}
