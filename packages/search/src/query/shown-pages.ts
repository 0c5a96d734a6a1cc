import { PAGES_PER_CHUNK } from '../main/manifest.ts';
import { limitParallel } from './limit-parallel.ts';
import type { Part } from './lists.ts';

/** So many chunks of pages are read at a time. */
const PARALLEL_CHUNKS = 32;

/**
 * Which pages of a part are not hidden. Each chunk of pages is read once, when something on it is asked for, and each page's path is asked
 * about once.
 *
 * @returns of some pages, what tells whether a page of theirs is shown
 */
export function openShown({ source, isHidden }: Pick<Part, 'source' | 'isHidden'>) {
  const shown = new Uint8Array(source.count);
  const chunks: (Promise<void> | undefined)[] = [];
  const limited = limitParallel(PARALLEL_CHUNKS);
  const readChunk = async (chunk: number): Promise<void> => {
    const first = chunk * PAGES_PER_CHUNK;
    const length = Math.min(PAGES_PER_CHUNK, source.count - first);
    const pages = await source.pages(Array.from({ length }, (_, at) => first + at));
    for (const [at, { path }] of pages.entries()) if (!isHidden(path)) shown[first + at] = 1;
  };
  return async (numbers: Iterable<number>): Promise<(page: number) => boolean> => {
    const needed = new Set<Promise<void>>();
    for (const page of numbers) {
      const chunk = Math.floor(page / PAGES_PER_CHUNK);
      chunks[chunk] ??= limited(() => readChunk(chunk));
      needed.add(chunks[chunk]);
    }
    await Promise.all(needed);
    return (page) => shown[page] === 1;
  };
}
