import { SearchError } from '../errors.ts';
import { SEARCH_FORMAT } from '../names.ts';
import { parseJson } from '../parse-json.ts';

/**
 * What a main part consists of. `terms`, `words` and `reversed` tell for each shard what its terms lie at or behind, which those of the
 * shards before it don't: the first is empty.
 */
export interface Manifest {
  format: number;
  generation: number;
  revision: string;
  pages: number;
  terms: string[];
  words: string[];
  reversed: string[];
}

export const MANIFEST_NAME = 'manifest.json';
/** Where each chunk of pages begins, as a folded path: only filters by path need it. */
export const CHUNKS_NAME = 'pages.json';
export const PAGES_PER_CHUNK = 16;

export const shardName = (number: number): string => `terms/${number}.bin`;
export const listName = (number: number): string => `lists/${number}.bin`;
export const wordsName = (number: number): string => `words/${number}.json`;
export const reversedName = (number: number): string => `reversed/${number}.json`;
export const chunkName = (number: number): string => `pages/${number}.json`;

/** @throws SearchError `damaged` for another format, too */
export function decodeManifest(name: string, bytes: Uint8Array): Manifest {
  const value = parseJson(name, bytes) as Partial<Manifest> | null;
  if (
    value?.format !== SEARCH_FORMAT ||
    !Number.isSafeInteger(value.generation) ||
    typeof value.revision !== 'string' ||
    !isCount(value.pages) ||
    ![value.terms, value.words, value.reversed].every((starts) => isStarts(starts))
  ) {
    throw new SearchError('damaged', name, `${name} of the search index has another shape`);
  }
  return value as Manifest;
}

/** @throws SearchError `damaged` */
export function decodeChunks(name: string, bytes: Uint8Array, pages: number): string[] {
  const starts = parseJson(name, bytes);
  if (!isStarts(starts, true) || starts.length !== Math.ceil(pages / PAGES_PER_CHUNK)) {
    throw new SearchError('damaged', name, `${name} of the search index has another shape`);
  }
  return starts;
}

/** Where shards begin: the first one at the very beginning, all others behind the one before them, or at the same place. */
function isStarts(value: unknown, mayRepeat = false): value is string[] {
  if (!Array.isArray(value)) return false;
  return value.every(
    (start, at) =>
      typeof start === 'string' &&
      (at === 0 ? start === '' : start > value[at - 1] || (mayRepeat && start === value[at - 1])),
  );
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= 0xffff_ffff;
}
