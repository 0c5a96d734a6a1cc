import type { SearchEntry } from '../types.ts';

/** An entry of which only some fields matter. */
export function entry(path: string, fields: Partial<SearchEntry> = {}): SearchEntry {
  return { path, title: path, version: '0'.repeat(40), generation: 1, tags: [], headings: [], text: '', ...fields };
}
