import { describe, expect, it } from 'vitest';
import { isLinearizable, type Operation } from './is-linearizable.ts';

const NEVER = Number.POSITIVE_INFINITY;
const read = (value: string | undefined, invoked: number, answered: number): Operation => ({
  kind: 'read',
  value,
  invoked,
  answered,
});
const write = (value: string, invoked: number, answered: number): Operation => ({
  kind: 'write',
  value,
  invoked,
  answered,
});
const swap = (from: string, to: string, invoked: number, answered: number): Operation => ({
  kind: 'swap',
  from,
  to,
  invoked,
  answered,
});
const remove = (invoked: number, answered: number): Operation => ({ kind: 'delete', invoked, answered });
const refusal = (from: string, invoked: number, answered: number): Operation => ({
  kind: 'refusal',
  from,
  invoked,
  answered,
});
const unknown = (operation: Operation): Operation => ({ ...operation, answered: NEVER, optional: true });

describe('can have happened', () => {
  it.each<[string, Operation[]]>([
    ['nothing', []],
    [
      'one after the other',
      [
        write('a', 1, 2),
        read('a', 3, 4),
        swap('a', 'b', 5, 6),
        read('b', 7, 8),
        remove(9, 10),
        read(undefined, 11, 12),
      ],
    ],
    ['a read beside a write, of either value', [write('a', 1, 6), read('0', 2, 3), read('a', 4, 5)]],
    [
      'two writes at once, read in the other order than they were sent',
      [write('a', 1, 9), write('b', 2, 8), read('b', 3, 4), read('a', 5, 6)],
    ],
    [
      'a write of unknown outcome that is seen much later',
      [unknown(write('a', 1, 2)), read('0', 3, 4), write('b', 5, 6), read('a', 7, 8)],
    ],
    ['a write of unknown outcome that is never seen', [unknown(write('a', 1, 2)), read('0', 3, 4)]],
    ['a refusal, as another value was there', [write('a', 1, 2), refusal('0', 3, 4)]],
    ['an edit refused at the very time at which another one succeeds', [swap('0', 'a', 1, 4), refusal('0', 2, 3)]],
    ['many at once', Array.from({ length: 40 }, (_, i) => write(String(i), 1, 100))],
  ])('%s', (_, operations) => {
    expect(isLinearizable(operations, '0')).toBe(true);
  });
});

describe("can't have happened", () => {
  it.each<[string, Operation[]]>([
    ['a read of what nobody wrote', [read('a', 1, 2)]],
    ['a read that misses an acknowledged write', [write('a', 1, 2), read('0', 3, 4)]],
    ['a value that comes back after a newer one was read', [write('a', 1, 9), read('a', 2, 3), read('0', 4, 5)]],
    ['two edits of one value', [swap('0', 'a', 1, 5), swap('0', 'b', 2, 6)]],
    ['a write seen before it was sent', [read('a', 1, 2), write('a', 3, 4)]],
    ['an acknowledged edit of a value that was not there', [swap('a', 'b', 1, 2)]],
    ['the deletion of what is gone', [remove(1, 2), remove(3, 4)]],
    ['a refusal though the value was there', [refusal('0', 1, 2)]],
    [
      'a write of unknown outcome that is seen, and then was not',
      [unknown(write('a', 1, 2)), read('a', 3, 4), read('0', 5, 6)],
    ],
    [
      'reads that disagree on the order of two writes',
      [write('a', 1, 20), write('b', 2, 20), read('a', 3, 4), read('b', 5, 6), read('a', 7, 8)],
    ],
  ])('%s', (_, operations) => {
    expect(isLinearizable(operations, '0')).toBe(false);
  });
});
