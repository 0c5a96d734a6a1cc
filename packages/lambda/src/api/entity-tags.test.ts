import { expect, it, test } from 'vitest';
import { matchesStrongly, matchesWeakly, readEntityTags } from './entity-tags.ts';

test.each<[string, unknown]>([
  ['"a"', [{ isWeak: false, tag: 'a' }]],
  [
    'W/"a" ,\t"b,c"',
    [
      { isWeak: true, tag: 'a' },
      { isWeak: false, tag: 'b,c' },
    ],
  ],
  [', ,"a",', [{ isWeak: false, tag: 'a' }]],
  ['""', [{ isWeak: false, tag: '' }]],
  [' * ', '*'],
  ['', []],
])('%j is read', (field, expected) => {
  expect(readEntityTags('If-Match', field)).toEqual(expected);
});

test.each(['a', '"a', 'a"', 'w/"a"', '"a" "b"', '"a b"', '*, "a"', '"a",*', '"a"x'])('%j is no list', (field) => {
  expect(() => readEntityTags('If-Match', field)).toThrow(/If-Match is no list/);
});

it('is nothing without the field', () => {
  expect(readEntityTags('If-Match', undefined)).toBeUndefined();
});

it('compares as RFC 9110 says in section 8.8.3.2', () => {
  const weak = [{ isWeak: true, tag: '1' }];
  const strong = [{ isWeak: false, tag: '1' }];
  expect([matchesStrongly(weak, '1'), matchesWeakly(weak, '1')]).toEqual([false, true]);
  expect([matchesStrongly(strong, '1'), matchesWeakly(strong, '1')]).toEqual([true, true]);
  expect([matchesStrongly(strong, '2'), matchesWeakly(strong, '2')]).toEqual([false, false]);
});

it('reads a long list in time that grows with its length', () => {
  const field = `${'"a",'.repeat(2000)}x`;
  expect(() => readEntityTags('If-Match', field)).toThrow();
});
