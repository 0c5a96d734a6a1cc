import { expect, it } from 'vitest';
import * as api from './index.ts';

it('exports what it promises and nothing else', () => {
  expect(Object.keys(api).sort()).toEqual([
    'AuthError',
    'bearerChallenge',
    'cleanUpTokens',
    'createAuthHandler',
    'describeResource',
    'findDescribedPath',
    'findResourcePath',
    'findSite',
    'grantedWikis',
    'isFromOutside',
    'isOwnOrigin',
    'isSiteOwner',
    'mintToken',
    'openAccessTokens',
    'openAgentTokens',
    'openKeyRing',
    'readAuthSettings',
    'readCredentials',
    'revokeSubject',
    'verifyCredentials',
    'verifyToken',
  ]);
});
