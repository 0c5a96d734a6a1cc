import { foldText } from '../fold-text.ts';
import type { MainPage } from '../main/main.ts';
import { titleTerm } from '../words.ts';
import { type Candidate, inOrder } from './candidates.ts';
import type { Lists } from './lists.ts';
import { compare } from './memory-index.ts';

/** A page that may be shown. */
export interface Page extends Candidate, MainPage {
  /** Phrases that it has. */
  phrases: string[];
}

export interface Taking {
  offset: number;
  limit: number;
  /** What the path begins with. */
  prefix: string;
  /** The term of a title that is what was asked for. */
  title: string | undefined;
  /** Of how many pages at a time it is asked whether they have what only their text tells; 1 where none is. */
  checkedAtOnce: number;
  /** @returns the phrases that a page has; undefined where it hasn't all; 'unknown' when that would cost too much */
  check(page: Candidate & MainPage): Promise<string[] | undefined | 'unknown'>;
}

export interface Taken {
  pages: Page[];
  hasMore: boolean;
  /** No page may be shown, wherever one begins. */
  isEmpty: boolean;
  /** How many pages would be candidates, but for what could not be checked. */
  unknown: number;
}

const BATCH_PAGES = 10;
/** Of so many of the best, those come first whose title is what was asked for, or begins with it. */
const RANKED_PAGES = 10;
/** When so many could not be checked, it is not looked for more. */
const MAX_UNKNOWN = 1000;

/** The best of the candidates that may be shown, of those with as many words as the best one has. @param byPart each in order */
export async function takeHits(lists: Lists, byPart: readonly Candidate[][], taking: Taking): Promise<Taken> {
  const { offset, limit, prefix, title, check, checkedAtOnce } = taking;
  const needed = Math.max(offset + limit + 1, RANKED_PAGES);
  const pages: Page[] = [];
  let unknown = 0;
  let batch: Read[] = [];
  const isEnough = async (): Promise<boolean> => {
    const checked = await Promise.all(batch.map(check));
    for (const [index, page] of batch.entries()) {
      const phrases = checked[index];
      if (phrases === 'unknown') unknown++;
      else if (phrases !== undefined && page.words < (pages[0]?.words ?? 0)) return true;
      else if (phrases !== undefined) pages.push({ ...page, phrases });
    }
    batch = [];
    return pages.length >= needed || unknown >= MAX_UNKNOWN;
  };
  for await (const page of inTurn(lists, byPart, needed - 1)) {
    if (lists.parts[page.part]?.isHidden(page.path) !== false || !page.path.startsWith(prefix)) continue;
    batch.push(page);
    if (batch.length >= checkedAtOnce && (await isEnough())) break;
  }
  await isEnough();
  const first = pages.splice(0, RANKED_PAGES);
  if (title !== undefined) first.sort((a, b) => rankOfTitle(b.title, title) - rankOfTitle(a.title, title));
  pages.unshift(...first);
  return {
    pages: pages.slice(offset, offset + limit),
    hasMore: pages.length > offset + limit,
    isEmpty: pages.length === 0,
    unknown,
  };
}

function rankOfTitle(title: string, asked: string): number {
  const term = titleTerm(title);
  if (term === asked) return 2;
  return term.startsWith(asked) ? 1 : 0;
}

/** The candidates of all parts in one order, with their paths, which are read some at a time. */
async function* inTurn(
  lists: Lists,
  byPart: readonly Candidate[][],
  most: number,
): AsyncGenerator<Candidate & MainPage> {
  const queues = byPart.map(
    (candidates): Queue => ({
      candidates,
      next: 0,
      read: [],
      size: Math.min(most, BATCH_PAGES),
    }),
  );
  for (;;) {
    await Promise.all(
      queues.map(async (queue, part) => {
        if (queue.read.length > 0 || queue.next >= queue.candidates.length) return;
        const some = queue.candidates.slice(queue.next, queue.next + queue.size);
        queue.size = queue.next === 0 ? 1 : Math.min(queue.size * 2, BATCH_PAGES);
        queue.next += some.length;
        const pages = await lists.pagesOf(
          part,
          some.map(({ page }) => page),
        );
        queue.read = some.map((candidate, at) => ({ ...candidate, ...(pages[at] as MainPage) }));
      }),
    );
    const heads = queues.filter(({ read }) => read.length > 0);
    if (heads.length === 0) return;
    const best = heads.reduce((a, b) => (inFullOrder(a.read[0] as Read, b.read[0] as Read) <= 0 ? a : b));
    yield best.read.shift() as Read;
  }
}

type Read = Candidate & MainPage;

interface Queue {
  candidates: readonly Candidate[];
  /** Up to here they were read. */
  next: number;
  read: Read[];
  /** So many are read next: what is needed for sure, then a few, as it may be one only that is needed. */
  size: number;
}

function inFullOrder(a: Read, b: Read): number {
  return inOrder(a, b) || compare(foldText(a.path), foldText(b.path)) || compare(a.path, b.path);
}
