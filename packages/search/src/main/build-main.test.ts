import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SearchError } from '../errors.ts';
import { mainPrefix } from '../names.ts';
import { entry } from '../testing/entry.ts';
import { makeText, makeWord } from '../testing/make-text.ts';
import { createMemoryParts } from '../testing/memory-parts.ts';
import type { SearchEntry } from '../types.ts';
import type { Main } from './main.ts';
import { createShardBuilder } from './term-shard.ts';

const at = { generation: 1, revision: 'a'.repeat(40) };
/** Halves of pairs, also where a tag is cut, what comes after all pairs in UTF-16 and before them in UTF-8, and what becomes one of two. */
const ODD_TAGS = [
  'tag',
  'a\ud83d',
  'a\udc00',
  'a\ue000',
  'a\ufffd',
  'a😀',
  'a\ud83d\u0301\ude00',
  `a${'\u0301'.repeat(398)}😀`,
  `${'a'.repeat(38)}😀`,
  `${'a'.repeat(38)}\ue000`,
];
type Changes = Map<string, SearchEntry | undefined>;

/** Each term of each shard is found, and in order. */
async function expectReadable(main: Main): Promise<void> {
  let last = '';
  for (let number = 0; number < main.shards; number++) {
    for (const term of await main.shard(number)) {
      const found = await main.term(term.text);
      if (term.text <= last || !term.text.isWellFormed() || found?.text !== term.text) expect.fail(term.text);
      last = term.text;
    }
  }
}

describe('a main part', () => {
  it('is, folded over any older one, the same as built anew, byte for byte', async () => {
    const alike = ['Café', 'cafe', 'CAFE', 'cafe/a', 'Über', 'uber', '漢字', '😀'];
    const others = Array.from({ length: 140 }, String);
    const change = fc.record({
      path: fc.oneof(fc.constantFrom(...alike), { weight: 4, arbitrary: fc.constantFrom(...others) }),
      isGone: fc.boolean(),
      words: fc.oneof({ weight: 9, arbitrary: fc.nat(40) }, { weight: 1, arbitrary: fc.constant(3000) }),
      title: fc.constantFrom('Café', 'One', 'Two words', '全文検索', '😀 𠮷野', '', '\ud83d', 'a\ue000 \udc00b'),
      tags: fc.subarray(ODD_TAGS, { maxLength: 3 }),
      seed: fc.nat(9999),
    });
    const folds = fc.array(fc.array(change, { maxLength: 80 }), { minLength: 1, maxLength: 5 });
    const property = fc.asyncProperty(folds, async (steps) => {
      const parts = createMemoryParts();
      const all = new Map<string, SearchEntry>();
      for (const [number, step] of steps.entries()) {
        const changes: Changes = new Map();
        for (const { path, isGone, words, title, tags, seed } of step) {
          const text = `${makeText(seed, words, 3000)} ${title}`;
          changes.set(path, isGone ? undefined : entry(path, { title, text, tags }));
        }
        for (const [path, page] of changes) {
          if (page) all.set(path, page);
          else all.delete(path);
        }
        const base = number === 0 ? undefined : await parts.open(`${number - 1}-0`);
        const folded = await parts.build(`${number}-0`, { at, changes, ...(base && { base }) });
        const fresh = await parts.build(`${number}-1`, { at, changes: new Map([...all].reverse()) });
        expect(parts.dump(`${number}-0`)).toEqual(parts.dump(`${number}-1`));
        expect(folded).toEqual(fresh);
        expect(folded.pages).toBe(all.size);
        await expectReadable(await parts.open(`${number}-0`));
      }
    });
    await fc.assert(property, { seed: 7, numRuns: 30 });
  });

  it('is so also where lists lie apart and cross the size from which they are bits', async () => {
    const parts = createMemoryParts();
    const page = (i: number, word: string) => entry(`p/${i}`, { text: `common ${word} ${i % 3 ? 'often' : 'seldom'}` });
    const all = new Map(Array.from({ length: 8200 }, (_, i) => [`p/${i}`, page(i, makeWord(i))]));
    const few = new Map([...all].slice(0, 6000));
    const rest: Changes = new Map([...all].slice(5990));
    for (let i = 0; i < 50; i++) rest.set(`p/${i}`, undefined);
    for (let i = 0; i < 50; i++) all.delete(`p/${i}`);
    await parts.build('few', { at, changes: few });
    await parts.build('folded', { at, changes: rest, base: await parts.open('few') });
    await parts.build('fresh', { at, changes: all });
    expect(parts.dump('folded')).toEqual(parts.dump('fresh'));
    expect(Object.keys(parts.dump('few'))).not.toContain('lists/0.bin');
    expect(Object.keys(parts.dump('fresh'))).toContain('lists/0.bin');

    const main = await parts.open('fresh');
    const common = await main.term('common');
    const { pages } = await main.postings(common ?? expect.fail());
    expect(common).toMatchObject({ count: 8150, list: expect.any(Number), apartBytes: expect.any(Number) });
    expect([pages.length, pages[0], pages.at(-1)]).toEqual([8150, 0, 8149]);
  });

  it('is not written with a term that no reader could read', () => {
    const list = new Uint8Array([0]);
    const add = (...texts: string[]) => {
      const builder = createShardBuilder();
      for (const text of texts) builder.add({ text, count: 1, list });
    };
    expect(() => add('a', 'b\ue000', 'b\ufffd')).not.toThrow();
    for (const texts of [['b', 'a'], ['a', 'a'], [''], ['a\ud83d'], ['\udc00'], ['=a', '#a']]) {
      expect(() => add(...texts)).toThrow(RangeError);
    }
  });

  it('takes changes as they come, the later one of a path', async () => {
    const parts = createMemoryParts();
    async function* changes(): AsyncGenerator<[string, SearchEntry | undefined]> {
      yield ['a', entry('a', { text: 'first' })];
      yield ['b', entry('b', { text: 'gone' })];
      yield ['a', entry('a', { text: 'second' })];
      yield ['b', undefined];
    }
    await parts.build('1-0', { at, changes: changes() });
    await parts.build('1-1', { at, changes: new Map([['a', entry('a', { text: 'second' })]]) });
    expect(parts.dump('1-0')).toEqual(parts.dump('1-1'));
  });

  it('may be empty', async () => {
    const parts = createMemoryParts();
    expect(await parts.build('1-0', { at, changes: new Map() })).toMatchObject({ pages: 0, terms: 0 });
    const main = await parts.open('1-0');
    expect([main.count, await main.terms('', 9), await main.term('a'), await main.wordsEndingIn('a', 9)]).toEqual([
      0,
      [],
      undefined,
      [],
    ]);
    expect(await main.range('a')).toEqual([0, 0]);
    await parts.build('2-0', { at, changes: new Map([['a', entry('a')]]), base: main });
    expect((await parts.open('2-0')).count).toBe(1);
  });

  it('is put with its manifest last, and nothing is put after a put that failed', async () => {
    const { buildMain } = await import('./build-main.ts');
    const changes = new Map(
      Array.from({ length: 1500 }, (_, i) => [`${i}`, entry(`${i}`, { text: makeText(i, 40, 9999) })]),
    );
    const order: string[] = [];
    let [running, most] = [0, 0];
    const put = async (name: string): Promise<void> => {
      most = Math.max(most, ++running);
      for (let turn = 0; turn < 1000; turn++) await undefined;
      running--;
      order.push(name);
    };
    await buildMain({ at, changes, put });
    expect(order.at(-1)).toBe('manifest.json');
    expect([most > 1, most <= 16]).toEqual([true, true]);

    for (const failing of ['pages/2.json', 'terms/3.bin', 'manifest.json']) {
      let isFailed = false;
      const attempt = buildMain({
        at,
        changes,
        put: async (name) => {
          if (name === failing) isFailed = true;
          if (name === failing) throw new Error(`no ${name}`);
          await put(name);
        },
      });
      await expect(attempt, failing).rejects.toThrow(`no ${failing}`);
      expect([isFailed, running]).toEqual([true, 0]);
      if (failing !== 'manifest.json') expect(order.lastIndexOf('manifest.json')).toBe(order.indexOf('manifest.json'));
    }
  });

  it('has shards that are bounded whatever the pages hold', async () => {
    const parts = createMemoryParts();
    const hostile = Array.from({ length: 100 }, (_, i) => {
      const path = `${'ǆ'.repeat(300)}${i}`;
      return [path, entry(path, { title: '漢'.repeat(100_000), text: makeText(i, 5, 9) })] as const;
    });
    const words = Array.from({ length: 20_000 }, (_, i) => `${i}`.padStart(39, '漢')).join(' ');
    const long = 'x'.repeat(1_000_000);
    const changes = new Map([...hostile, ['w', entry('w', { text: words })], ['l', entry('l', { text: long })]]);
    await parts.build('1-0', { at, changes });
    const sizes = [...parts.objects].map(([name, { length }]) => [name.split('/')[3], length] as const);
    const most = (kind: string) => Math.max(...sizes.filter(([each]) => each === kind).map(([, length]) => length));
    expect(most('terms')).toBeLessThanOrEqual(12 * 1024);
    expect(most('words')).toBeLessThanOrEqual(64 * 1024);
    expect(most('reversed')).toBeLessThanOrEqual(64 * 1024);
    expect(most('pages')).toBeLessThanOrEqual(128 * 1024);
  });

  it('is not made from a base that is damaged', async () => {
    const parts = createMemoryParts();
    await parts.build('1-0', { at, changes: new Map([['a', entry('a', { text: 'words' })]]) });
    const base = await parts.open('1-0');
    for (const object of ['terms/0.bin', 'pages/0.json']) {
      const name = mainPrefix('1-0') + object;
      const bytes = parts.objects.get(name) ?? expect.fail();
      parts.objects.delete(name);
      const fold = parts.build('2-0', { at, base, changes: new Map([['b', entry('b')]]) });
      await expect(fold, object).rejects.toThrow(SearchError);
      parts.objects.set(name, bytes);
    }
    expect(parts.objects.has(`${mainPrefix('2-0')}manifest.json`)).toBe(false);
  });
});
