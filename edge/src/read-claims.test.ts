import { describe, expect, test } from 'vitest';
import { goodClaims } from '../testing/token-cases.ts';
import { isPlainText, isWikiPattern, readClaims } from './index.js';

const NOW_SECONDS = 1_800_000_000;
const SITE = { iss: 'https://wiki.example', aud: 'wikis' };
const read = (changes: object) =>
  readClaims({ ...goodClaims({ ...SITE, nowSeconds: NOW_SECONDS }), ...changes }, SITE, NOW_SECONDS);

test('claims come back by their names, and only those that are there', () => {
  expect(read({ scope: 'write read read admin', more: 1 })).toEqual({
    subject: 'user-1',
    issuedAt: NOW_SECONDS - 10,
    expiresAt: NOW_SECONDS + 900,
    scope: ['write', 'read'],
    wikis: ['me/notes'],
  });
  expect(Object.keys(read({}))).not.toContain('paths');
  expect(read({ jti: 'a-1', name: 'Zoë', paths: ['Team'], scope: 'manage' })).toMatchObject({
    id: 'a-1',
    name: 'Zoë',
    paths: ['Team'],
    scope: ['manage'],
  });
});

test.each([null, undefined, 1, 'text', [], true])('%o has no claims', (payload) => {
  expect(readClaims(payload, SITE, NOW_SECONDS)).toBe('iss');
});

test('a site without names takes no token', () => {
  const payload = { ...goodClaims({ iss: '', aud: '', nowSeconds: NOW_SECONDS }) };
  expect(readClaims(payload, { iss: '', aud: '' }, NOW_SECONDS)).toBe('iss');
  expect(readClaims({ ...payload, iss: 'a' }, { iss: 'a', aud: '' }, NOW_SECONDS)).toBe('aud');
});

test.each<[string, object]>([
  ['iss', { iss: 'x' }],
  ['aud', { aud: ['wikis'] }],
  ['sub', { sub: 1 }],
  ['sub', { sub: ' ' }],
  ['sub', { sub: 'a\nb' }],
  ['sub', { sub: 'a'.repeat(257) }],
  ['sub', { sub: 'a\ud800' }],
  ['iat', { iat: NOW_SECONDS + 31 }],
  ['exp', { exp: NOW_SECONDS }],
  ['nbf', { nbf: NOW_SECONDS + 31 }],
  ['jti', { jti: 'a b' }],
  ['jti', { jti: '' }],
  ['jti', { jti: 'a'.repeat(65) }],
  ['jti', { jti: 1 }],
  ['name', { name: '' }],
  ['name', { name: null }],
  ['scope', { scope: ['read'] }],
  ['wikis', { wikis: ['me/n*'] }],
  ['wikis', { wikis: 'me/notes' }],
  ['paths', { paths: ['a//b'] }],
  ['paths', { paths: 'a' }],
  ['paths', { paths: [1] }],
])('%s is told to be wrong in %o', (claim, changes) => expect(read(changes)).toBe(claim));

describe('patterns of wikis', () => {
  test.each(['*', 'me/*', 'me/notes', '*:reader', 'me/*:editor', 'me/notes:owner'])('%s is one', (pattern) => {
    expect(isWikiPattern(pattern)).toBe(true);
  });

  test.each([
    ...['', 'me', 'me/', '/notes', '*/notes', '*/*', 'me/n*', 'me/notes/x', 'Me/notes', 'assets/*', 'api/x'],
    ...[
      'me/notes:',
      'me/notes:public',
      'me/notes:admin',
      'me/notes:owner:',
      'me/notes:owner ',
      'me/notes\n',
      '**',
      ':owner',
    ],
  ])('%j is none', (pattern) => expect(isWikiPattern(pattern)).toBe(false));

  test.each([undefined, null, 1, ['*'], {}])('%o is none', (value) => expect(isWikiPattern(value)).toBe(false));
});

test('plain text has 1 to 256 units, whole characters and no controls', () => {
  const yes = ['a', 'Zoë', '😀'.repeat(128), 'a b', 'x'.repeat(256), 'نیم\u200cفاصله'];
  const no = [
    '',
    ' ',
    '\t',
    'a\u0000',
    'a\u007f',
    'a\u0085',
    'a\u2028',
    '\ufffd',
    'a\udc00',
    '😀'.repeat(129),
    1,
    null,
  ];
  expect(yes.map((text) => isPlainText(text))).toEqual(yes.map(() => true));
  expect(no.map((text) => isPlainText(text))).toEqual(no.map(() => false));
});
