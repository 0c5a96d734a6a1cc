import type { SearchEntry } from './types.ts';
import { tagTerm, titleTerm, visitTokens } from './words.ts';

/** A page has no more terms than this; those of its title, tags, path and headings come first. */
const MAX_TERMS = 16_384;
/** Half a byte holds it. */
const MAX_IMPACT = 15;

/**
 * What a term counts for in a field: `weight`, reached the sooner the more often it is there (`half`: how often in a field of the usual
 * length for half of it) and the shorter the field is (`share` of the length counts). The usual length is a constant, so that what a
 * page's terms count for depends on no other page.
 */
interface Field {
  texts: readonly string[];
  weight: number;
  half: number;
  share: number;
  usualWords: number;
}

function fieldsOf({ title, tags, path, headings, text }: SearchEntry): Field[] {
  return [
    { texts: [title], weight: 2.5, half: 0.8, share: 0.5, usualWords: 4 },
    { texts: tags, weight: 1, half: 1, share: 0.3, usualWords: 4 },
    { texts: [path], weight: 0.5, half: 1, share: 0.5, usualWords: 4 },
    { texts: headings.map((heading) => heading.text), weight: 1.4, half: 1.2, share: 0.5, usualWords: 20 },
    { texts: [text], weight: 1, half: 1.5, share: 0.6, usualWords: 400 },
  ];
}

const MAX_SCORE = 6.4;
const STEPS_PER_DOUBLING = 2.5;

/** A page's terms, and how much each counts on it: 1 to 15, see {@link weightOf}. */
export function impactsOf(entry: SearchEntry): Map<string, number> {
  const scores = new Map<string, number>();
  for (const { texts, weight, half, share, usualWords } of fieldsOf(entry)) {
    const { counts, words } = countTerms(texts);
    const length = 1 - share + (share * words) / usualWords;
    for (const [term, count] of counts) {
      const before = scores.get(term);
      if (before === undefined && scores.size >= MAX_TERMS) continue;
      scores.set(term, (before ?? 0) + (weight * count) / (count + half * length));
    }
  }
  const impacts = new Map<string, number>();
  for (const [term, score] of scores) {
    impacts.set(term, Math.max(1, Math.round(MAX_IMPACT + STEPS_PER_DOUBLING * Math.log2(score / MAX_SCORE))));
  }
  for (const term of [titleTerm(entry.title), ...entry.tags.map(tagTerm)]) {
    if (term.length > 1) impacts.set(term, MAX_IMPACT);
  }
  return impacts;
}

/** What an impact counts for, up to 1. Impacts are logarithms, so that small ones are told apart as well as large ones. */
export function weightOf(impact: number): number {
  return impact === 0 ? 0 : 2 ** ((impact - MAX_IMPACT) / STEPS_PER_DOUBLING);
}

function countTerms(texts: readonly string[]): { counts: Map<string, number>; words: number } {
  const counts = new Map<string, number>();
  let words = 0;
  for (const text of texts) {
    visitTokens(text, ({ term, kind }) => {
      if (kind !== 'joined' && kind !== 'tail') words++;
      const before = counts.get(term);
      if (before !== undefined || counts.size < MAX_TERMS) counts.set(term, (before ?? 0) + 1);
    });
  }
  return { counts, words };
}
