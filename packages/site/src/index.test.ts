import { expect, test } from 'vitest';
import * as site from './index.ts';

test('the package exports these names', () => {
  expect(Object.keys(site).sort()).toEqual([
    'SHELL_VERSION',
    'aliasHtml',
    'changesHtml',
    'commitHtml',
    'indexHtml',
    'notFoundHtml',
    'pageHtml',
    'readSidebar',
    'securityHeaders',
    'sidebarJson',
    'siteAssets',
    'toIndexHtml',
    'tombstoneHtml',
  ]);
});
