import { foldText } from '../fold-text.ts';
import { impactsOf } from '../impacts.ts';
import type { Main, Term } from '../main/main.ts';
import type { SearchEntry } from '../types.ts';

/** What a search needs of an index. */
export type Source = Pick<
  Main,
  'count' | 'term' | 'terms' | 'wordsBeginningWith' | 'wordsEndingIn' | 'postings' | 'pages' | 'range'
>;

export interface MemoryIndex extends Source {
  /** By the pages' numbers. */
  entries: readonly SearchEntry[];
}

interface List {
  pages: number[];
  impacts: number[];
}

/**
 * An index of a few pages, for reading in the same way as a main part.
 *
 * @param keeps which terms may be asked for; default: all. The others take no memory.
 */
export function indexEntries(
  pages: readonly SearchEntry[],
  keeps: (term: string) => boolean = () => true,
): MemoryIndex {
  const ordered = pages.map((entry) => ({ entry, folded: foldText(entry.path) }));
  ordered.sort((a, b) => compare(a.folded, b.folded) || compare(a.entry.path, b.entry.path));
  const entries = ordered.map(({ entry }) => entry);
  const lists = new Map<string, List>();
  for (const [number, entry] of entries.entries()) {
    for (const [term, impact] of impactsOf(entry)) {
      if (!keeps(term)) continue;
      const list = lists.get(term) ?? { pages: [], impacts: [] };
      if (list.pages.length === 0) lists.set(term, list);
      list.pages.push(number);
      list.impacts.push(impact);
    }
  }
  const termOf = (text: string): Term => ({ text, count: lists.get(text)?.pages.length ?? 0, list: 0 });
  const termsThat = (isMeant: (text: string) => boolean): Term[] => [...lists.keys()].filter(isMeant).map(termOf);
  return {
    entries,
    count: entries.length,
    term: async (text) => (lists.has(text) ? termOf(text) : undefined),
    terms: async (prefix) => termsThat((text) => text.startsWith(prefix)).sort((a, b) => compare(a.text, b.text)),
    wordsBeginningWith: async (prefix) => termsThat((text) => text.startsWith(prefix) && !/^[#=]/.test(text)),
    wordsEndingIn: async (suffix) => termsThat((text) => text.endsWith(suffix) && !/^[#=]/.test(text)),
    postings: async ({ text }) => {
      const { pages = [], impacts = [] } = lists.get(text) ?? {};
      return { pages: Uint32Array.from(pages), impacts: Uint8Array.from(impacts) };
    },
    pages: async (numbers) =>
      numbers.map((number) => {
        const { path, title } = entries[number] as SearchEntry;
        return { path, title };
      }),
    range: async (prefix) => {
      const from = ordered.findIndex(({ folded }) => folded >= prefix);
      if (from < 0) return [0, 0];
      const length = ordered.slice(from).findIndex(({ folded }) => !folded.startsWith(prefix));
      return [from, length < 0 ? ordered.length : from + length];
    },
  };
}

export function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
