import { encodeEntry } from '../../entry.ts';
import { buildMain } from '../../main/build-main.ts';
import { openMain } from '../../main/open-main.ts';
import { entryName, mainPrefix, ROOT_NAME, SEARCH_FORMAT } from '../../names.ts';
import { encodeRoot } from '../../root.ts';
import type { Load, MainName, RecentPage, SearchEntry } from '../../types.ts';
import { openSearch } from '../open-search.ts';
import type { Search, SearchOptions } from '../types.ts';

/** An index in memory, written to as a wiki's would be: what is written lies in its recent pages until the next fold. */
export interface TestIndex {
  objects: Map<string, Uint8Array>;
  /** The names of what was loaded since it was last emptied. */
  loaded: string[];
  load: Load;
  open(options?: SearchOptions): Search;
  /** Changes pages in one commit. `undefined`: the page is gone; `isApart`: the root doesn't carry them. */
  write(pages: Readonly<Record<string, SearchEntry | undefined>>, options?: { isApart?: boolean }): void;
  fold(): Promise<void>;
}

export function createTestIndex(): TestIndex {
  const objects = new Map<string, Uint8Array>();
  const loaded: string[] = [];
  const pages = new Map<string, SearchEntry>();
  const changed = new Map<string, RecentPage>();
  let generation = 0;
  let main: MainName | undefined;
  const put = (name: string, body: Uint8Array | string): void => {
    objects.set(name, typeof body === 'string' ? new TextEncoder().encode(body) : body);
  };
  const putRoot = (): void => {
    const byPath = [...changed.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
    const root = { format: SEARCH_FORMAT, generation, revision: `r${generation}`, former: [], changed: byPath };
    put(ROOT_NAME, encodeRoot(main === undefined ? root : { ...root, main }));
  };
  const load: Load = async (name) => {
    loaded.push(name);
    return objects.get(name);
  };
  return {
    objects,
    loaded,
    load,
    open: (options) => openSearch(load, options),
    write: (written, { isApart = false } = {}) => {
      generation++;
      for (const [path, given] of Object.entries(written)) {
        objects.delete(entryName(path));
        pages.delete(path);
        changed.set(path, { path, generation });
        if (given === undefined) continue;
        const entry = { ...given, path, generation };
        pages.set(path, entry);
        put(entryName(path), encodeEntry(entry));
        changed.set(path, { path, generation, ...(isApart ? { isApart: true } : { entry }) });
      }
      putRoot();
    },
    fold: async () => {
      const name = `${generation}-${generation.toString(16).padStart(8, '0')}`;
      const at = { generation, revision: `r${generation}` };
      const base = main && (await openMain(load, main.name));
      const changes = new Map([...changed.keys()].map((path) => [path, pages.get(path)]));
      await buildMain({
        at,
        ...(base && { base }),
        changes,
        put: async (object, body) => put(mainPrefix(name) + object, body),
      });
      main = { name, ...at };
      changed.clear();
      putRoot();
    },
  };
}

/** A page of a title, a text and what else is given. */
export function pageOf(title: string, text: string, more: Partial<SearchEntry> = {}): SearchEntry {
  return { path: '', title, version: 'v', generation: 0, tags: [], headings: [], text, ...more };
}
