import { encodeEntry, MAX_CARRIED_BYTES, type RecentPage, type SearchEntry } from '@holt/search';

/** More pages than have room in an index's root with what they say, however short. */
const MAX_TEXTS = 512;

/** The pages that a publication changes, as the root of the index is told of them. */
export interface ChangedEntries {
  /**
   * Takes a page at its last change. Pages are to come in the order of these changes.
   *
   * @param entry is asked for what the page is, if there may be room for it; undefined: the page is gone
   * @returns settles when the page is taken. @throws what `entry` throws
   */
  add(page: Pick<RecentPage, 'path' | 'generation'>, entry: (() => Promise<SearchEntry>) | undefined): Promise<void>;
  /** What was added so far. @throws what an `entry` threw */
  all(): Promise<RecentPage[]>;
}

/**
 * Keeps of a few hundred pages, the last ones, what they say, and of the others that they changed: so a large import takes no more
 * memory than a small one but for its paths.
 *
 * @param count of all that will be added
 */
export function createChangedEntries(count: number): ChangedEntries {
  const taken: Promise<RecentPage>[] = [];
  const take = async ({ path, generation }: RecentPage, entry: (() => Promise<SearchEntry>) | undefined) => {
    if (entry === undefined) return { path, generation };
    const found = await entry();
    const isCarried = Buffer.byteLength(encodeEntry(found)) <= MAX_CARRIED_BYTES;
    return isCarried ? { path, generation, entry: found } : { path, generation, isApart: true as const };
  };
  return {
    async add({ path, generation }, entry) {
      const hasRoom = entry === undefined || taken.length >= count - MAX_TEXTS;
      const page = hasRoom
        ? take({ path, generation }, entry)
        : Promise.resolve({ path, generation, isApart: true } as const);
      taken.push(page);
      await page;
    },
    all: () => Promise.all(taken),
  };
}
