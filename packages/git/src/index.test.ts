import { expect, test } from 'vitest';
import * as git from './index.ts';

test('the package exports exactly these values', () => {
  expect(Object.keys(git).toSorted()).toEqual([
    'GitError',
    'blame',
    'copyHistory',
    'copyRepository',
    'countCommits',
    'createPatch',
    'decodeCommit',
    'decodeTree',
    'diffTrees',
    'emptyTree',
    'encodeBlob',
    'encodeCommit',
    'encodeLooseObject',
    'encodeTree',
    'findEntry',
    'foldObjects',
    'hashObject',
    'isFoldDue',
    'isOid',
    'listTree',
    'logPath',
    'looseObjectPath',
    'mergeTexts',
    'openGitFolder',
    'openRepository',
    'revertCommit',
    'verifyHistory',
    'walkCommits',
  ]);
});
