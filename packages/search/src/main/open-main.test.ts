import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { SearchError } from '../errors.ts';
import { foldText } from '../fold-text.ts';
import { impactsOf } from '../impacts.ts';
import { mainPrefix } from '../names.ts';
import { entry } from '../testing/entry.ts';
import { makeText } from '../testing/make-text.ts';
import { createMemoryParts } from '../testing/memory-parts.ts';
import type { SearchEntry } from '../types.ts';
import type { Main } from './main.ts';
import { openMain } from './open-main.ts';

const at = { generation: 4, revision: 'b'.repeat(40) };
const NAME = '4-00000000';
const PREFIX = mainPrefix(NAME);
const FOLDERS = ['Café', 'cafe', 'Cafe/Sub', 'Über', 'z', '漢字'];

/** Enough for several shards of each kind. */
const entries: SearchEntry[] = Array.from({ length: 300 }, (_, i) =>
  entry(`${FOLDERS[i % FOLDERS.length]}/${i}`, {
    title: `Title ${makeText(i, 2, 500)}`,
    tags: i % 10 === 0 ? ['ten'] : [],
    text: `${makeText(i, 250, 20_000)} 全文検索${String.fromCodePoint(0x20000 + i)} common`,
  }),
);

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The same, as plainly as can be. */
const ordered = entries.toSorted((a, b) => compare(foldText(a.path), foldText(b.path)) || compare(a.path, b.path));
const lists = new Map<string, [page: number, impact: number][]>();
for (const [number, page] of ordered.entries()) {
  for (const [term, impact] of impactsOf(page)) lists.set(term, [...(lists.get(term) ?? []), [number, impact]]);
}
const allTerms = [...lists.keys()].sort();
const isWord = (term: string): boolean => !/^[#=]/.test(term);
const mayBeMeant = (term: string): boolean => isWord(term) && term.length > 2 && !/\p{N}/u.test(term);

const parts = createMemoryParts();
let main: Main;

beforeAll(async () => {
  await parts.build(NAME, { at, changes: new Map(entries.map((page) => [page.path, page])) });
  main = await parts.open(NAME);
});

describe('a main part', () => {
  it('tells what it is of', () => {
    expect(main).toMatchObject({ ...at, count: 300 });
    expect(main.shards).toBeGreaterThan(10);
  });

  it('knows each term with the pages that have it and what it counts on each', async () => {
    const found = await main.terms('', Number.POSITIVE_INFINITY);
    expect(found.map(({ text }) => text)).toEqual(allTerms);
    for (const term of found) {
      const { pages, impacts } = await main.postings(term);
      expect(Array.from(pages, (page, i) => [page, impacts[i]])).toEqual(lists.get(term.text));
      expect(term.count).toBe(pages.length);
    }
  });

  it.each(['common', '#ten', '全文', '=title'])('finds %s alone, by one shard', async (text) => {
    const loaded: string[] = [];
    const counting = await openMain((name) => {
      loaded.push(name);
      return parts.load(name);
    }, NAME);
    const term = await counting.term(text);
    expect(term?.text).toBe(lists.has(text) ? text : undefined);
    expect(loaded).toHaveLength(2);
  });

  it('does not find what no page has', async () => {
    for (const text of ['', 'nowhere', '\uffff', '\0', '#', 'x'.repeat(9999)]) {
      expect(await main.term(text), text).toBe(undefined);
    }
  });

  it('gives the terms that begin with a text, and the words that begin with it or end in it', async () => {
    const some = fc.constantFrom(
      '',
      'a',
      'co',
      'comm',
      '=',
      '=title',
      '#',
      '全',
      '検',
      '\u{20000}',
      '\ud840',
      'zz',
      'n',
    );
    const piece = fc.tuple(fc.constantFrom(...allTerms), fc.nat(9)).map(([term, units]) => term.slice(0, units));
    const property = fc.asyncProperty(fc.oneof(some, piece), async (text) => {
      const all = Number.POSITIVE_INFINITY;
      const beginning = allTerms.filter((term) => term.startsWith(text));
      const texts = (terms: readonly { text: string }[]) => terms.map((term) => term.text);
      expect(texts(await main.terms(text, all))).toEqual(beginning);
      const words = await main.wordsBeginningWith(text, all);
      expect(texts(words)).toEqual(beginning.filter(isWord));
      expect(words.map(({ count }) => count)).toEqual(texts(words).map((term) => lists.get(term)?.length));
      const ending = await main.wordsEndingIn(text, all);
      expect(texts(ending).sort()).toEqual(allTerms.filter((term) => term.endsWith(text) && mayBeMeant(term)));
    });
    await fc.assert(property, { seed: 3, numRuns: 150 });
  });

  it('reads as many shards as it may, the first ones', async () => {
    const loaded: string[] = [];
    const counting = await openMain((name) => {
      loaded.push(name.slice(PREFIX.length));
      return parts.load(name);
    }, NAME);
    const some = await counting.terms('', 2);
    expect(loaded).toEqual(['manifest.json', 'terms/0.bin', 'terms/1.bin']);
    expect(some.map(({ text }) => text)).toEqual(allTerms.slice(0, some.length));
    expect([await counting.terms('a', 0), await counting.wordsEndingIn('a', 0)]).toEqual([[], []]);
  });

  it('gives pages by their numbers, in the given order', async () => {
    const numbers = [299, 0, 64, 63, 0];
    const pages = await main.pages(numbers);
    expect(pages).toEqual(numbers.map((number) => ({ path: ordered[number]?.path, title: ordered[number]?.title })));
    for (const number of [-1, 300, 0.5, Number.NaN]) await expect(main.pages([number])).rejects.toThrow(RangeError);
  });

  it.each(['', 'cafe', 'cafe/', 'cafe/sub/', 'uber/1', 'z', '漢', 'nothing', '\uffff', '\0', 'cafe/299', 'zz'])(
    'gives the range of the pages below %j',
    async (prefix) => {
      const numbers = [...ordered.keys()].filter((number) => foldText(ordered[number]?.path ?? '').startsWith(prefix));
      const [from, to] = await main.range(prefix);
      expect(to - from).toBe(numbers.length);
      if (numbers.length > 0) expect(from).toBe(numbers[0]);
    },
  );
});

/** Everything a reader may ask for. */
async function readAll(load = parts.load): Promise<void> {
  const opened = await openMain(load, NAME);
  for (const term of await opened.terms('', 1e9)) await opened.postings(term);
  await opened.wordsBeginningWith('', 1e9);
  await opened.wordsEndingIn('', 1e9);
  await opened.pages([...Array(opened.count).keys()]);
  await opened.range('cafe');
}

describe('a main part that is not whole', () => {
  it('is told by which object is missing', async () => {
    for (const name of parts.objects.keys()) {
      const load = async (wanted: string) => (wanted === name ? undefined : parts.objects.get(wanted));
      await expect(readAll(load), name).rejects.toMatchObject({ code: 'missing', data: { name } });
    }
  });

  it('is refused for whatever was changed in a shard', async () => {
    const names = [...parts.objects.keys()].filter((name) => name.endsWith('.bin'));
    const property = fc.asyncProperty(
      fc.constantFrom(...names),
      fc.nat(),
      fc.integer({ min: 1, max: 15 }),
      fc.nat(2),
      async (name, place, bits, way) => {
        const bytes = parts.objects.get(name)?.slice() ?? expect.fail();
        const at = place % bytes.length;
        bytes[at] = (bytes[at] ?? 0) ^ bits;
        const changed = [bytes, bytes.subarray(0, at), Uint8Array.of(...bytes, bits)][way] ?? bytes;
        const load = async (wanted: string) => (wanted === name ? changed : parts.objects.get(wanted));
        await expect(readAll(load)).rejects.toMatchObject({ code: 'damaged', data: { name } });
      },
    );
    await fc.assert(property, { seed: 11, numRuns: 80 });
  });

  it('ends with an error or an answer for whatever was changed in its JSON, soon', async () => {
    const names = [...parts.objects.keys()].filter((name) => name.endsWith('.json'));
    const values = fc.constantFrom('', 'null', '[]', '{}', '1e999', '"', '[[]]', '[""]', '{"words":[1],"counts":[1]}');
    const number = fc.constantFrom('-1', '4294967295', '1e15', '0.5', '"x"', 'null', '[]');
    const garbled = fc.oneof(
      values.map((value) => () => value),
      fc.tuple(fc.nat(), number).map(([place, value]) => (text: string) => {
        const numbers = [...text.matchAll(/\d+/g)];
        const { index, 0: before } = numbers[place % numbers.length] ?? expect.fail();
        return text.slice(0, index) + value + text.slice(index + before.length);
      }),
      fc.nat().map((place) => (text: string) => text.slice(0, place % text.length)),
    );
    const property = fc.asyncProperty(fc.constantFrom(...names), garbled, async (name, garble) => {
      const text = garble(new TextDecoder().decode(parts.objects.get(name)));
      const load = async (wanted: string) =>
        wanted === name ? new TextEncoder().encode(text) : parts.objects.get(wanted);
      const before = process.cpuUsage();
      await readAll(load).catch((error) => expect(error).toBeInstanceOf(SearchError));
      expect(process.cpuUsage(before).user / 1000).toBeLessThan(5000);
    });
    await fc.assert(property, { seed: 12, numRuns: 100 });
  });

  it('passes on what loading throws', async () => {
    await expect(openMain(() => Promise.reject(new Error('offline')), NAME)).rejects.toThrow('offline');
  });
});
