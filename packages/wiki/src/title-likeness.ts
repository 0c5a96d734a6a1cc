import { foldText } from '@holt/search';

/** A name of a page, as it is compared with others. */
export interface ComparedName {
  /** Letters and digits alone, folded, with single spaces between words. */
  text: string;
  words: ReadonlySet<string>;
  /** Its numbers in their order: names that differ by them are of different things. */
  numbers: string;
}

/** How two names are alike. The lower the degree, the more. */
export type Likeness =
  | { degree: 0 }
  | { degree: 1 }
  /** How many letters differ. */
  | { degree: 2; letters: number }
  /** The words that both have. */
  | { degree: 3; words: string[] };

/** Longer names are compared by their beginning. */
const MAX_CHARACTERS = 100;
/** Of names of so many letters one may differ, of those twice as long two. */
const LETTERS_PER_DIFFERENCE = 5;
/** Of all words of two names, so many must be in both. */
const SHARED_WORDS = 0.6;

/** The different names of a page: its title, and the last segment of its path. A text with slashes in place of a path counts by its last part. */
export function namesToCompare(path: string, title: string): ComparedName[] {
  const names = new Map<string, ComparedName>();
  for (const name of [title, path.slice(path.lastIndexOf('/') + 1)]) {
    const words = foldText(name.slice(0, MAX_CHARACTERS)).match(/\p{L}+|\p{N}+/gu) ?? [];
    const text = words.join(' ');
    const numbers = words.filter((word) => /^\p{N}/u.test(word)).join(' ');
    if (text !== '') names.set(text, { text, words: new Set(words), numbers });
  }
  return [...names.values()];
}

/** How the names of two pages are alike, by the two that are most alike; undefined: they are not. */
export function likeness(one: readonly ComparedName[], other: readonly ComparedName[]): Likeness | undefined {
  let best: Likeness | undefined;
  for (const a of one) {
    for (const b of other) {
      const like = likenessOf(a, b);
      if (like !== undefined && like.degree < (best?.degree ?? Number.POSITIVE_INFINITY)) best = like;
    }
  }
  return best;
}

function likenessOf(a: ComparedName, b: ComparedName): Likeness | undefined {
  if (a.text === b.text) return { degree: 0 };
  if (a.numbers !== b.numbers) return undefined;
  const shared = [...a.words].filter((word) => b.words.has(word));
  const all = a.words.size + b.words.size - shared.length;
  if (shared.length === all) return { degree: 1 };
  const most = Math.min(2, Math.floor(Math.min(a.text.length, b.text.length) / LETTERS_PER_DIFFERENCE));
  const letters = differenceWithin(a.text, b.text, most);
  if (letters !== undefined) return { degree: 2, letters };
  const words = shared.filter((word) => /^\p{L}/u.test(word));
  return words.length > 1 && shared.length / all >= SHARED_WORDS ? { degree: 3, words } : undefined;
}

/** A sentence that says how two pages are alike. */
export function describeLikeness(like: Likeness): string {
  switch (like.degree) {
    case 0:
      return 'The names are the same but for case, accents and punctuation.';
    case 1:
      return 'The names have the same words.';
    case 2:
      return `The names differ in ${like.letters === 1 ? '1 letter' : `${like.letters} letters`}.`;
    case 3:
      return `The names share the words ${like.words.slice(0, 5).join(', ')}.`;
  }
}

/**
 * How many letters must be put, taken out, replaced, or swapped with their neighbour, to make one text of the other; undefined: more than
 * `most`. Takes time by the length times `most`.
 *
 * @see https://en.wikipedia.org/wiki/Damerau%E2%80%93Levenshtein_distance (optimal string alignment)
 */
export function differenceWithin(a: string, b: string, most: number): number | undefined {
  if (Math.abs(a.length - b.length) > most) return undefined;
  const far = most + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => Math.min(column, far));
  for (let row = 1; row <= a.length; row++) {
    const current = new Array<number>(b.length + 1).fill(far);
    if (row <= most) current[0] = row;
    const end = Math.min(b.length, row + most);
    for (let column = Math.max(1, row - most); column <= end; column++) {
      const isSame = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column - 1] as number) + (isSame ? 0 : 1),
        (last[column] as number) + 1,
        (current[column - 1] as number) + 1,
      );
      const isSwapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (isSwapped) cost = Math.min(cost, (beforeLast[column - 2] as number) + 1);
      current[column] = Math.min(cost, far);
    }
    beforeLast = last;
    last = current;
  }
  const difference = last[b.length] as number;
  return difference <= most ? difference : undefined;
}
