import { expect, it } from 'vitest';
import { compareKeys } from './compare-keys.ts';

it('orders as UTF-8 bytes do', () => {
  const keys = [
    '',
    'A',
    'a',
    'a-',
    'a/',
    'a/b',
    'a0',
    'é',
    '\u07ff',
    '\u0800',
    '\ud7ff',
    '\ue000',
    '\uff5e',
    '\uffff',
    '😀',
    '😁',
    '😀a',
  ];
  for (const a of keys) {
    for (const b of keys) {
      expect(Math.sign(compareKeys(a, b)), `${a} ${b}`).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    }
  }
});
