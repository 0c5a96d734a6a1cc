import { beforeAll, describe, expect, it } from 'vitest';
import { createTestIndex, pageOf, type TestIndex } from './testing/test-index.ts';
import type { Search } from './types.ts';

/** What a query may take on a machine that does much else. */
const MAX_MS = 5000;
const MAX_LOADS = 200;

const letters = 'abcdefghijklmnopqrstuvwxyz';
const made = (seed: number): string =>
  Array.from({ length: 9 }, (_, at) => letters[(seed * (at + 7) * 31 + at * seed) % 26]).join('');

const QUERIES: Record<string, string> = {
  'a hundred thousand characters': 'a'.repeat(100_000),
  'a hundred thousand words': 'a b '.repeat(50_000),
  'a thousand characters without a space': 'ab'.repeat(500),
  'words with typos only': Array.from({ length: 32 }, (_, at) => `${made(at)}x`).join(' '),
  'thousands of quotes': '"'.repeat(5000),
  'hundreds of quotes': '"'.repeat(1000),
  'quotes around quotes': '"a" "b" "'.repeat(100),
  'a regular expression': '(a+)+$ .* [^x]{1,9} \\ ^$|?(?=x) /(.*)*/g',
  'a regular expression that takes long': `${'(x+x+)+'.repeat(100)}y`,
  'control characters': Array.from({ length: 32 }, (_, code) => `a${String.fromCharCode(code)}b`).join(''),
  'nothing but control characters': '\u0000\u0001\u001f\u007f\u009f',
  'lone surrogates': `\ud800 \udfff "\ud83d" x\udc00y 𝒜${'\ud800'.repeat(100)}`,
  'a mark on a mark on a mark': `e${'\u0301'.repeat(900)}`,
  'marks only': '\u0301'.repeat(900),
  'directions and joiners': '\u202e\u2066\u200b\u200d\ufeff a\u00adb',
  'minus signs': '- -- --- -"-" -tag: -path: -',
  'fields without values': 'tag: path: tag:"" path:"',
  'fields in fields': 'tag:path:tag:x path:tag:y -tag:-x',
  'field of signs': 'tag:#### path:/../../.. path:%2e%2e',
  'names of objects': '__proto__ constructor toString hasOwnProperty "__proto__ constructor" tag:__proto__',
  'terms of its own': '#api =getting =# tag:=',
  markup: '<script>alert(1)</script> <img src=x onerror=alert(1)> &amp;',
  'characters without spaces': '東'.repeat(1000),
  'a common word, often': 'the '.repeat(250),
  digits: '1'.repeat(40),
  'a long compound': 'a_'.repeat(400),
  'a long compound of humps': 'aB'.repeat(400),
};

describe.each(['pages that changed lately', 'pages of the main part'])('%s', (where) => {
  let index: TestIndex;
  let search: Search;
  beforeAll(async () => {
    index = createTestIndex();
    const pages = Array.from({ length: 40 }, (_, at) => {
      const text = Array.from({ length: 200 }, (_, word) => made(at * 200 + word)).join(' the ');
      return [
        `Page_${at}`,
        pageOf(`Page ${made(at)}`, `${text} 東京 (a+)+ constructor`, { tags: ['__proto__'] }),
      ] as const;
    });
    index.write(Object.fromEntries(pages));
    if (where === 'pages of the main part') await index.fold();
    search = index.open();
    await search.query('page');
  });

  it.each(Object.keys(QUERIES))('answers %s', async (name) => {
    const text = QUERIES[name] as string;
    for (const options of [{}, { isTyping: true }, { maySee: (path: string) => path !== 'Page_3' }]) {
      index.loaded.length = 0;
      const start = performance.now();
      const { hits, next } = await index.open().query(text, { ...options, limit: 5 });
      for (const hit of hits) await search.excerpts(hit);
      expect(performance.now() - start).toBeLessThan(MAX_MS);
      expect(index.loaded.length).toBeLessThan(MAX_LOADS);
      expect(hits.length).toBeLessThanOrEqual(5);
      expect(next).toBe(next === undefined ? undefined : 5);
    }
  });

  it.each([-1, 0, Number.NaN, 0.5, Number.POSITIVE_INFINITY])('takes %d for a limit and an offset', async (number) => {
    const { hits } = await search.query('the', { limit: number, offset: number });
    expect(hits.length).toBeLessThanOrEqual(200);
  });
});

describe('hostile pages', () => {
  const PAGES = {
    Words: pageOf('Many words', Array.from({ length: 100_000 }, (_, at) => `w${at.toString(36)}`).join(' ')),
    Word: pageOf('One word', `needle ${'x'.repeat(1_000_000)} haystack`),
    Marks: pageOf('Marks', `needle ${'e\u0301'.repeat(50_000)}${'\u0301'.repeat(50_000)}`),
    Lines: pageOf('Lines', `${'\n'.repeat(100_000)}needle${'\n'.repeat(100_000)}`),
    Needles: pageOf('Needles', 'needle '.repeat(50_000)),
    Kanji: pageOf('Kanji', `needle ${'東京'.repeat(50_000)}`),
    Headings: pageOf('Headings', 'x needle', {
      headings: Array.from({ length: 5000 }, (_, at) => ({ slug: `n${at}`, text: `needle ${at}`, offset: at % 8 })),
    }),
    Surrogates: pageOf('\ud800', `\udc00 needle ${'\ud83d'.repeat(1000)} <b>needle</b> \u0000\u001b[31m`),
    __proto__x: pageOf('__proto__', 'needle constructor', { tags: ['constructor', ''] }),
  };
  it('are found, with excerpts, in bounded time', async () => {
    const index = createTestIndex();
    index.write(PAGES);
    await index.fold();
    const search = index.open({ maxEntries: 20, maxApart: 20 });
    const { hits } = await search.query('needle');
    expect(hits).toHaveLength(Object.keys(PAGES).length - 1);
    const phrase = await search.query('"needle needle needle constructor"');
    expect(phrase.hits).toEqual([]);
    const start = performance.now();
    for (const hit of hits) {
      for (const { text, marks } of await search.excerpts(hit)) {
        expect(text.length).toBeLessThanOrEqual(244);
        expect(text.isWellFormed()).toBe(true);
        expect(text).not.toContain('\n');
        for (const [from, to] of marks) expect(text.slice(from, to)).toMatch(/^needles?$/i);
      }
    }
    expect(performance.now() - start).toBeLessThan(MAX_MS * 3);
  });
});
