import { canonicalEntry, isEntry } from './check-entry.ts';
import { SearchError } from './errors.ts';
import { parseJson } from './parse-json.ts';
import type { SearchEntry } from './types.ts';

/** Equal entries are equal texts. */
export function encodeEntry(entry: SearchEntry): string {
  return `${JSON.stringify(canonicalEntry(entry))}\n`;
}

/** @throws SearchError `damaged` for what isn't an entry */
export function decodeEntry(bytes: Uint8Array): SearchEntry {
  const value = parseJson('entry', bytes);
  if (!isEntry(value)) throw new SearchError('damaged', 'entry', "a page's search entry has another shape");
  return canonicalEntry(value);
}
