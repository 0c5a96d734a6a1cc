import { describe, expect, it } from 'vitest';
import { findExcerpts } from './find-excerpts.ts';

describe('an excerpt', () => {
  it('tells line and column in the whole text, and shows what is around on one line', () => {
    const text = '---\ntags: [x]\n---\n# Title\n\nÀ propos: the Café\nand\nmore  of\tit\n';
    const [excerpt, ...others] = findExcerpts(text, ['cafe', 'it']);
    expect(others).toEqual([]);
    expect(excerpt).toMatchObject({ line: 6, column: 15 });
    expect(excerpt?.text).toContain('the Café and more of it');
  });

  it('is one of at most three, which are not close to each other, each of at most 242 characters', () => {
    const text = `${'x '.repeat(5000)}needle${' y'.repeat(5000)} needle and needle\n`.repeat(5);
    const excerpts = findExcerpts(text, ['needle', 'and']);
    expect(excerpts).toHaveLength(3);
    // That with both words is the best.
    expect(excerpts[0]).toMatchObject({ line: 1, column: 10_001 + 'needle'.length + 10_001 });
    for (const { text: shown } of excerpts) {
      expect(shown).toContain('needle');
      expect(shown.length).toBeLessThanOrEqual(242);
    }
  });

  it.each([
    ['a whole word', 'art', 'Article 1\n\nabout art\n', 3, 7],
    ['a phrase', 'two words', 'two other words\ntwo\n  words\n', 2, 1],
    ['a phrase with a sign between', 'two words', 'x two, words', 1, 3],
    ['a word that is a part of another', 'case', 'aaa\nsnakeCase\n', 2, 6],
    ['a word behind a long line', 'needle', `${'ab '.repeat(100)}… needle\n`, 1, 303],
    ['a word behind what is no letter', 'needle', `x\n\n${'…'.repeat(100)}needle`, 3, 101],
    ['a word of a script that sets no spaces', '漢字', 'これは漢字です', 1, 4],
  ])('shows %s', (_what, term, text, line, column) => {
    expect(findExcerpts(text, [term])[0]).toMatchObject({ line, column });
  });

  it.each([[['absent']], [[]], [['']], [['-']], [['\ud800']]])('of %j is none', (terms) => {
    expect(findExcerpts('some text\n', terms)).toEqual([]);
    expect(findExcerpts('', terms)).toEqual([]);
  });
});
