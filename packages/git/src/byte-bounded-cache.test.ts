import { expect, test } from 'vitest';
import { createByteBoundedCache } from './byte-bounded-cache.ts';

test('the values used longest ago make room for new ones', () => {
  const cache = createByteBoundedCache<string>(10);
  cache.set('a', 'A', 4);
  cache.set('b', 'B', 4);
  expect(cache.get('a')).toBe('A');
  cache.set('c', 'C', 4);
  expect([cache.get('a'), cache.get('b'), cache.get('c')]).toEqual(['A', undefined, 'C']);
});

test('a value larger than the cache is not kept and drives nothing out', () => {
  const cache = createByteBoundedCache<string>(10);
  cache.set('a', 'A', 10);
  cache.set('big', 'BIG', 11);
  expect([cache.get('a'), cache.get('big')]).toEqual(['A', undefined]);
});

test('setting a key again counts its bytes once', () => {
  const cache = createByteBoundedCache<string>(10);
  for (let i = 0; i < 5; i++) cache.set('a', 'A', 4);
  cache.set('b', 'B', 6);
  expect([cache.get('a'), cache.get('b')]).toEqual(['A', 'B']);
});
