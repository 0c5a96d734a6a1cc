import { expect, it } from 'vitest';
import * as api from './index.ts';

it('exports what it promises and nothing else', () => {
  expect(Object.keys(api).sort()).toEqual([
    'AuthError',
    'cleanUpTokens',
    'createAuthHandler',
    'isOwnOrigin',
    'isSiteOwner',
    'mintToken',
    'openAgentTokens',
    'openKeyRing',
    'readAuthSettings',
    'readCredentials',
    'revokeSubject',
    'verifyCredentials',
    'verifyToken',
  ]);
});
