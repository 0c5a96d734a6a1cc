import { openDice } from '../../simulation/dice.ts';
import { SYLLABLES } from '../syllables.ts';

const WORDS = /[\p{L}\p{N}]+(?:['’._-][\p{L}\p{N}]+)*/gu;

/** The words of a text as a reader parts them; knows nothing of the index's own rules. */
export const wordsOf = (text: string): string[] => text.match(WORDS) ?? [];

/** Texts whose words are made up, few of them often and many of them seldom; for where no texts of people are at hand. */
export function madeUpTexts(count: number): string[][] {
  const dice = openDice('made-up texts');
  const word = () => Array.from({ length: dice.between(1, 4) }, () => dice.pick(SYLLABLES)).join('');
  const vocabulary = [...new Set(Array.from({ length: 20_000 }, word))];
  return Array.from({ length: count }, () =>
    Array.from({ length: dice.spread(60, 3000) }, () => vocabulary[dice.spread(1, vocabulary.length) - 1] as string),
  );
}
