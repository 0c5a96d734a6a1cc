import { expect, test } from 'vitest';
import { matchesIfNoneMatch, matchesIfRange } from './conditional-request.ts';

test.each([
  [undefined, '"a"', false],
  ['"a"', '"a"', true],
  ['W/"a"', '"a"', true],
  ['"a"', 'W/"a"', true],
  ['"b", W/"a", "c"', '"a"', true],
  ['"b","c"', '"a"', false],
  ['*', '"a"', true],
  [' * ', '"a"', true],
  ['a', '"a"', false],
  ['"A"', '"a"', false],
  ['"x, "a"', '"a"', false],
  ['', '"a"', false],
])('If-None-Match %j against %s: %s', (field, etag, expected) =>
  expect(matchesIfNoneMatch(field, etag)).toBe(expected),
);

test.each([
  [undefined, '"a"', true],
  ['"a"', '"a"', true],
  ['"b"', '"a"', false],
  ['W/"a"', 'W/"a"', false],
  ['Sat, 21 Nov 2026 00:00:00 GMT', '"a"', false],
])('If-Range %j against %s: %s', (field, etag, expected) => expect(matchesIfRange(field, etag)).toBe(expected));
