import { describe, expect, it } from 'vitest';
import { excerptsOf } from './excerpts.ts';
import { findMarks, findPhrase, smallestTerms } from './marks.ts';
import type { Excerpt } from './types.ts';

const marked = (text: string, ...terms: string[]): string[] =>
  [...findMarks(text, terms)].map(([start, end]) => text.slice(start, end));

describe('findMarks', () => {
  it.each([
    ['A Fox, a fox; foxes.', ['fox'], ['Fox', 'fox']],
    ['Résumé resume', ['resume'], ['Résumé', 'resume']],
    ['snake_case and snake', ['snakecase'], ['snake_case']],
    ['snake_case and snake', ['snake'], ['snake', 'snake']],
    ['東京都に', ['東京', '京都'], ['東京都']],
    ['see E-2, not E-3', ['e2'], ['E-2']],
    ['the **quick** brown\nfox', ['quick brown fox'], ['quick** brown\nfox']],
    ['quick quick brown', ['quick brown'], ['quick brown']],
    ['nothing', ['fox', 'a fox'], []],
    ['', ['fox'], []],
    ['fox', [], []],
  ])('in %j, of %j, are %j', (text, terms, expected) => {
    expect(marked(text, ...terms)).toEqual(expected);
  });

  it('finds words and phrases wherever a long text is cut', () => {
    const text = `${'lorem ipsum '.repeat(2000)}quick brown fox ${'dolor '.repeat(2000)}`;
    for (let shift = 0; shift < 20; shift++) {
      expect(marked('x'.repeat(shift) + text.slice(24_000 - 8192 * 2 - 30), 'quick brown fox')).toEqual([
        'quick brown fox',
      ]);
    }
    expect(findPhrase(text, smallestTerms('Quick brown fox'), false)).toEqual(['quick', 'brown', 'fox']);
    expect(findPhrase(text, ['quick', 'bro'], true)).toEqual(['quick', 'brown']);
    expect(findPhrase(text, ['quick', 'bro'], false)).toBeUndefined();
  });
});

const shown = ({ text, marks }: Excerpt): string => {
  let out = '';
  let at = 0;
  for (const [start, end] of marks) {
    out += `${text.slice(at, start)}[${text.slice(start, end)}]`;
    at = end;
  }
  return out + text.slice(at);
};
const filler = (word: string): string => `${word} `.repeat(100);

describe('excerptsOf', () => {
  it('shows the piece first that has the most of the words, each piece once, at most three', () => {
    const text = `one ${filler('lorem')}\none two three\n${filler('ipsum')}two ${filler('dolor')}three ${filler('sit')}one`;
    const excerpts = excerptsOf({ text, headings: [] }, ['one', 'two', 'three']);
    expect(excerpts).toHaveLength(3);
    expect(shown(excerpts[0] as Excerpt)).toContain('[one] [two] [three] ipsum');
    const offsets = excerpts.map(({ offset }) => offset);
    expect(new Set(offsets).size).toBe(3);
    expect(text.slice(offsets[0])).toMatch(/^one two three/);
  });

  it('names the nearest heading above, and begins below it', () => {
    const text = `${filler('lorem')}\nA fox is here.\n${filler('ipsum')}`;
    const headings = [
      { slug: 'a', text: 'A', offset: 0 },
      { slug: 'fox', text: 'The fox', offset: 601 },
      { slug: 'c', text: 'C', offset: 616 },
    ];
    const [excerpt] = excerptsOf({ text, headings }, ['fox']);
    expect(excerpt?.heading).toEqual({ slug: 'fox', text: 'The fox', marks: [[4, 7]] });
    expect(shown(excerpt as Excerpt)).toMatch(/^A \[fox\] is here\. ipsum .*…$/);
  });

  it('shows what is under a heading that has the words', () => {
    const headings = [{ slug: 'foxes', text: 'On foxes', offset: 6 }];
    const [excerpt] = excerptsOf({ text: 'First\nThey are red.', headings }, ['foxes']);
    expect(excerpt).toMatchObject({
      text: 'They are red.',
      marks: [],
      offset: 6,
      heading: { slug: 'foxes', marks: [[3, 8]] },
    });
  });

  it('shows how the page begins where only its title has the words', () => {
    expect(excerptsOf({ text: 'Nothing\nof it.', headings: [] }, ['fox'])).toEqual([
      { text: 'Nothing of it.', marks: [], offset: 0 },
    ]);
    expect(excerptsOf({ text: ' \n', headings: [] }, ['fox'])).toEqual([]);
  });

  it('cuts no character in two', () => {
    for (let shift = 0; shift < 8; shift++) {
      const text = `${'x'.repeat(shift)}${'𝒜'.repeat(400)} fox ${'😀'.repeat(400)}`;
      for (const { text: piece } of excerptsOf({ text, headings: [] }, ['fox'])) {
        expect(piece.isWellFormed()).toBe(true);
        expect(piece).toContain('fox');
        expect(piece.length).toBeLessThanOrEqual(244);
      }
    }
  });
});
