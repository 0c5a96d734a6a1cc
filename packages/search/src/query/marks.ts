import { type Token, visitTokens } from '../words.ts';

/** A text is looked through in pieces of about so many units, so that its words are never all in memory. */
const PIECE_UNITS = 8192;
/** A run without white space is cut where it is this long. */
const MAX_PIECE_UNITS = 65_536;

/** What a phrase consists of: words without the compounds that they make. @returns folded */
export function smallestTerms(text: string): string[] {
  const terms: string[] = [];
  for (const tokens of pieces(text)) for (const { term } of smallest(tokens)) terms.push(term);
  return terms;
}

/**
 * Where a text has words and phrases, in order; what overlaps is one place. Looks at each word once.
 *
 * @param terms as of a hit: folded words, and phrases as their words with a space between
 */
export function* findMarks(text: string, terms: readonly string[]): Generator<[start: number, end: number]> {
  const words = new Set(terms.filter((term) => !term.includes(' ')));
  const phrases = terms.filter((term) => term.includes(' ')).map((term) => term.split(' '));
  let mark: [number, number] | undefined;
  for (const [start, end] of placesOf(text, words, phrases)) {
    if (mark !== undefined && start < mark[1]) {
      mark[0] = Math.min(mark[0], start);
      mark[1] = Math.max(mark[1], end);
      continue;
    }
    if (mark !== undefined) yield mark;
    mark = [start, end];
  }
  if (mark !== undefined) yield mark;
}

/** @returns the words in a text that are a phrase, the last one as it is there; undefined where it isn't */
export function findPhrase(text: string, phrase: readonly string[], isOpen: boolean): string[] | undefined {
  const last = phrase.length - 1;
  let before: string[] = [];
  for (const tokens of pieces(text)) {
    const terms = before.concat(smallest(tokens).map(({ term }) => term));
    for (const at of startsOf(phrase, terms, isOpen)) return terms.slice(at, at + phrase.length);
    before = last === 0 ? [] : terms.slice(-last);
  }
  return undefined;
}

function* placesOf(
  text: string,
  words: ReadonlySet<string>,
  phrases: readonly string[][],
): Generator<[number, number]> {
  const longest = Math.max(0, ...phrases.map(({ length }) => length - 1));
  let before: Token[] = [];
  for (const tokens of pieces(text)) {
    const places: [number, number][] = tokens
      .filter(({ term }) => words.has(term))
      .map(({ start, end }) => [start, end]);
    const inRow = before.concat(smallest(tokens));
    const terms = inRow.map(({ term }) => term);
    for (const phrase of phrases) {
      for (const at of startsOf(phrase, terms, false)) {
        places.push([inRow[at]?.start ?? 0, inRow[at + phrase.length - 1]?.end ?? 0]);
      }
    }
    yield* places.sort((a, b) => a[0] - b[0]);
    before = longest === 0 ? [] : inRow.slice(-longest);
  }
}

/**
 * Where a phrase begins among words, in time of their number.
 *
 * @see https://en.wikipedia.org/wiki/Knuth%E2%80%93Morris%E2%80%93Pratt_algorithm (for all words but the last, which may be a beginning)
 */
function* startsOf(phrase: readonly string[], terms: readonly string[], isOpen: boolean): Generator<number> {
  const last = phrase.length - 1;
  const end = phrase[last] as string;
  const borders = [0];
  for (let at = 1, border = 0; at < last; at++) {
    while (border > 0 && phrase[at] !== phrase[border]) border = borders[border - 1] as number;
    if (phrase[at] === phrase[border]) border++;
    borders.push(border);
  }
  let matched = 0;
  for (const [at, term] of terms.entries()) {
    if (matched === last) {
      if (term === end || (isOpen && term.startsWith(end))) yield at - last;
      if (last === 0) continue;
      matched = borders[last - 1] as number;
    }
    while (matched > 0 && phrase[matched] !== term) matched = borders[matched - 1] as number;
    if (phrase[matched] === term) matched++;
  }
}

/** The words of a text, a piece at a time, with their places in the whole. */
function* pieces(text: string): Generator<Token[]> {
  for (let start = 0; start < text.length; ) {
    let end = start + PIECE_UNITS;
    while (end < text.length && end - start < MAX_PIECE_UNITS && !isSpace(text.charCodeAt(end))) end++;
    const tokens: Token[] = [];
    const offset = start;
    visitTokens(text.slice(start, end), (token) => {
      tokens.push({ ...token, start: token.start + offset, end: token.end + offset });
    });
    yield tokens;
    start = end;
  }
}

function isSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a;
}

/** Without compounds, and without the last character of a run, which the pair before has. */
function smallest(tokens: readonly Token[]): Token[] {
  return tokens.filter(({ kind, end }, index) => {
    const last = tokens[index - 1];
    return kind !== 'joined' && !(kind === 'tail' && last?.kind === 'pair' && last.end === end);
  });
}
