import { isTitleTerm, tagTerm } from '../words.ts';
import { isNear, mostTypos } from './near-terms.ts';
import type { ParsedQuery } from './parse-query.ts';

/** Which terms a query may ask for: its words, longer ones and those that are a typo away; its tags; titles that begin with it. */
export function relevanceOf(query: ParsedQuery, tag: string | undefined): (term: string) => boolean {
  const { wanted, unwanted, title } = query;
  const all = [wanted, unwanted].flatMap(({ words, phrases }) => [
    ...words,
    ...phrases.flatMap((phrase) => phrase.words),
  ]);
  const words = new Set(all.flatMap(({ parts, joined }) => (joined === undefined ? parts : [...parts, joined])));
  const tags = new Set([
    ...wanted.tags,
    ...unwanted.tags,
    ...(tag === undefined ? [] : [tagTerm(tag.replace(/^#/, ''))]),
  ]);
  const known = new Map<string, boolean>();
  const isMeant = (term: string): boolean => {
    if (term.startsWith('#')) return tags.has(term);
    if (isTitleTerm(term)) return title !== undefined && term.startsWith(title);
    for (const word of words) if (term.startsWith(word) || isNear(word, term, mostTypos(word))) return true;
    return false;
  };
  return (term) => {
    const before = known.get(term);
    if (before !== undefined) return before;
    const is = isMeant(term);
    known.set(term, is);
    return is;
  };
}
