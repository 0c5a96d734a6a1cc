import { expect, test } from 'vitest';
import { compareNames } from './compare-names.ts';

test('names are ordered as readers expect, numbers by value and case aside', () => {
  const sorted = ['1', '2', '10', '010x', 'a', 'B', 'b2', 'b10', 'C', 'Chapter 9', 'chapter 10', 'é'];
  expect(sorted.toReversed().sort(compareNames)).toEqual(sorted);
});

test('different names never compare as equal, equal ones do', () => {
  expect(compareNames('a', 'A')).not.toBe(0);
  expect(compareNames('01', '1')).not.toBe(0);
  expect(compareNames('a', 'a')).toBe(0);
  expect(Math.sign(compareNames('01', '1'))).toBe(-Math.sign(compareNames('1', '01')));
});
