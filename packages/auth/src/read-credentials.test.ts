import { describe, expect, it } from 'vitest';
import { readCredentials } from './read-credentials.ts';

const basic = (pair: string) => `Basic ${Buffer.from(pair).toString('base64')}`;

describe('an Authorization header', () => {
  it.each([
    ['a bearer token', 'Bearer a.b.c', 'a.b.c'],
    ['a scheme in small letters', 'bearer a.b.c', 'a.b.c'],
    ['the password of a user', basic('me:a.b.c'), 'a.b.c'],
    ['the password of nobody', basic(':a.b.c'), 'a.b.c'],
    ['a password with a colon', basic('me:a:b'), 'a:b'],
    ['a scheme in capitals', basic('me:a.b.c').replace('Basic', 'BASIC'), 'a.b.c'],
  ])('gives %s', (_title, authorization, token) => {
    expect(readCredentials({ authorization })).toEqual({ token, source: 'header' });
  });

  it.each([
    ['empty', ''],
    ['a scheme alone', 'Bearer'],
    ['another scheme', 'Digest a.b.c'],
    ['a token alone', 'a.b.c'],
    ['two words', 'Bearer a b'],
    ['two spaces', 'Bearer  a.b.c'],
    ['a tab', 'Bearer\ta.b.c'],
    ['a space before', ' Bearer a.b.c'],
    ['two headers in one', 'Bearer a.b.c, Bearer d.e.f'],
    ['two kinds in one', `Bearer a.b.c,${basic('me:a.b.c')}`],
    ['a user without a password', basic('me')],
    ['an empty password', basic('me:')],
    ['no base64', 'Basic me:a.b.c'],
    ['of two lines', 'Bearer a.b.c\n'],
  ])('is refused when it is %s, even with a good cookie', (_title, authorization) => {
    expect(() => readCredentials({ authorization, cookie: '__Host-holt=a.b.c' })).toThrow(
      expect.objectContaining({ code: 'token-malformed' }),
    );
  });

  it('counts alone', () => {
    const cookie = '__Host-holt=cookie; __Host-holt=other';
    expect(readCredentials({ authorization: 'Bearer header', cookie })).toEqual({ token: 'header', source: 'header' });
  });
});

describe('a Cookie header', () => {
  it.each([
    ['alone', '__Host-holt=a.b.c'],
    ['among others', 'theme=dark; __Host-holt=a.b.c; x=1'],
    ['without spaces', 'theme=dark;__Host-holt=a.b.c;x=1'],
    ['beside one that looks alike', '__host-holt=x; holt=x; __Host-holt2=x; x__Host-holt=x; __Host-holt=a.b.c'],
    ['beside a cookie whose value names it', 'x=__Host-holt=evil; __Host-holt=a.b.c'],
    ['beside words that are no cookies', '__Host-holt; __Host-holt=a.b.c; ;'],
  ])('gives the session %s', (_title, cookie) => {
    expect(readCredentials({ cookie })).toEqual({ token: 'a.b.c', source: 'cookie' });
  });

  it.each([
    ['the same twice', '__Host-holt=a.b.c; __Host-holt=a.b.c'],
    ['a good one and an empty one', '__Host-holt=; __Host-holt=a.b.c'],
    ['one with blanks before its equals sign', '__Host-holt=a.b.c; __Host-holt =d.e.f'],
  ])('is refused with two sessions: %s', (_title, cookie) => {
    expect(() => readCredentials({ cookie })).toThrow(expect.objectContaining({ code: 'token-malformed' }));
  });

  it.each(['"a.b.c"', ' a.b.c', 'a.b.c ', '\ta.b.c'])('keeps what no token has: %j', (token) => {
    expect(readCredentials({ cookie: `x=1; __Host-holt=${token}; y=1` })).toEqual({ token, source: 'cookie' });
  });
});

it.each([
  ['has neither header', {}],
  ['has null headers', { authorization: null, cookie: null }],
  ['has other cookies only', { cookie: 'theme=dark' }],
  ['has an empty session', { cookie: '__Host-holt=' }],
])('a request that %s brings no token', (_title, headers) => {
  expect(() => readCredentials(headers)).toThrow(expect.objectContaining({ code: 'token-missing' }));
});
