import { isTitleTerm, tagTerm } from '../words.ts';
import { isNear, MAX_MENDED, mostTypos } from './near-terms.ts';
import type { ParsedQuery } from './parse-query.ts';

/** So many terms are compared with words that are about as long. */
const MAX_COMPARED = 500_000;

/** Which terms a query may ask for: its words, longer ones and those that are a typo away of the first; its tags; titles that begin with it. */
export function relevanceOf(query: ParsedQuery, tag: string | undefined): (term: string) => boolean {
  const { wanted, unwanted, title } = query;
  const all = [wanted, unwanted].flatMap(({ words, phrases }) => [
    ...words,
    ...phrases.flatMap((phrase) => phrase.words),
  ]);
  const words = [...new Set(all.flatMap(({ parts, joined }) => (joined === undefined ? parts : [...parts, joined])))];
  const mended = wanted.words.slice(0, MAX_MENDED).filter(({ mayCorrect }) => mayCorrect);
  const maybe = mended.map(({ parts, joined }) => joined ?? parts[0] ?? '');
  const tags = new Set([
    ...wanted.tags,
    ...unwanted.tags,
    ...(tag === undefined ? [] : [tagTerm(tag.replace(/^#/, ''))]),
  ]);
  const known = new Map<string, boolean>();
  let left = MAX_COMPARED;
  const isMeant = (term: string): boolean => {
    if (term.startsWith('#')) return tags.has(term);
    if (isTitleTerm(term)) return title !== undefined && term.startsWith(title);
    if (words.some((word) => term.startsWith(word))) return true;
    return maybe.some((word) => {
      const typos = mostTypos(word);
      return Math.abs(word.length - term.length) <= typos && left-- > 0 && isNear(word, term, typos);
    });
  };
  return (term) => {
    const before = known.get(term);
    if (before !== undefined) return before;
    const is = isMeant(term);
    known.set(term, is);
    return is;
  };
}
