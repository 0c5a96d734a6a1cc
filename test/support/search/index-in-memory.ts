import {
  buildMain,
  encodeEntry,
  encodeRoot,
  entryName,
  type Load,
  mainPrefix,
  mergeChanges,
  ROOT_NAME,
  SEARCH_FORMAT,
  type SearchEntry,
} from '@holt/search';

/** An index as it lies in a store, without a wiki around it. */
export interface MemoryIndex {
  /** By name, as after `-/`. */
  files: Map<string, Uint8Array>;
  load: Load;
  /** Puts a page's entry, and the root that knows it, as a write does. */
  write(entry: SearchEntry): void;
}

const AT = { generation: 1, revision: '1'.repeat(40) };
const MAIN = '1-00000000';

/** All pages in a main part, each with its entry. */
export async function indexInMemory(entries: readonly SearchEntry[]): Promise<MemoryIndex> {
  const files = new Map<string, Uint8Array>();
  const put = (name: string, body: Uint8Array | string) => {
    files.set(name, typeof body === 'string' ? new TextEncoder().encode(body) : body);
  };
  const changes = new Map(entries.map((entry) => [entry.path, entry]));
  await buildMain({ at: AT, changes, put: async (name, body) => put(mainPrefix(MAIN) + name, body) });
  for (const entry of entries) put(entryName(entry.path), encodeEntry(entry));
  let root = { format: SEARCH_FORMAT, ...AT, main: { name: MAIN, ...AT }, former: [], changed: [] };
  put(ROOT_NAME, encodeRoot(root));
  return {
    files,
    load: async (name) => files.get(name),
    write(entry) {
      const { generation: since } = root;
      const generation = since + 1;
      const written = { ...entry, generation };
      const head = { generation, revision: String(generation).padStart(40, '0') };
      put(entryName(entry.path), encodeEntry(written));
      const merged = mergeChanges(root, [{ path: entry.path, generation, entry: written }], head, { since });
      if (merged === undefined) return;
      root = merged as typeof root;
      put(ROOT_NAME, encodeRoot(root));
    },
  };
}
