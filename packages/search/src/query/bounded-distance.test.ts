import { expect, it } from 'vitest';
import { boundedDistance } from './bounded-distance.ts';

it.each([
  ['horse', 'horse', 0],
  ['horse', 'hrose', 1],
  ['horse', 'house', 1],
  ['horse', 'hose', 1],
  ['horse', 'horses', 1],
  ['consistency', 'consistancyy', 2],
  ['consistency', 'cnosistnecy', 2],
  ['abcd', 'badc', 2],
  ['abcd', 'dcba', Infinity],
  ['', 'ab', 2],
  ['', 'abc', Infinity],
])('%j is %j but for %d typos', (a, b, distance) => {
  expect(boundedDistance(a, b, 2)).toBe(distance);
  expect(boundedDistance(b, a, 2)).toBe(distance);
  expect(boundedDistance(a, b, 1)).toBe(distance <= 1 ? distance : Infinity);
});
