import { expect, test } from 'vitest';
import { applyDelta } from './apply-delta.ts';

const BASE = Buffer.from('0123456789');
const LARGE = Buffer.alloc(70_000, 'abc');

test('a delta copies from its base and inserts bytes of its own', () => {
  const delta = [10, 7, 0x91, 2, 3, 2, 0x78, 0x79, 0x90, 2];
  expect(Buffer.from(applyDelta(BASE, Uint8Array.from(delta))).toString()).toBe('234xy01');
  expect(applyDelta(BASE, Uint8Array.from([10, 0]))).toHaveLength(0);
});

test('a copy without a length is one of 65,536 bytes, one without an offset begins at 0', () => {
  const size = [0xf0, 0xa2, 0x04];
  expect(applyDelta(LARGE, Uint8Array.from([...size, 0x80, 0x80, 0x04, 0x80]))).toEqual(LARGE.subarray(0, 0x10000));
  const offset = applyDelta(LARGE, Uint8Array.from([...size, 2, 0x93, 0x68, 0x10, 2]));
  expect(offset).toEqual(LARGE.subarray(0x1068, 0x106a));
});

test.each<[string, number[], RegExp]>([
  ['no bytes', [], /cut off/],
  ['half a size', [0x80], /cut off/],
  ['the size of another base', [9, 0], /base of another size/],
  ['a copy from behind the end', [10, 4, 0x91, 8, 4], /behind the end/],
  ['a copy that begins behind the end', [10, 1, 0x91, 200, 1], /behind the end/],
  ['an insertion that is cut off', [10, 4, 4, 1, 2], /cut off/],
  ['a copy that is cut off', [10, 4, 0x91, 8], /cut off/],
  ['the instruction 0', [10, 1, 0], /does not know/],
  ['less than it says', [10, 5, 0x90, 4], /another size/],
  ['more than it says', [10, 3, 0x90, 4], /another size/],
])('a delta with %s is damaged', (_, delta, message) => {
  expect(() => applyDelta(BASE, Uint8Array.from(delta))).toThrow(message);
});
