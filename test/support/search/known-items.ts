import type { SearchEntry } from '@holt/search';
import { type Dice, openDice } from '../../simulation/dice.ts';
import { wordsOf } from './sample-words.ts';

/** A question by somebody who knows which page they want. */
export interface KnownItem {
  /** Where its words are from. */
  kind: 'title' | 'heading' | 'rare words';
  query: string;
  /** The page that is wanted. */
  path: string;
  /** The same with one letter of one of its words wrong. */
  misspelt?: string;
}

const RARE_PAGES = 5;
const MIN_TYPO_LENGTH = 5;

/** Questions by seed, of each kind as many; pages without a title of their own, telling headings or rare words are passed over. */
export function knownItems(entries: readonly SearchEntry[], count: number, seed: number | string): KnownItem[] {
  const dice = openDice(seed);
  const frequency = countPages(entries);
  const titles = countBy(entries.map(({ title }) => title.toLowerCase()));
  const items: KnownItem[] = [];
  const kinds = ['title', 'heading', 'rare words'] as const;
  for (let tries = 0; items.length < count && tries < count * 50; tries++) {
    const entry = dice.pick(entries);
    const kind = kinds[items.length % kinds.length] as KnownItem['kind'];
    const query = questionOf(dice, entry, kind, frequency, titles);
    if (query === undefined) continue;
    const misspelt = misspell(dice, query, frequency);
    items.push({ kind, query, path: entry.path, ...(misspelt !== undefined && { misspelt }) });
  }
  return items;
}

function questionOf(
  dice: Dice,
  entry: SearchEntry,
  kind: KnownItem['kind'],
  frequency: ReadonlyMap<string, number>,
  titles: ReadonlyMap<string, number>,
): string | undefined {
  if (kind === 'title') {
    return titles.get(entry.title.toLowerCase()) === 1 && wordsOf(entry.title).length > 0 ? entry.title : undefined;
  }
  if (kind === 'heading') {
    const telling = entry.headings.filter(({ text }) => wordsOf(text).length >= 2);
    return telling.length === 0 ? undefined : dice.pick(telling).text;
  }
  const rare = [...new Set(wordsOf(entry.text.toLowerCase()))].filter(
    (word) => /^\p{L}{4,30}$/u.test(word) && (frequency.get(word) ?? 0) <= RARE_PAGES,
  );
  if (rare.length < 2) return undefined;
  const at = dice.between(0, rare.length - 1);
  return `${rare[at]} ${rare[(at + dice.between(1, rare.length - 1)) % rare.length]}`;
}

/** One letter left out, put in, changed, or taken for its neighbour, in a word of the question; never in a word that is another then. */
function misspell(dice: Dice, query: string, frequency: ReadonlyMap<string, number>): string | undefined {
  const words = wordsOf(query).filter((word) => /^[a-z]+$/i.test(word) && word.length >= MIN_TYPO_LENGTH);
  if (words.length === 0) return undefined;
  for (let tries = 0; tries < 20; tries++) {
    const word = dice.pick(words);
    const wrong = mistype(dice, word);
    if (wrong !== word && !frequency.has(wrong.toLowerCase())) return query.replace(word, wrong);
  }
  return undefined;
}

function mistype(dice: Dice, word: string): string {
  const at = dice.between(0, word.length - 1);
  const letter = String.fromCharCode(dice.between(97, 122));
  const ways = [
    () => word.slice(0, at) + word.slice(at + 1),
    () => word.slice(0, at) + letter + word.slice(at),
    () => word.slice(0, at) + letter + word.slice(at + 1),
    () => word.slice(0, at) + (word[at + 1] ?? '') + word[at] + word.slice(at + 2),
  ];
  return dice.pick(ways)();
}

/** On how many pages each word is. */
function countPages(entries: readonly SearchEntry[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { title, headings, text } of entries) {
    const all = [title, ...headings.map((heading) => heading.text), text].join('\n').toLowerCase();
    for (const word of new Set(wordsOf(all))) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

function countBy(values: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return counts;
}

/** The share of items whose page is among the first five answers. */
export function recall(found: readonly boolean[]): number {
  return found.filter(Boolean).length / found.length;
}
