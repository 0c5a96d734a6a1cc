import { expect, test } from 'vitest';
import * as edge from './index.js';

test('the package exports what others rely on', () => {
  expect(Object.keys(edge).sort()).toEqual(
    [
      ...['allows', 'isWithin', 'levelOf', 'LEVELS', 'rank', 'roleOf'],
      ...['checkAccessRecord', 'encodeAccessRecord', 'parseAccessRecord'],
      ...['isPlainText', 'isWikiPattern', 'readClaims'],
      ...[
        'BEHAVIORS',
        'resolve',
        'checkFilePath',
        'checkPagePath',
        'checkWikiId',
        'foldPath',
        'toPagePath',
        'HOME_PAGE',
      ],
      ...['assetKey', 'dashKey', 'fileKey', 'fragmentsPrefix', 'gitPrefix', 'markdownKey', 'pageKey', 'sidebarKey'],
      ...[
        'accessKey',
        'HOME_KEY',
        'KEY_VALUES_KEY',
        'hostKey',
        'KID_PATTERN',
        'kidKey',
        'revokedSubjectKey',
        'revokedTokenKey',
      ],
      ...['settingsKey', 'SITE_KEY'],
      ...['assetUrl', 'dashUrl', 'fileUrl', 'gitUrl', 'markdownUrl', 'pageUrl', 'wikiUrl'],
    ].sort(),
  );
});
