import { impactsOf } from '../impacts.ts';
import type { SearchEntry } from '../types.ts';
import type { Postings } from './main.ts';

/** What of pages goes into lists, compactly: five bytes for each term of each page. */
export interface InvertedPages {
  /** A later entry of the same path replaces it. */
  add(path: string, entry: SearchEntry | undefined): void;
  has(path: string): boolean;
  /** Those that are there, with their titles. */
  pages(): Iterable<{ path: string; title: string }>;
  /** The terms in code unit order, each with its list. @param numbers of the pages that are there, by path, in ascending order */
  lists(numbers: ReadonlyMap<string, number>): Iterable<{ text: string; postings: Postings }>;
}

interface Page {
  title: string;
  terms: Uint32Array;
  impacts: Uint8Array;
}

const MAX_TITLE_UNITS = 256;

export function createInvertedPages(): InvertedPages {
  const pages = new Map<string, Page | undefined>();
  const ids = new Map<string, number>();
  return {
    add: (path, entry) => pages.set(path, entry && invert(entry, ids)),
    has: (path) => pages.has(path),
    pages: function* () {
      for (const [path, page] of pages) if (page) yield { path, title: page.title };
    },
    lists: (numbers) => listsOf(pages, ids, numbers),
  };
}

function invert(entry: SearchEntry, ids: Map<string, number>): Page {
  const found = impactsOf(entry);
  const terms = new Uint32Array(found.size);
  const impacts = new Uint8Array(found.size);
  let at = 0;
  for (const [term, impact] of found) {
    const id = ids.get(term) ?? ids.size;
    if (id === ids.size) ids.set(term, id);
    terms[at] = id;
    impacts[at++] = impact;
  }
  return { title: cutTitle(entry.title), terms, impacts };
}

function* listsOf(
  pages: ReadonlyMap<string, Page | undefined>,
  ids: ReadonlyMap<string, number>,
  numbers: ReadonlyMap<string, number>,
): Iterable<{ text: string; postings: Postings }> {
  // Where the list of each term ends, and, while it is filled, up to where it is.
  const ends = new Uint32Array(ids.size + 1);
  for (const path of numbers.keys())
    for (const id of pages.get(path)?.terms ?? []) ends[id + 1] = (ends[id + 1] ?? 0) + 1;
  for (let id = 0; id < ids.size; id++) ends[id + 1] = (ends[id + 1] ?? 0) + (ends[id] ?? 0);
  const filled = ends.slice(0, -1);
  const all: Postings = { pages: new Uint32Array(ends.at(-1) ?? 0), impacts: new Uint8Array(ends.at(-1) ?? 0) };
  for (const [path, number] of numbers) {
    const page = pages.get(path);
    page?.terms.forEach((id, at) => {
      const place = filled[id] ?? 0;
      filled[id] = place + 1;
      all.pages[place] = number;
      all.impacts[place] = page.impacts[at] ?? 0;
    });
  }
  for (const text of [...ids.keys()].sort()) {
    const id = ids.get(text) ?? 0;
    const [from, to] = [ends[id], ends[id + 1]];
    if (from === to) continue;
    yield { text, postings: { pages: all.pages.subarray(from, to), impacts: all.impacts.subarray(from, to) } };
  }
}

function cutTitle(title: string): string {
  if (title.length <= MAX_TITLE_UNITS) return title;
  const last = title.charCodeAt(MAX_TITLE_UNITS - 1);
  return title.slice(0, last >= 0xd800 && last <= 0xdbff ? MAX_TITLE_UNITS - 1 : MAX_TITLE_UNITS);
}
