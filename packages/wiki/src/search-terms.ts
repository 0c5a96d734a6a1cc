import { WikiError } from './errors.ts';
import { findPart } from './find-part.ts';
import { type FoldedText, foldText } from './fold-text.ts';

export interface SearchExcerpt {
  /** Of the first character found, from 1, in the page's whole text. */
  line: number;
  /** From 1, in UTF-16 units. */
  column: number;
  /** What is around it, on one line, at most 240 characters. */
  text: string;
}

const MAX_QUERY_CHARACTERS = 1000;
const MAX_TERMS = 20;
const MAX_EXCERPTS = 3;
const EXCERPT_CHARACTERS = 240;
/** So much of that is before what was found. */
const BEFORE_CHARACTERS = 80;

const LETTER_OR_DIGIT = /[\p{L}\p{N}]/u;
/** Scripts that set no spaces between words, so that one may begin anywhere. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]/u;

/**
 * What a search asks for: words, and what is between double quotes, folded, each once.
 *
 * @throws WikiError `invalid-request` when there are none, more than 20, or more than 1,000 characters
 */
export function parseQuery(text: string): string[] {
  const terms = new Set<string>();
  const found = text.length > MAX_QUERY_CHARACTERS ? [] : text.matchAll(/"([^"]*)"?|[^\s"]+/g);
  for (const [all, phrase] of found) {
    const term = foldText(phrase ?? all)
      .replace(/\s+/g, ' ')
      .trim();
    if (term !== '') terms.add(term);
  }
  if (terms.size > 0 && terms.size <= MAX_TERMS) return [...terms];
  throw new WikiError(
    'invalid-request',
    `A search takes 1 to ${MAX_TERMS} words, or phrases in double quotes, in at most ${MAX_QUERY_CHARACTERS} characters; this one has ${terms.size} in ${text.length}. Search for a few words that the page must have.`,
  );
}

/** Where a term begins in a folded text: at the beginning of a word. -1: nowhere. */
export function findTerm(folded: string, term: string, from = 0): number {
  const mayBeInside = UNSPACED.test(term[0] ?? '') || !LETTER_OR_DIGIT.test(characterAt(term, 0));
  return findPart(folded, term, (at) => mayBeInside || at === 0 || !endsInWord(folded, at), from);
}

/** Whether a letter or digit is before a place. */
function endsInWord(text: string, at: number): boolean {
  const unit = text.charCodeAt(at - 1);
  if (unit > 0x7f) return LETTER_OR_DIGIT.test(characterBefore(text, at));
  // Asked up to once for each character of a large page: what a regular expression takes would add up. Folded, it has no upper case.
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39);
}

function characterAt(text: string, index: number): string {
  return String.fromCodePoint(text.codePointAt(index) ?? 0x20);
}

function characterBefore(text: string, index: number): string {
  const isPair = index > 1 && /[\udc00-\udfff]/.test(text[index - 1] ?? '');
  return characterAt(text, index - (isPair ? 2 : 1));
}

/** The first places of the terms in a text, in its order and not close to each other: at most 3. @param folded the same text */
export function findExcerpts(
  text: string,
  { folded, offsetOf }: FoldedText,
  terms: readonly string[],
): SearchExcerpt[] {
  const places: number[] = [];
  for (const term of terms) {
    for (let at = findTerm(folded, term), count = 0; at >= 0 && count < MAX_EXCERPTS; count++) {
      places.push(offsetOf(at));
      at = findTerm(folded, term, at + EXCERPT_CHARACTERS);
    }
  }
  places.sort((a, b) => a - b);
  const excerpts: SearchExcerpt[] = [];
  let shownUpTo = -1;
  for (const place of places) {
    if (place < shownUpTo) continue;
    if (excerpts.length === MAX_EXCERPTS) break;
    const { end, ...excerpt } = excerptAt(text, place);
    excerpts.push(excerpt);
    shownUpTo = end;
  }
  return excerpts;
}

function excerptAt(text: string, place: number): SearchExcerpt & { end: number } {
  const lineStart = text.lastIndexOf('\n', place - 1) + 1;
  const start = Math.max(0, place - BEFORE_CHARACTERS);
  const end = Math.min(text.length, start + EXCERPT_CHARACTERS);
  const shown = text.slice(start, end).toWellFormed().replace(/\s+/g, ' ').trim();
  return { line: countLines(text, lineStart), column: place - lineStart + 1, text: shown, end };
}

/** The number of the line that begins at an offset, from 1. */
function countLines(text: string, offset: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
