import { expect, it } from 'vitest';
import * as api from './index.ts';

it('exports what it promises and nothing else', () => {
  expect(Object.keys(api).sort()).toEqual([
    'MAX_FILE_BYTES',
    'WikiError',
    'checkFileType',
    'fileNotFound',
    'findSection',
    'isGrantedTo',
    'listComments',
    'listSections',
    'maintainWikis',
    'namesOf',
    'openAccessSettings',
    'openWikis',
    'pageNotFound',
    'pageOfFile',
    'parseGrantee',
    'parseWikiId',
    'publishAssets',
    'readProperties',
    'searchRootKey',
  ]);
});
