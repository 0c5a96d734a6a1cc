import { boundedDistance } from './bounded-distance.ts';
import type { Lists } from './lists.ts';
import { compare } from './memory-index.ts';

export interface NearTerm {
  text: string;
  distance: number;
  /** Roughly how many pages have it. */
  count: number;
}

/** Of so many words of a query it is asked what they may mean. */
export const MAX_MENDED = 8;
const UNITS_FOR_ONE_TYPO = 4;
const UNITS_FOR_TWO_TYPOS = 8;
const MAX_SHARDS = 5;
/** So many words are compared with one, of each part and end. */
const MAX_COMPARED = 10_000;
const NUMBER = /\p{N}/u;

/** How many typos a word may have: none where it has digits. */
export function mostTypos(word: string): number {
  if (word.length < UNITS_FOR_ONE_TYPO || NUMBER.test(word)) return 0;
  return word.length < UNITS_FOR_TWO_TYPOS ? 1 : 2;
}

/**
 * Words of the index that so many typos make another one of, the likelier ones first. Of several pieces of a word, one more than there
 * are typos, one is without: looked for are the terms that begin with the first piece or end in the last one. With two typos, words are not
 * found that are the same in the middle only.
 */
export async function nearTerms(lists: Lists, word: string, typos: number): Promise<NearTerm[]> {
  const [beginUnits, endUnits] = pieceUnits(word, typos);
  const found = await Promise.all(
    lists.parts.flatMap(({ source }) => [
      source.wordsBeginningWith(word.slice(0, beginUnits), MAX_SHARDS),
      source.wordsEndingIn(word.slice(-endUnits), MAX_SHARDS),
      ...(typos > 1 ? [] : [source.wordsBeginningWith(swappedAt(word, beginUnits), 1)]),
    ]),
  );
  const near = new Map<string, NearTerm>();
  for (const terms of found) {
    const own = new Set<string>();
    let left = MAX_COMPARED;
    for (const { text, count } of terms) {
      if (own.has(text) || Math.abs(word.length - text.length) > typos) continue;
      if (left-- <= 0) break;
      own.add(text);
      const known = near.get(text);
      if (known !== undefined) known.count = Math.max(known.count, count);
      else if (isNear(word, text, typos)) near.set(text, { text, distance: boundedDistance(word, text, typos), count });
    }
  }
  return [...near.values()].sort((a, b) => likelier(word, a, b));
}

/** Whether a term may be meant by a word; cheap for most that are not. */
export function isNear(word: string, term: string, typos: number): boolean {
  if (Math.abs(word.length - term.length) > typos || word === term || NUMBER.test(term)) return false;
  const [beginUnits, endUnits] = pieceUnits(word, typos);
  const isAlike =
    term.startsWith(word.slice(0, beginUnits)) ||
    term.endsWith(word.slice(-endUnits)) ||
    (typos === 1 && term === swappedAt(word, beginUnits));
  return isAlike && boundedDistance(word, term, typos) <= typos;
}

/** Orders what a word may stand for. */
export function likelier(word: string, a: NearTerm, b: NearTerm): number {
  if (a.distance !== b.distance) return a.distance - b.distance;
  const aBegins = a.text[0] === word[0];
  if (aBegins !== (b.text[0] === word[0])) return aBegins ? -1 : 1;
  return b.count - a.count || compare(a.text, b.text);
}

function pieceUnits(word: string, typos: number): [begin: number, end: number] {
  const begin = Math.floor(word.length / (typos + 1));
  return [begin, typos > 1 ? begin : word.length - begin];
}

/** With the units before and behind a place in the other order: the one typo that is in both halves. */
function swappedAt(word: string, at: number): string {
  return word.slice(0, at - 1) + (word[at] ?? '') + (word[at - 1] ?? '') + word.slice(at + 1);
}
