import { describe, expect, it } from 'vitest';
import { PAGES_PER_CHUNK } from '../main/manifest.ts';
import { entryName } from '../names.ts';
import type { Load } from '../types.ts';
import { limitParallel } from './limit-parallel.ts';
import { openLists, withinPages } from './lists.ts';
import { indexEntries } from './memory-index.ts';
import { nearTerms } from './near-terms.ts';
import { openSearch } from './open-search.ts';
import { parseQuery } from './parse-query.ts';
import { relevanceOf } from './relevance.ts';
import { createTestIndex, pageOf, type TestIndex } from './testing/test-index.ts';

const LONG_PATH = 'é'.repeat(116);

describe("a page's entry that can't be read", () => {
  /** As the edge does, refuses addresses that are too long. */
  const loadOf =
    (index: TestIndex): Load =>
    async (name) => {
      if (name.length > 200 || name === entryName(LONG_PATH)) throw new Error('bad address');
      return index.objects.get(name);
    };

  it.each([
    ['is garbled', 'Apart', (index: TestIndex) => index.objects.set(entryName('Apart'), new Uint8Array([1]))],
    ['is missing', 'Apart', (index: TestIndex) => index.objects.delete(entryName('Apart'))],
    ['has no address', LONG_PATH, () => undefined],
  ])('and %s leaves the other pages to be found', async (_, path, spoil) => {
    const index = createTestIndex();
    index.write({ [path]: pageOf('Apart', 'quick brown fox') }, { isApart: true });
    index.write({ Other: pageOf('Other', 'quick brown bear') });
    spoil(index);
    const search = openSearch(loadOf(index));
    expect(await search.query('quick')).toMatchObject({ hits: [{ path: 'Other' }], notSearched: 1 });
    await index.fold();
    const folded = openSearch(loadOf(index));
    const { hits } = await folded.query('quick fox');
    expect(hits).toMatchObject([{ path }]);
    expect(await folded.excerpts(hits[0] as (typeof hits)[number])).toEqual([]);
    expect(await folded.query('"quick brown"')).toMatchObject({ hits: [{ path: 'Other' }], notSearched: 1 });
  });

  it('for want of a network is an error', async () => {
    const index = createTestIndex();
    index.write({ Apart: pageOf('Apart', 'quick brown fox') }, { isApart: true });
    const offline = new Error('offline');
    const search = openSearch(async (name) => {
      if (name === entryName('Apart')) throw offline;
      return index.objects.get(name);
    });
    await expect(search.query('quick')).rejects.toBe(offline);
  });
});

describe('words with typos', () => {
  it('are compared with so many words only', async () => {
    const words = Array.from({ length: 30_000 }, (_, at) => `${String.fromCodePoint(0x4e00 + at)}onsistency`);
    const listsWith = (place: number) => {
      const all = words.with(place, 'consistency').map((text) => ({ text, count: 1 }));
      const source = { ...indexEntries([]), wordsBeginningWith: async () => all };
      return openLists([{ source, isHidden: () => false, mostHidden: 0 }], false);
    };
    const found = async (place: number) =>
      (await nearTerms(listsWith(place), 'consistancy', 1)).map(({ text }) => text);
    expect(await found(1000)).toEqual(['consistency']);
    expect(await found(29_000)).toEqual([]);
  });

  it('are the first ones of a query, where an overlay is searched', () => {
    const words = Array.from({ length: 12 }, (_, at) => `${'abcdefghijkl'[at]}onsistency`);
    const isRelevant = relevanceOf(parseQuery(words.join(' '), {}), undefined);
    expect(words.every(isRelevant)).toBe(true);
    expect(words.map((word) => isRelevant(`${word.slice(0, -1)}i`))).toEqual(words.map((_, at) => at < 8));
  });
});

describe('a reader who may not see all pages', () => {
  it('costs each page and each of its objects once', async () => {
    const index = createTestIndex();
    const pages = Array.from({ length: 300 }, (_, at) => [
      `Page_${at}`,
      pageOf(`Page ${at}`, Array.from({ length: 40 }, (__, word) => `hidden${(at * 7 + word) % 90}`).join(' ')),
    ]);
    index.write({ ...Object.fromEntries(pages), Shown: pageOf('Shown', 'visible') });
    await index.fold();
    const asked = new Map<string, number>();
    index.loaded.length = 0;
    const answer = await index.open({ cacheBytes: 0 }).query('hidde hidden1 hidden', {
      maySee: (path) => {
        asked.set(path, (asked.get(path) ?? 0) + 1);
        return path === 'Shown';
      },
    });
    expect(answer).toMatchObject({ hits: [], corrected: [] });
    expect(Math.max(...asked.values())).toBe(1);
    expect(index.loaded.filter((name) => name.includes('/pages/'))).toHaveLength(Math.ceil(301 / PAGES_PER_CHUNK));
  });

  it('is answered from lists of so many pages', () => {
    expect(withinPages([10, 20, 30], (count) => count)).toEqual([10, 20, 30]);
    expect(withinPages([10, 150_000, 30], (count) => count)).toEqual([10, 150_000]);
    expect(withinPages(Array(100_000).fill(1), (count) => count).length).toBeLessThan(5000);
  });

  it('has so many of them read at a time', async () => {
    const limited = limitParallel(3);
    let running = 0;
    let most = 0;
    const run = async (number: number) => {
      most = Math.max(most, ++running);
      await Promise.resolve();
      running--;
      if (number === 4) throw new Error('four');
      return number;
    };
    const results = await Promise.allSettled(Array.from({ length: 9 }, (_, at) => limited(() => run(at))));
    expect(results.map(({ status }) => status === 'fulfilled')).toEqual(Array.from({ length: 9 }, (_, at) => at !== 4));
    expect(most).toBe(3);
  });
});

it('looks for pages below a prefix among these only', async () => {
  const index = createTestIndex();
  const pages = Array.from({ length: 640 }, (_, at) => [`D${at % 20}/P${at}`, pageOf(`P ${at}`, 'common')]);
  index.write(Object.fromEntries(pages));
  await index.fold();
  const chunksOf = async (prefix: string, text = 'common') => {
    index.loaded.length = 0;
    const { hits } = await index.open().query(text, { prefix, limit: 100 });
    return { hits: hits.length, chunks: index.loaded.filter((name) => name.includes('/pages/')).length };
  };
  const none = await chunksOf('Nope/');
  expect(none.hits).toBe(0);
  expect(none.chunks).toBeLessThanOrEqual(2);
  const some = await chunksOf('D7/');
  expect(some.hits).toBe(32);
  expect(some.chunks).toBeLessThanOrEqual(3);
  expect(await chunksOf('d7/')).toMatchObject({ hits: 0 });
  expect(await chunksOf('D7/', 'common path:D8')).toMatchObject({ hits: 0 });
  expect(await chunksOf('D7/', 'common path:D7/P1')).toMatchObject({ hits: 5 });
  expect(await chunksOf('D7/P\ud83d')).toMatchObject({ hits: 0 });
});
