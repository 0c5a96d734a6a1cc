import { expect, test } from 'vitest';
import { chooseCoding, isCompressible } from './compression.ts';

test.each([
  [undefined, undefined],
  ['', undefined],
  ['gzip', 'gzip'],
  ['br', 'br'],
  ['gzip, deflate, br, zstd', 'br'],
  ['GZIP', 'gzip'],
  ['gzip;q=1, br;q=0.5', 'gzip'],
  ['gzip;q=0.5, br;q=0.501', 'br'],
  ['br;q=0, gzip', 'gzip'],
  ['br;q=0, gzip;q=0.000', undefined],
  ['*', 'br'],
  ['*;q=0', undefined],
  ['br;q=0, *', 'gzip'],
  ['identity', undefined],
  ['identity;q=1, br;q=0.5', undefined],
  ['identity;q=0.5, br', 'br'],
  ['deflate', undefined],
  ['gzip;q=2', undefined],
  ['gzip;q=x', undefined],
  ['gzip ; q=0.5 , br ; q=0.4', 'gzip'],
])('Accept-Encoding %j chooses %j', (field, coding) => expect(chooseCoding(field)).toBe(coding));

test.each([
  ['text/html; charset=utf-8', 1_000, true],
  ['TEXT/HTML', 10_000_000, true],
  ['image/svg+xml', 5_000, true],
  ['application/json', 5_000, true],
  ['text/html', 999, false],
  ['text/html', 10_000_001, false],
  ['text/markdown; charset=utf-8', 5_000, false],
  ['image/png', 5_000, false],
  ['application/octet-stream', 5_000, false],
  ['', 5_000, false],
])('%s of %d bytes is compressible: %s', (type, sizeBytes, expected) =>
  expect(isCompressible(type, sizeBytes)).toBe(expected),
);
