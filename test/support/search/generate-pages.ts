import { type Dice, openDice } from '../../simulation/dice.ts';
import type { SourcePage } from './corpus-pages.ts';
import { wordsOf } from './sample-words.ts';

/** What pages are generated from. */
export interface Source {
  /** The words of each text, in order. */
  texts: readonly (readonly string[])[];
}

const PAGES_A_FOLDER = 100;
const MAX_WORDS = 4000;
/** Of all words, those that are a page's own: as names and numbers are, they make the vocabulary grow with the wiki. */
const OWN_WORD = 0.01;
const OWN_WORDS = 4;

/**
 * A page made of pieces of others' texts: as long as one of them, in runs of 4 to 12 words, three of five of them of two texts that it is
 * about. Some words are its own, joined of halves of others'. The same for the same index and source.
 */
export function generatePage({ texts }: Source, index: number): SourcePage {
  const dice = openDice(`page ${index}`);
  const topics = [dice.pick(texts), dice.pick(texts)];
  const own = Array.from({ length: OWN_WORDS }, () => joinHalves(dice, texts));
  const length = Math.min(MAX_WORDS, Math.max(30, dice.pick(texts).length));
  const words: string[] = [];
  while (words.length < length) {
    const text = dice.chance(0.6) ? dice.pick(topics) : dice.pick(texts);
    const from = dice.between(0, Math.max(0, text.length - 1));
    for (const word of text.slice(from, from + dice.between(4, 12))) {
      words.push(dice.chance(OWN_WORD) ? dice.pick(own) : word);
    }
  }
  const title = titleOf(dice, topics);
  const folder = String(Math.floor(index / PAGES_A_FOLDER)).padStart(3, '0');
  return {
    path: `Folder_${folder}/${title.replace(/[^\p{L}\p{N}]+/gu, '_')}_${index}`,
    markdown: `# ${title}\n\n${inSections(dice, words, topics)}`,
  };
}

const isTelling = (word: string) => /^[\p{L}\p{N}'_-]{5,20}$/u.test(word);

/** Two to four words, of which the pages's texts have one at least. */
function titleOf(dice: Dice, topics: readonly (readonly string[])[]): string {
  const words = Array.from({ length: dice.between(2, 4) }, () => telling(dice, dice.pick(topics)));
  const title = words.join(' ');
  return title.charAt(0).toUpperCase() + title.slice(1);
}

function telling(dice: Dice, text: readonly string[]): string {
  for (let i = 0; i < 20; i++) {
    const word = dice.pick(text);
    if (word !== undefined && isTelling(word)) return word.toLowerCase();
  }
  return 'notes';
}

function joinHalves(dice: Dice, texts: readonly (readonly string[])[]): string {
  const [first, second] = [telling(dice, dice.pick(texts)), telling(dice, dice.pick(texts))];
  const half = (word: string) => word.replace(/[^\p{L}\p{N}]/gu, '');
  return half(first).slice(0, Math.ceil(first.length / 2)) + half(second).slice(Math.floor(second.length / 2));
}

function inSections(dice: Dice, words: readonly string[], topics: readonly (readonly string[])[]): string {
  const blocks: string[] = [];
  for (let at = 0; at < words.length; ) {
    const count = dice.between(25, 90);
    if (at > 0 && dice.chance(0.4)) blocks.push(`## ${titleOf(dice, topics)}`);
    blocks.push(`${words.slice(at, at + count).join(' ')}.`);
    at += count;
  }
  return `${blocks.join('\n\n')}\n`;
}

/** @param pages what {@link generatePage} takes its pieces from */
export const sourceOf = (pages: readonly { text: string }[]): Source => ({
  texts: pages.map(({ text }) => wordsOf(text)).filter((words) => words.length >= 20),
});
