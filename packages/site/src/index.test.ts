import { expect, test } from 'vitest';
import * as site from './index.ts';

test('the package exports these names', () => {
  expect(Object.keys(site).sort()).toEqual([
    'ROBOTS_TEXT',
    'SHELL_VERSION',
    'aliasHtml',
    'bareName',
    'blameHtml',
    'changesHtml',
    'commitHtml',
    'historyHtml',
    'indexHtml',
    'linksHtml',
    'llmsText',
    'movedHtml',
    'notFoundHtml',
    'olderChangesHtml',
    'olderHistoryHtml',
    'pageFeedXml',
    'pageHtml',
    'readLinks',
    'readMenu',
    'readSidebar',
    'revisionHtml',
    'searchHtml',
    'securityHeaders',
    'sidebarJson',
    'siteAssets',
    'sitemapXml',
    'toIndexHtml',
    'tombstoneHtml',
    'wikiFeedXml',
  ]);
});
