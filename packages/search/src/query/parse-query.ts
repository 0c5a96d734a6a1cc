import { foldText } from '../fold-text.ts';
import { tagTerm, titleTerm, tokenize } from '../words.ts';
import { smallestTerms } from './marks.ts';
import type { QueryFlaw, QueryOptions } from './types.ts';

/** A word that is searched for, or a compound of several. */
export interface Word {
  /** As it was written, folded. */
  text: string;
  /** A page has the word when it has all of these. */
  parts: string[];
  /** Or when it has this: the parts written as one. */
  joined?: string;
  /** It may be the beginning of a longer one. */
  isBeginning: boolean;
  /** Whether something close to it may be meant. */
  mayCorrect: boolean;
}

export interface Phrase {
  /** Its smallest words, in order: what has them in a row has the phrase, whatever signs are between them. */
  terms: string[];
  /** What a page with the phrase has. */
  words: Word[];
  /** It goes on: its last word may be the beginning of one. */
  isOpen: boolean;
  /** A page that has the words has the phrase. */
  isOneWord: boolean;
}

/** What a page must have, or must not have. */
export interface Conditions {
  words: Word[];
  phrases: Phrase[];
  /** As terms. */
  tags: string[];
  /** What the path begins with, folded. */
  prefixes: string[];
}

export interface ParsedQuery {
  wanted: Conditions;
  unwanted: Conditions;
  /** The term that a title has which is what was asked for, or begins with it; absent where that is no title. */
  title?: string;
  flaw?: QueryFlaw;
}

const MAX_CHARACTERS = 1000;
const MAX_WORDS = 32;
const FIELDS = ['tag', 'path'] as const;
const SPACE = /[\s\p{Cc}]/u;
const QUOTE = /["“”„«»]/;

/**
 * Words, `"phrases"`, `tag:x` and `path:Folder`; with a minus in front, each is what a page must not have. Any text has a meaning, but for one
 * without any of these, with more than 32 words (in phrases each counts as often as it is there) or with more than 1,000 characters. Where the options have a tag or a prefix, no text is a
 * query, too.
 */
export function parseQuery(text: string, options: Pick<QueryOptions, 'isTyping' | 'tag' | 'prefix'>): ParsedQuery {
  const { isTyping = false, tag, prefix } = options;
  const wanted: Conditions = { words: [], phrases: [], tags: [], prefixes: [] };
  const unwanted: Conditions = { words: [], phrases: [], tags: [], prefixes: [] };
  const query: ParsedQuery = { wanted, unwanted };
  let title = '';
  if (text.length > MAX_CHARACTERS) return { ...query, flaw: 'too-long' };
  for (let at = 0; at < text.length; ) {
    if (SPACE.test(text[at] as string)) {
      at++;
      continue;
    }
    const isUnwanted = text[at] === '-' && /[^\s\p{Cc}-]/u.test(text[at + 1] ?? ' ');
    if (isUnwanted) at++;
    const into = isUnwanted ? unwanted : wanted;
    const field = FIELDS.find((name) => text.slice(at, at + name.length + 1).toLowerCase() === `${name}:`);
    const value = readValue(text, field === undefined ? at : at + field.length + 1);
    const isLast = isTyping && value.end === text.length;
    const words = value.text.trim();
    if (field === undefined || words === '') {
      const written = field === undefined || value.isQuoted ? value.text : `${field}:`;
      if (value.isQuoted) addPhrase(into.phrases, written, isLast && !value.isClosed);
      else into.words.push(...wordsOf(written, isLast && !isUnwanted));
      if (!isUnwanted) title += ` ${written}`;
    } else if (field === 'tag') into.tags.push(tagTerm(words.replace(/^#/, '')));
    else into.prefixes.push(foldText(words));
    at = value.end;
  }
  if (title !== '') query.title = titleTerm(title);
  wanted.words = distinct(wanted.words);
  const phrases = wanted.phrases.concat(unwanted.phrases);
  const phrased = phrases.reduce((sum, { words, terms }) => sum + Math.max(words.length, terms.length), 0);
  const count = wanted.words.length + unwanted.words.length + phrased;
  const fieldCount = [wanted, unwanted].reduce((sum, { tags, prefixes }) => sum + tags.length + prefixes.length, 0);
  if (count + fieldCount > MAX_WORDS) return { ...query, flaw: 'too-many-words' };
  const isEmpty = count + fieldCount === 0 && tag === undefined && prefix === undefined;
  return isEmpty ? { ...query, flaw: 'empty' } : query;
}

interface Value {
  text: string;
  isQuoted: boolean;
  isClosed: boolean;
  /** Where in the query it ends. */
  end: number;
}

function readValue(text: string, start: number): Value {
  const isQuoted = QUOTE.test(text[start] ?? '');
  const from = isQuoted ? start + 1 : start;
  let end = from;
  while (end < text.length && !QUOTE.test(text[end] as string) && (isQuoted || !SPACE.test(text[end] as string))) end++;
  const isClosed = isQuoted && end < text.length;
  return { text: text.slice(from, end), isQuoted, isClosed, end: isClosed ? end + 1 : end };
}

function addPhrase(phrases: Phrase[], written: string, isOpen: boolean): void {
  const words = wordsOf(written, isOpen);
  if (words.length === 0) return;
  const [only] = words;
  const terms = smallestTerms(written);
  const isOneWord = words.length === 1 && terms.length === 1 && only?.joined === undefined;
  phrases.push({
    terms,
    words,
    isOpen: isOpen && words.at(-1)?.isBeginning === true,
    isOneWord,
  });
}

/** The words of a text without white space, or of a phrase; a compound with all its parts as one. */
function wordsOf(text: string, isOpen: boolean): Word[] {
  const found: { word: Word; start: number }[] = [];
  let lastPairEnd = -1;
  for (const { term, kind, start, end } of tokenize(text)) {
    if (kind === 'joined') {
      const from = found.findIndex((other) => other.start >= start);
      const parts = found.splice(from < 0 ? found.length : from).flatMap(({ word }) => word.parts);
      const word = {
        text: foldText(text.slice(start, end)),
        parts,
        joined: term,
        isBeginning: false,
        mayCorrect: true,
      };
      found.push({ word, start });
    } else if (kind !== 'tail' || end !== lastPairEnd) {
      const mayCorrect = kind === 'word' || kind === 'part';
      found.push({ word: { text: term, parts: [term], isBeginning: kind === 'tail', mayCorrect }, start });
    }
    if (kind === 'pair') lastPairEnd = end;
  }
  const words = found.map(({ word }) => word);
  const last = words.at(-1);
  if (isOpen && last !== undefined && !SPACE.test(text.at(-1) as string)) last.isBeginning = true;
  return distinct(words);
}

function distinct(words: readonly Word[]): Word[] {
  const byText = new Map<string, Word>();
  for (const word of words) {
    const key = `${word.joined ?? ''} ${word.parts.join(' ')}`;
    if (!byText.get(key)?.isBeginning) byText.set(key, word);
  }
  return [...byText.values()];
}
