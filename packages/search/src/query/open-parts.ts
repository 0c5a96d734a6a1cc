import type { Main } from '../main/main.ts';
import type { Load, MaySee, RecentPage, SearchEntry, SearchRoot } from '../types.ts';
import type { Part } from './lists.ts';
import { hasEntry, loadEntry } from './load-entry.ts';
import { indexEntries, type MemoryIndex } from './memory-index.ts';

/** The pages that changed, ready to be searched. */
export interface RecentPages {
  /** Those that are gone, too. */
  paths: ReadonlySet<string>;
  index: MemoryIndex;
  /** The pages of it that are known by their path only. */
  untold: ReadonlySet<string>;
}

/**
 * Pages whose entries lie apart are loaded, up to so many, those first that changed last; of the others, and of those whose entry is missing
 * or garbled, only the path is known.
 *
 * @param keeps which terms may be asked for
 */
export async function indexRecent(
  changed: readonly RecentPage[],
  load: Load,
  maxEntries: number,
  keeps?: (term: string) => boolean,
): Promise<RecentPages> {
  const apart = changed.filter(({ entry, isApart }) => entry === undefined && isApart);
  const newest = apart.filter(({ path }) => hasEntry(path)).sort((a, b) => b.generation - a.generation);
  const loaded = new Map<string, SearchEntry>();
  await Promise.all(
    newest.slice(0, maxEntries).map(async ({ path, generation }) => {
      const entry = (await loadEntry(load, path))?.entry;
      if (entry !== undefined && entry.generation >= generation) loaded.set(path, entry);
    }),
  );
  const untold = new Set(apart.map(({ path }) => path).filter((path) => !loaded.has(path)));
  const entries = changed.flatMap(({ path, generation, entry, isApart }) => {
    if (entry !== undefined || !isApart) return entry ?? [];
    return loaded.get(path) ?? entryOfPath(path, generation);
  });
  return { paths: new Set(changed.map(({ path }) => path)), index: indexEntries(entries, keeps), untold };
}

function entryOfPath(path: string, generation: number): SearchEntry {
  const title = path.slice(path.lastIndexOf('/') + 1).replaceAll('_', ' ');
  return { path, title, version: '', generation, tags: [], headings: [], text: '' };
}

/** What changed after the main part was made. */
export function changedSinceMain({ changed, main }: SearchRoot): RecentPage[] {
  return changed.filter(({ generation }) => generation > (main?.generation ?? 0));
}

/** The parts that are searched: each page counts in the newest that knows it. @param recents the newest first */
export function openParts(main: Main | undefined, recents: readonly RecentPages[], maySee: MaySee | undefined): Part[] {
  const parts: Part[] = [];
  const newer: ReadonlySet<string>[] = [];
  const partOf = (source: Part['source']): Part => {
    const isHidden = (path: string): boolean => hidden.some((paths) => paths.has(path)) || maySee?.(path) === false;
    const hidden = [...newer];
    const mostHidden =
      maySee === undefined ? hidden.reduce((sum, { size }) => sum + size, 0) : Number.POSITIVE_INFINITY;
    return { source, isHidden, mostHidden };
  };
  for (const { paths, index } of recents) {
    parts.push({ ...partOf(index), entries: index.entries });
    newer.push(paths);
  }
  if (main !== undefined) parts.push(partOf(main));
  return parts;
}
