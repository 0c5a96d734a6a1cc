import type { SearchEntry } from '../types.ts';
import type { Candidate } from './candidates.ts';
import { type Expression, evaluate } from './expression.ts';
import type { Lists } from './lists.ts';
import { findPhrase } from './marks.ts';
import type { Phrase } from './parse-query.ts';

export interface AskedPhrase {
  phrase: Phrase;
  /** What a page with the phrase has. */
  words: Expression;
}

export interface PhraseCheck {
  wanted: readonly AskedPhrase[];
  unwanted: readonly AskedPhrase[];
  /** @returns undefined where a page has none; 'unknown' when that would cost too much */
  entryOf(page: Candidate & { path: string }): Promise<SearchEntry | undefined | 'unknown'>;
}

/** @returns the phrases that a page has, as they are there; undefined where it lacks one or has one that it must not have */
export async function checkPhrases(
  lists: Lists,
  page: Candidate & { path: string },
  { wanted, unwanted, entryOf }: PhraseCheck,
): Promise<string[] | undefined | 'unknown'> {
  const only = new Map([[page.page, 0]]);
  const feared = unwanted.filter(({ words }) => evaluate(words, lists, page.part, only)?.size !== 0);
  if (wanted.length + feared.length === 0) return [];
  const entry = await entryOf(page);
  if (entry === undefined || entry === 'unknown') return 'unknown';
  const found: string[] = [];
  for (const { phrase } of wanted) {
    const terms = findIn(entry, phrase);
    if (terms === undefined) return undefined;
    found.push(terms.join(' '));
  }
  return feared.some(({ phrase }) => findIn(entry, phrase) !== undefined) ? undefined : found;
}

function findIn({ title, path, headings, text }: SearchEntry, { terms, isOpen }: Phrase): string[] | undefined {
  for (const field of [title, path, ...headings.map((heading) => heading.text), text]) {
    const found = findPhrase(field, terms, isOpen);
    if (found !== undefined) return found;
  }
  return undefined;
}
