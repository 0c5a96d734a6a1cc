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

it('is what trying all typos finds, for words of few letters', () => {
  let state = 7;
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
  const word = (): string => Array.from({ length: next(6) }, () => 'abc'[next(3)]).join('');
  for (let round = 0; round < 500; round++) {
    const [a, b] = [word(), word()];
    for (const most of [0, 1, 2]) {
      const distance = unboundedDistance(a, b);
      expect(boundedDistance(a, b, most), `${a} ${b} ${most}`).toBe(distance <= most ? distance : Infinity);
    }
  }
});

function unboundedDistance(a: string, b: string): number {
  const at = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j;
    const isSame = a[i - 1] === b[j - 1];
    const costs = [at(i - 1, j) + 1, at(i, j - 1) + 1, at(i - 1, j - 1) + (isSame ? 0 : 1)];
    if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) costs.push(at(i - 2, j - 2) + 1);
    return Math.min(...costs);
  };
  return at(a.length, b.length);
}
