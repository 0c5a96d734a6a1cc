import { expect, test } from 'vitest';
import * as edge from './index.js';

test('the package exports what others rely on', () => {
  expect(Object.keys(edge).sort()).toEqual(
    [
      ...[
        'allows',
        'resolve',
        'checkFilePath',
        'checkPagePath',
        'checkWikiId',
        'foldPath',
        'toPagePath',
        'HOME_KEY',
        'HOME_PAGE',
      ],
      ...['assetKey', 'dashKey', 'fileKey', 'fragmentsPrefix', 'gitPrefix', 'markdownKey', 'pageKey', 'publicKey'],
      ...['settingsKey', 'sidebarKey'],
      ...['assetUrl', 'dashUrl', 'fileUrl', 'gitUrl', 'markdownUrl', 'pageUrl', 'wikiUrl'],
    ].sort(),
  );
});
