import { SearchError } from '../errors.ts';
import { parseJson } from '../parse-json.ts';
import type { TermCount } from './main.ts';

/** @throws SearchError `damaged` */
export function decodeWords(name: string, bytes: Uint8Array): TermCount[] {
  const value = parseJson(name, bytes) as { words?: unknown; counts?: unknown } | null;
  const { words, counts } = value ?? {};
  if (!Array.isArray(words) || !Array.isArray(counts) || words.length !== counts.length) throw damaged(name);
  return words.map((text: unknown, at) => {
    const count: unknown = counts[at];
    if (typeof text !== 'string' || typeof count !== 'number') throw damaged(name);
    return { text, count };
  });
}

/** The order of the words of `reversed/`. */
export function reverse(text: string): string {
  let reversed = '';
  for (let at = text.length - 1; at >= 0; at--) reversed += text[at];
  return reversed;
}

/** Neither titles nor tags. */
export function isWord(term: string): boolean {
  return !term.startsWith('=') && !term.startsWith('#');
}

/** Whether something else may be meant for it. */
export function mayBeMeant(term: string): boolean {
  return term.length >= 3 && isWord(term) && !/\p{N}/u.test(term);
}

function damaged(name: string): SearchError {
  return new SearchError('damaged', name, `${name} of the search index has another shape`);
}
