import { decodeEntry } from '../entry.ts';
import { SearchError } from '../errors.ts';
import { entryName, MAX_ENTRY_PATH_BYTES } from '../names.ts';
import type { Load, SearchEntry } from '../types.ts';

export interface LoadedEntry {
  entry: SearchEntry;
  bytes: number;
}

/** Whether there is an address for a page's entry; where there is none, it is never asked for. */
export function hasEntry(path: string): boolean {
  return new TextEncoder().encode(path).length <= MAX_ENTRY_PATH_BYTES;
}

/**
 * A page's entry; undefined where there is none, and where it is garbled: one page's entry must not end a search of all pages.
 *
 * @throws what `load` throws
 */
export async function loadEntry(load: Load, path: string): Promise<LoadedEntry | undefined> {
  const bytes = hasEntry(path) ? await load(entryName(path)) : undefined;
  if (bytes === undefined) return undefined;
  try {
    return { entry: decodeEntry(bytes), bytes: bytes.length };
  } catch (error) {
    if (error instanceof SearchError) return undefined;
    throw error;
  }
}
