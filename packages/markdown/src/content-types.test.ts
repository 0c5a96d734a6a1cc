import { expect, test } from 'vitest';
import { contentTypeOf } from './content-types.ts';

test.each([
  ['a.png', 'image/png'],
  ['folder/A.PNG', 'image/png'],
  ['a.tar.gz', 'application/gzip'],
  ['notes.txt', 'text/plain; charset=utf-8'],
  ['Page', undefined],
  ['Node.js', undefined],
  ['v1.2', undefined],
  ['.png', undefined],
  ['folder.png/Page', undefined],
  ['a.constructor', undefined],
  ['a.md', undefined],
])('%s is %s', (path, type) => {
  expect(contentTypeOf(path)).toBe(type);
});
