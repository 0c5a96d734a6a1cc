import { expect, it } from 'vitest';
import { counted } from './counted.ts';

it('puts one thing in the singular, and none or several in the plural', () => {
  expect([0, 1, 2].map((count) => counted(count, 'file'))).toEqual(['0 files', '1 file', '2 files']);
  expect([1, 21].map((count) => counted(count, 'link leads', 'links lead'))).toEqual(['1 link leads', '21 links lead']);
});
