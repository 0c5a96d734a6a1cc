import { expect, test } from 'vitest';
import * as markdown from './index.ts';

test('the package exports these names', () => {
  expect(Object.keys(markdown).sort()).toEqual([
    'MAX_PAGE_BYTES',
    'contentTypeOf',
    'estimateWorkUs',
    'findLinks',
    'readFrontMatter',
    'readMenuEntries',
    'readTitle',
    'renderPage',
    'renderPageSafely',
    'rewriteLinks',
  ]);
});
