import { expect, it } from 'vitest';
import { replaceText } from './replace-text.ts';

it('refuses in linear time a text that is not there, in a page that repeats itself', () => {
  const half = 'a'.repeat(100_000);
  const edit = { op: 'edit', path: 'P', oldText: `${half}b${half}`, newText: 'x' } as const;
  const before = process.cpuUsage();
  expect(() => replaceText('a'.repeat(1024 * 1024), edit)).toThrow(/does not contain the text/);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000);
});

it('counts in linear time a text that is there very often', () => {
  const edit = { op: 'edit', path: 'P', oldText: 'a'.repeat(500_000), newText: 'x', count: 400_000 } as const;
  const before = process.cpuUsage();
  expect(() => replaceText('a'.repeat(1024 * 1024), edit)).toThrow(/overlapping/);
  expect(process.cpuUsage(before).user / 1000).toBeLessThan(1000);
});
