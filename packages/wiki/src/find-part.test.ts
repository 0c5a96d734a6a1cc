import { seededRandom } from '@holt/storage';
import { expect, it } from 'vitest';
import { findPart } from './find-part.ts';

function findAll(text: string, part: string): number[] {
  const places: number[] = [];
  expect(findPart(text, part, (at) => places.push(at) < 0)).toBe(-1);
  return places;
}

it('finds all occurrences, overlapping ones as well, as indexOf does', () => {
  const seed = 11;
  const random = seededRandom(seed);
  const below = (limit: number) => random.bytes(1).reduce((_, byte) => byte % limit, 0);
  for (let run = 0; run < 3000; run++) {
    const letters = 'ab😀'.slice(0, 1 + below(4));
    const make = (length: number) => Array.from({ length }, () => letters[below(letters.length)]).join('');
    const [text, part, from] = [make(below(60)), make(1 + below(14)), below(10)];
    const expected: number[] = [];
    for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + 1)) expected.push(at);
    const what = `seed ${seed}, run ${run}: ${JSON.stringify([text, part, from])}`;
    expect(findAll(text, part), what).toEqual(expected);
    expect(
      findPart(text, part, () => true, from),
      what,
    ).toBe(text.indexOf(part, from));
  }
});

it('ends with the first that is accepted', () => {
  const asked: number[] = [];
  expect(findPart('aaaaa', 'aa', (at) => asked.push(at) === 3)).toBe(2);
  expect(asked).toEqual([0, 1, 2]);
});

it.each([
  ['in the middle', `${'a'.repeat(100_000)}b${'a'.repeat(100_000)}`],
  ['in front', `b${'a'.repeat(200_000)}`],
  ['at the end', `${'a'.repeat(200_000)}b`],
  ['that is there all over', 'a'.repeat(500_000)],
  ['that is there, but for its end', `${'ab'.repeat(100_000)}b`],
])('takes linear time where a text repeats itself, and what is looked for has its other letter %s', (_where, part) => {
  const before = process.cpuUsage();
  findPart('a'.repeat(1024 * 1024), part, () => false);
  findPart('ab'.repeat(512 * 1024), part, () => false);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000);
});
