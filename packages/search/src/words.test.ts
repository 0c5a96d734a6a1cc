import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { MAX_TERM_UNITS, tagTerm, titleTerm, tokenize } from './words.ts';

const words = (text: string) =>
  tokenize(text)
    .map(({ term, kind }) => (kind === 'word' ? term : `${term}:${kind}`))
    .join(' ');

describe('the terms of a text', () => {
  it.each([
    ['Latin without case and diacritics', 'Café CRÈME Straße Łódź e\u0301te\u0301', 'cafe creme strasse lodz ete'],
    ['Cyrillic', 'Привет, Йод', 'привет иод'],
    ['Greek', 'Σοφός ΣΟΦΌΣ', 'σοφοσ σοφοσ'],
    ['Hebrew and Arabic', 'שָׁלוֹם مُحَمَّد', 'שלום محمد'],
    ['Korean', '한국어 검색', '한국어 검색'.normalize('NFKD')],
    ['Chinese, in pairs', '全文検索', '全文:pair 文検:pair 検索:pair 索:tail'],
    ['Japanese, in pairs', '検索ガイド', '検索:pair 索カ:pair カイ:pair イト:pair ト:tail'],
    ['Thai, in pairs', 'ภาษา', 'ภา:pair าษ:pair ษา:pair า:tail'],
    ['one character of such a script', '水。', '水:tail'],
    ['two scripts without a space between them', 'Docker入門2', 'docker 入門:pair 門:tail 2'],
    ['what is beyond the basic plane', '𠮷野 𝐀𝐛', '𠮷野:pair 野:tail ab'],
    ['snake_case', 'snake_case', 'snake:part case:part snakecase:joined'],
    ['kebab-case', 'kebab-case', 'kebab:part case:part kebabcase:joined'],
    ['camelCase', 'camelCase', 'camel:part case:part camelcase:joined'],
    ['capitals before a word', 'HTMLParser', 'html:part parser:part htmlparser:joined'],
    ['a plural of capitals', 'URLs', 'urls'],
    ['a letter and a number', 'E-2', 'e:part 2:part e2:joined'],
    ['a version', 'v1.2', 'v:part 1:part v1:joined 2:part v12:joined'],
    ['a number with its thousands', '1,000, 2', '1:part 000:part 1000:joined 2'],
    ['an apostrophe', 'don’t', 'don:part t:part dont:joined'],
    ['languages with signs', 'C++ or F# (c)', 'c:part c++:joined or f:part f#:joined c'],
    ['an address', 'https://docs.x.org/a?b=1#c', 'https docs:part x:part org:part docsxorg:joined a b 1 c'],
    ['a name within a name', 'my-GitHub.io', 'my:part git:part hub:part github:joined io:part mygithubio:joined'],
    ['soft hyphens and joiners', 'co\u00adoperate zero\u200dwidth', 'cooperate zerowidth'],
    ['control characters, which part words', 'a\0b\u0007c\u200bd', 'a b c d'],
    ['no words', ' \0-_.!?😀\ud800 ', ''],
    ['signs at the edges', '-a- _b_ .c.', 'a b c'],
    ['marks alone', '\u0301\u0300 x', 'x'],
  ])('know %s', (_, text, terms) => {
    expect(words(text)).toBe(terms);
  });

  it('tell where they are, a compound where all of its parts are', () => {
    const text = 'Ça, snake_Case 全文';
    expect(tokenize(text).map(({ start, end }) => text.slice(start, end))).toEqual([
      'Ça',
      'snake',
      'Case',
      'snake_Case',
      '全文',
      '文',
    ]);
  });

  it('are short, ordered and within the text, whatever it is', () => {
    const character = fc.constantFrom(..."aZ09_-. '’&,+#éß한漢かガภ𠮷\u0301\u00ad\ud800\udc00\0ﷺ½ﬁ");
    const property = fc.property(fc.array(character, { maxLength: 120 }), (characters) => {
      const text = characters.join('');
      let last = 0;
      for (const { term, kind, start, end } of tokenize(text)) {
        expect(term).toMatch(/^[\p{L}\p{N}]+(\+\+|#)?$/u);
        expect(term.length).toBeLessThanOrEqual(MAX_TERM_UNITS);
        expect(
          tokenize(term).some((token) => token.term === term),
          `${term} of itself`,
        ).toBe(true);
        expect(start).toBeGreaterThanOrEqual(kind === 'joined' ? 0 : last);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        if (kind !== 'joined') last = start;
      }
    });
    fc.assert(property, { seed: 1, numRuns: 2000 });
  });

  it('of a long word are its beginning; of a long compound its parts', () => {
    expect(words(`${'a'.repeat(50)} x`)).toBe(`${'a'.repeat(40)} x`);
    const long = Array.from({ length: 30 }, () => 'ab');
    expect(words(long.join('-'))).toBe(long.join(' '));
  });

  it.each([
    ['one word of 2 MB', () => 'a'.repeat(2_000_000)],
    ['a compound of a million parts', () => 'a-'.repeat(1_000_000)],
    ['humps without end', () => 'aB'.repeat(1_000_000)],
    ['a long run of marks', () => `a${'\u0315\u0300'.repeat(1_000_000)}`],
    ['a million ideographs', () => '漢字'.repeat(500_000)],
    ['control characters', () => '\0\u0001'.repeat(1_000_000)],
    ['ligatures of many letters', () => '\ufdfa'.repeat(1_000_000)],
    ['half surrogates', () => '\ud800'.repeat(2_000_000)],
  ])('take linear time: %s', (_, make) => {
    const text = make();
    const before = process.cpuUsage();
    expect(tokenize(text).length).toBeLessThanOrEqual(text.length);
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(5000);
  });
});

describe("a title's term", () => {
  it.each([
    ['Getting started', '=gettingstarted'],
    ['GitHub: E-2!', '=githube2'],
    ['全文検索', '=全文文検検索'],
    ['水', '=水'],
    ['a'.repeat(60), `=${'a'.repeat(39)}`],
    ['…', '='],
  ])('of %j is %j', (title, term) => {
    expect(titleTerm(title)).toBe(term);
  });

  it('of its beginning is its beginning', () => {
    expect(titleTerm('Getting started with Holt').startsWith(titleTerm('getting-sta'))).toBe(true);
  });
});

test.each([
  ['Über  uns', '#uber uns'],
  ['a/b', '#a/b'],
  ['x'.repeat(100), `#${'x'.repeat(39)}`],
  ['a\ud83d', '#a\ufffd'],
  [`${'x'.repeat(38)}😀`, `#${'x'.repeat(38)}`],
  [`a${'\u0301'.repeat(398)}😀`, '#a'],
])('the term of the tag %j is %j', (tag, term) => {
  expect(tagTerm(tag)).toBe(term);
});
