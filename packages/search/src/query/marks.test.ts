import { expect, it } from 'vitest';
import { findMarks, findPhrase } from './marks.ts';

let state = 11;
function next(below: number): number {
  state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
  return Math.floor((state / 2 ** 31) * below);
}

it('finds phrases of words that repeat, as trying every place does', () => {
  const words = (count: number) => Array.from({ length: count }, () => ['xa', 'xb', 'xab'][next(3)] as string);
  for (let round = 0; round < 2000; round++) {
    const text = words(next(30));
    const phrase = words(2 + next(4));
    for (const isOpen of [false, true]) {
      const isAt = (at: number): boolean =>
        phrase.every((word, index) => {
          const found = text[at + index];
          return isOpen && index === phrase.length - 1 ? found?.startsWith(word) : found === word;
        });
      const first = text.findIndex((_, at) => isAt(at));
      const expected = first < 0 ? undefined : text.slice(first, first + phrase.length);
      expect(findPhrase(text.join(' '), phrase, isOpen), `${phrase} in ${text}`).toEqual(expected);
      if (isOpen) continue;
      const isMarked = text.map((_, at) => phrase.some((__, back) => at >= back && isAt(at - back)));
      const marked = [...findMarks(text.join(' '), [phrase.join(' ')])]
        .map(([start, end]) => text.join(' ').slice(start, end))
        .join(' ');
      expect(marked).toBe(text.filter((_, at) => isMarked[at]).join(' '));
    }
  }
});

it('finds a single word, and one that begins with it', () => {
  expect(findPhrase('one twofold', ['two'], false)).toBeUndefined();
  expect(findPhrase('one twofold', ['two'], true)).toEqual(['twofold']);
});
