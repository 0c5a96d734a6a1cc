import { foldText } from './fold-text.ts';

/**
 * `word`: by itself. `part`: of a compound; the compound's `joined` term comes after its parts, and its place covers theirs. `pair`: two
 * characters of a script that is written without spaces. `tail`: the last character of such a run, by itself.
 */
export type TokenKind = 'word' | 'part' | 'joined' | 'pair' | 'tail';

export interface Token {
  /** Folded, at most {@link MAX_TERM_UNITS}. */
  term: string;
  kind: TokenKind;
  /** Where it is in the text, from and up to (UTF-16 units). */
  start: number;
  end: number;
}

/** What is longer is known by its beginning; a compound that is longer is known by its parts only. */
export const MAX_TERM_UNITS = 40;

/** Letters, numbers, marks, and what is not seen within a word: soft hyphens, joiners. */
const RUN = /[\p{L}\p{N}\p{M}\u00ad\u200c-\u200d\u2060\ufeff]+/gu;
const NOT_IN_TERMS = /[^\p{L}\p{N}]+/gu;
const NOT_ASCII = /[^\0-\x7f]/;
/** Scripts that don't part words. */
const UNSPACED =
  /(?:(?=[\p{L}\p{N}])[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}][\p{M}\u00ad\u200c-\u200d\u2060\ufeff]*)+/gu;
const UNSPACED_CHARACTER = /[\p{L}\p{N}][^\p{L}\p{N}]*/gu;
/** Within `camelCase`, `HTMLParser`, `utf8Text`, `v1`; not within `URLs`. */
const HUMP =
  /(?<=\p{Ll}\p{M}*)(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll}{2})|(?<=\p{N})(?=\p{Lu}\p{Ll}{2})|(?<=^[vV])(?=\p{N})/u;
const MAX_HUMPED_UNITS = 80;
const CONNECTORS = "_-\u2010\u2011.'\u2019&";
/** As in `C++` and `F#`. */
const SIGNED = /(?<=^|[^\p{L}\p{N}\p{M}])[a-zA-Z](?:\+\+|#)(?![\p{L}\p{N}\p{M}#+])/uy;
/** What of a word is looked at: it may consist of marks for the most part. */
const MAX_FOLDED_UNITS = 400;
/** What of a title is looked at for its term. */
const MAX_TITLE_UNITS = 1000;

/** The terms of a text, in the order in which they begin, but for compounds, which come after their parts. Linear in time. */
export function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  visitTokens(text, (token) => tokens.push(token));
  return tokens;
}

/** As {@link tokenize}, without a list of all. */
export function visitTokens(text: string, visit: (token: Token) => void): void {
  const compound = openCompound(visit);
  const folded = new Map<string, string>();
  let lastEnd = -1;
  for (const { 0: run, index: start } of text.matchAll(RUN)) {
    if (start !== lastEnd + 1 || !isConnected(text, lastEnd)) compound.close();
    lastEnd = start + run.length;
    if (!NOT_ASCII.test(run)) {
      compound.add(run, start, run.length === 1 ? signsAt(text, start) : '');
      continue;
    }
    let at = 0;
    for (const { 0: unspaced, index } of run.matchAll(UNSPACED)) {
      if (index > at) compound.add(run.slice(at, index), start + at);
      compound.close();
      visitPairs(unspaced, start + index, folded, visit);
      at = index + unspaced.length;
    }
    if (at < run.length) compound.add(run.slice(at), start + at);
    else lastEnd = -1;
  }
  compound.close();
}

/** The term that tells what a title is and begins with: its words in a row, so that `E-2` is as `E2`. */
export function titleTerm(title: string): string {
  const words: string[] = [];
  let last: Token | undefined;
  visitTokens(beginningOf(title, MAX_TITLE_UNITS), (token) => {
    const isSaid =
      token.kind === 'joined' || (token.kind === 'tail' && last?.kind === 'pair' && last.end === token.end);
    if (!isSaid) words.push(token.term);
    last = token;
  });
  return cut(`=${words.join('')}`);
}

/** Whether a term is a whole title's. */
export function isTitleTerm(term: string): boolean {
  return term.startsWith('=');
}

/** The term of the pages that have a tag. Well-formed, as all terms are, whatever the tag is: it may come from an escape in YAML. */
export function tagTerm(tag: string): string {
  const folded = foldText(beginningOf(tag, MAX_FOLDED_UNITS).toWellFormed());
  return cut(`#${folded.trim().replace(/\s+/g, ' ')}`);
}

interface Compound {
  /** @param signs what makes another word of it, as in `C++` */
  add(run: string, start: number, signs?: string): void;
  close(): void;
}

/** Collects the words that a sign connects, and gives them and, where it isn't too long, what they are without the signs. */
function openCompound(visit: (token: Token) => void): Compound {
  let tokens: Token[] = [];
  let joined = '';
  let words = 0;
  const close = (): void => {
    const isJoined = words > 1 && joined.length <= MAX_TERM_UNITS;
    for (const token of tokens) visit(isJoined && token.kind === 'word' ? { ...token, kind: 'part' } : token);
    if (isJoined) visit({ term: joined, kind: 'joined', start: tokens[0]?.start ?? 0, end: tokens.at(-1)?.end ?? 0 });
    tokens = [];
    joined = '';
    words = 0;
  };
  const add = (run: string, start: number, signs = ''): void => {
    const term = foldWord(run);
    if (term === '') return;
    const end = start + run.length;
    const mayHaveHumps = run.length <= MAX_HUMPED_UNITS && (run !== term || run.startsWith('v'));
    const humps = mayHaveHumps ? run.split(HUMP) : [];
    if (humps.length > 1) {
      let at = start;
      for (const hump of humps) {
        tokens.push({ term: foldWord(hump), kind: 'part', start: at, end: at + hump.length });
        at += hump.length;
      }
    }
    tokens.push({ term, kind: humps.length > 1 ? 'joined' : signs === '' ? 'word' : 'part', start, end });
    if (signs !== '') tokens.push({ term: term + signs, kind: 'joined', start, end: end + signs.length });
    joined += term;
    words++;
    // What is too long to be joined needn't be collected.
    if (joined.length > MAX_TERM_UNITS) {
      for (const token of tokens) visit(token);
      tokens = [];
      joined = joined.slice(0, MAX_TERM_UNITS + 1);
    }
  };
  return { add, close };
}

function signsAt(text: string, start: number): string {
  SIGNED.lastIndex = start;
  return SIGNED.exec(text)?.[0].slice(1) ?? '';
}

function isConnected(text: string, at: number): boolean {
  const sign = text[at];
  if (sign === undefined) return false;
  return CONNECTORS.includes(sign) || (sign === ',' && /^\d,\d$/.test(text.slice(at - 1, at + 2)));
}

function visitPairs(run: string, start: number, folded: Map<string, string>, visit: (token: Token) => void): void {
  let last: Token | undefined;
  for (const { 0: character, index } of run.matchAll(UNSPACED_CHARACTER)) {
    const term = foldedCharacter(character, folded);
    if (term === '') continue;
    const token: Token = { term, kind: 'tail', start: start + index, end: start + index + character.length };
    if (last) visit({ term: cut(last.term + term), kind: 'pair', start: last.start, end: token.end });
    last = token;
  }
  if (last) visit(last);
}

function foldedCharacter(character: string, folded: Map<string, string>): string {
  const known = folded.get(character);
  if (known !== undefined) return known;
  const term = foldWord(character);
  if (character.length <= 4) folded.set(character, term);
  return term;
}

function foldWord(word: string): string {
  const text = beginningOf(word, MAX_FOLDED_UNITS);
  return cut(NOT_ASCII.test(text) ? foldText(text).replace(NOT_IN_TERMS, '') : text.toLowerCase());
}

function cut(term: string): string {
  return beginningOf(term, MAX_TERM_UNITS);
}

/** At most so many UTF-16 units; a surrogate pair stays whole or goes. */
function beginningOf(text: string, units: number): string {
  if (text.length <= units) return text;
  const last = text.charCodeAt(units - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? units - 1 : units);
}
