import { expect, it } from 'vitest';
import { seededRandom } from './seeded-random.ts';

it('gives the same bytes for the same seed, in whatever portions', () => {
  const [a, b] = [seededRandom(7), seededRandom(7)];
  const whole = a.bytes(100);
  expect([...b.bytes(1), ...b.bytes(0), ...b.bytes(66), ...b.bytes(33)]).toEqual([...whole]);
  expect(Buffer.from(whole.subarray(0, 8)).toString('hex')).toMatchInlineSnapshot(`"6bc640720fe87aca"`);
});

it('gives other bytes for another seed, and goes on giving new ones', () => {
  const hex = [seededRandom(1), seededRandom(2), seededRandom('1')].map((random) =>
    Buffer.from(random.bytes(16)).toString('hex'),
  );
  expect(new Set(hex).size).toBe(3);
  const random = seededRandom(1);
  expect(random.bytes(16)).not.toEqual(random.bytes(16));
});
