import type { SearchEntry, SearchHeading } from '../types.ts';
import { findMarks } from './marks.ts';
import type { Excerpt } from './types.ts';

const MAX_EXCERPTS = 3;
const EXCERPT_UNITS = 240;
/** So much of that is before the first mark. */
const BEFORE_UNITS = 60;
/** So many marks of a page are looked at. */
const MAX_MARKS = 1000;

type Searched = Pick<SearchEntry, 'text' | 'headings'>;
type Mark = [start: number, end: number];

interface Spot {
  /** Where in the text its excerpt begins. */
  offset: number;
  marks: Mark[];
  /** The different words in it, folded or not. */
  words: Set<string>;
  heading: SearchHeading | undefined;
}

/**
 * The pieces of a page that have the most of what was searched for; of a page that has none of it in its text and headings, the
 * beginning.
 *
 * @param terms as of a hit
 */
export function excerptsOf(entry: Searched, terms: readonly string[]): Excerpt[] {
  const spots = spotsOf(entry, terms);
  const shown: Spot[] = [];
  const seen = new Set<string>();
  while (shown.length < MAX_EXCERPTS) {
    const left = spots.filter((spot) => shown.every(({ offset }) => Math.abs(offset - spot.offset) >= EXCERPT_UNITS));
    const best = bestOf(left, seen);
    if (best === undefined) break;
    shown.push(best);
    for (const word of best.words) seen.add(word);
  }
  if (shown.length > 0) return shown.map((spot) => excerptAt(entry.text, spot, terms));
  const isEmpty = entry.text.trim() === '';
  return isEmpty ? [] : [excerptAt(entry.text, { offset: 0, marks: [], words: seen, heading: undefined }, terms)];
}

/** One with words that were not shown yet, and of these the first with the most of them. */
function bestOf(spots: readonly Spot[], seen: ReadonlySet<string>): Spot | undefined {
  let best: Spot | undefined;
  let most = -1;
  for (const spot of spots) {
    const fresh = [...spot.words].filter((word) => !seen.has(word)).length;
    const score = fresh * 100 + spot.words.size;
    if (score <= most || (spot.marks.length === 0 && fresh === 0)) continue;
    best = spot;
    most = score;
  }
  return best;
}

function spotsOf({ text, headings }: Searched, terms: readonly string[]): Spot[] {
  const marks: Mark[] = [];
  for (const mark of findMarks(text, terms)) if (marks.push(mark) === MAX_MARKS) break;
  const spots: Spot[] = [];
  let next = 0;
  let heading: SearchHeading | undefined;
  const spotAt = (offset: number, first: number): Spot => {
    let last = first;
    while (last < marks.length && (marks[last] as Mark)[1] <= offset + EXCERPT_UNITS) last++;
    const own = marks.slice(first, last);
    const words = new Set(own.map(([start, end]) => text.slice(start, end).toLowerCase()));
    return { offset, marks: own, words, heading };
  };
  const takeHeading = (taken: SearchHeading, first: number): void => {
    heading = taken;
    const words = [...findMarks(taken.text, terms)].map(([start, end]) => taken.text.slice(start, end).toLowerCase());
    if (words.length === 0) return;
    const spot = spotAt(taken.offset, first);
    for (const word of words) spot.words.add(word);
    spots.push(spot);
  };
  for (const [index, [start]] of marks.entries()) {
    for (let taken = headings[next]; taken !== undefined && taken.offset <= start; taken = headings[next]) {
      takeHeading(taken, index);
      next++;
    }
    const before = Math.min(start - BEFORE_UNITS, text.length - EXCERPT_UNITS);
    spots.push(spotAt(Math.max(heading?.offset ?? 0, before), index));
  }
  for (const taken of headings.slice(next)) takeHeading(taken, marks.length);
  return spots;
}

function excerptAt(text: string, { offset, marks, heading }: Spot, terms: readonly string[]): Excerpt {
  const start = startOfWord(text, offset, marks[0]?.[0] ?? offset);
  const end = endOfWord(text, Math.min(text.length, start + EXCERPT_UNITS), marks.at(-1)?.[1] ?? start);
  const before = start > 0 && text[start - 1] !== '\n' ? '…' : '';
  const shown = text.slice(start, end).toWellFormed().replace(/\s/g, ' ').trimEnd();
  const behind = end < text.length ? '…' : '';
  const shift = before.length - start;
  return {
    text: before + shown + behind,
    marks: marks.filter((mark) => mark[0] >= start && mark[1] <= end).map(([from, to]) => [from + shift, to + shift]),
    offset: marks[0]?.[0] ?? start,
    ...(heading && {
      heading: { slug: heading.slug, text: heading.text, marks: [...findMarks(heading.text, terms)] },
    }),
  };
}

/** @param most the result is at most this */
function startOfWord(text: string, offset: number, most: number): number {
  let start = offset;
  if (start > 0 && /\S/.test(text[start - 1] as string)) {
    while (start < most && /\S/.test(text[start] as string)) start++;
    // Nothing but one long word: cut it, but no character.
    if (start === most && start > offset) start = isLowSurrogate(text, offset) ? offset + 1 : offset;
  }
  while (start < most && /\s/.test(text[start] as string)) start++;
  return start;
}

/** @param least the result is at least this */
function endOfWord(text: string, offset: number, least: number): number {
  if (offset >= text.length) return text.length;
  for (let end = offset; end > Math.max(least, offset - BEFORE_UNITS); end--) {
    if (/\s/.test(text[end] as string)) return end;
  }
  return isLowSurrogate(text, offset) ? offset - 1 : offset;
}

function isLowSurrogate(text: string, offset: number): boolean {
  const unit = text.charCodeAt(offset);
  return unit >= 0xdc00 && unit <= 0xdfff;
}
