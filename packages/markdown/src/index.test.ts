import { expect, test } from 'vitest';
import * as markdown from './index.ts';

test('the package exports these names', () => {
  expect(Object.keys(markdown).sort()).toEqual([
    'MAX_PAGE_BYTES',
    'PropertiesError',
    'contentRange',
    'contentTypeOf',
    'estimateWorkUs',
    'findLinks',
    'findSections',
    'isPlainText',
    'listComments',
    'listSections',
    'readFrontMatter',
    'readMenuEntries',
    'readProperties',
    'readTags',
    'readTitle',
    'renderPage',
    'renderPageSafely',
    'rewriteLinks',
    'setProperties',
    'spliceBlock',
  ]);
});
