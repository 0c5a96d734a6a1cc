import { excerptsOf } from '@holt/search';

export interface SearchExcerpt {
  /** Of the first character found, from 1, in the page's whole text. */
  line: number;
  /** From 1, in UTF-16 units. */
  column: number;
  /** What is around it, on one line, at most 242 characters. */
  text: string;
}

/**
 * The pieces of a page's Markdown that have the most of what was searched for: at most 3, none where it has nothing of it.
 *
 * @param terms as of a hit
 */
export function findExcerpts(text: string, terms: readonly string[]): SearchExcerpt[] {
  const asRead = { path: '', title: '', version: '', generation: 0, tags: [], headings: [], text };
  const found = excerptsOf(asRead, terms).filter(({ marks }) => marks.length > 0);
  return found.map(({ text: shown, offset }) => ({
    ...locate(text, offset),
    text: shown.replace(/\s+/g, ' ').trim(),
  }));
}

function locate(text: string, place: number): { line: number; column: number } {
  let [line, lineStart] = [1, 0];
  for (let at = text.indexOf('\n'); at >= 0 && at < place; at = text.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  return { line, column: place - lineStart + 1 };
}
