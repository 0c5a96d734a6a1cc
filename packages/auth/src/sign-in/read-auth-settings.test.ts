import { expect, it } from 'vitest';
import { isOwner } from './is-owner.ts';
import { readAuthSettings } from './read-auth-settings.ts';

const ENV = { HOLT_OIDC_ISSUER: 'https://id.example/tenant', HOLT_OIDC_CLIENT_ID: 'holt' };

it('reads what is needed, with defaults for the rest', () => {
  expect(readAuthSettings(ENV)).toEqual({
    issuer: 'https://id.example/tenant',
    clientId: 'holt',
    scopes: ['openid', 'email', 'profile'],
    owners: [],
  });
});

it('reads everything', () => {
  const env = {
    HOLT_OIDC_ISSUER: ' http://127.0.0.1:9000/ ',
    HOLT_OIDC_CLIENT_ID: 'holt',
    HOLT_OIDC_CLIENT_SECRET: 'a secret',
    HOLT_OIDC_SCOPES: 'openid  email groups openid',
    HOLT_OWNERS: 'Alice@Example.com, @Example.org,sub:Abc|1,',
    HOLT_OIDC_ACCESS_TOKEN_TYPE: 'JWT',
  };
  expect(readAuthSettings(env)).toEqual({
    issuer: 'http://127.0.0.1:9000/',
    clientId: 'holt',
    clientSecret: 'a secret',
    scopes: ['openid', 'email', 'groups'],
    owners: ['alice@example.com', '@example.org', 'sub:Abc|1'],
    accessTokenType: 'JWT',
  });
  expect(readAuthSettings({ ...ENV, HOLT_OIDC_ACCESS_TOKEN_TYPE: 'at+jwt' })).toEqual(readAuthSettings(ENV));
});

it.each([
  ['HOLT_OIDC_ISSUER', undefined],
  ['HOLT_OIDC_ISSUER', ''],
  ['HOLT_OIDC_ISSUER', 'id.example'],
  ['HOLT_OIDC_ISSUER', 'http://id.example'],
  ['HOLT_OIDC_ISSUER', 'http://127.0.0.1.evil.example'],
  ['HOLT_OIDC_ISSUER', 'https://user:word@id.example'],
  ['HOLT_OIDC_ISSUER', 'https://id.example?a=b'],
  ['HOLT_OIDC_ISSUER', 'https://id.example#a'],
  ['HOLT_OIDC_ISSUER', 'javascript:alert(1)'],
  ['HOLT_OIDC_ACCESS_TOKEN_TYPE', 'jwt'],
  ['HOLT_OIDC_ACCESS_TOKEN_TYPE', 'at+jwt JWT'],
  ['HOLT_OIDC_CLIENT_ID', undefined],
  ['HOLT_OIDC_CLIENT_ID', ' '],
  ['HOLT_OIDC_CLIENT_SECRET', 'a\u0000b'],
  ['HOLT_OIDC_CLIENT_SECRET', '  '],
  ['HOLT_OIDC_SCOPES', 'email profile'],
  ['HOLT_OIDC_SCOPES', 'openid "email"'],
  ['HOLT_OWNERS', 'alice'],
  ['HOLT_OWNERS', 'alice@'],
  ['HOLT_OWNERS', 'alice@example'],
  ['HOLT_OWNERS', '@'],
  ['HOLT_OWNERS', 'a@b@example.com'],
  ['HOLT_OWNERS', 'alice@example.com bob@example.com'],
  ['HOLT_OWNERS', 'sub:'],
  ['HOLT_OWNERS', '*'],
])('names %s when it is %j, and does not repeat it', (name, value) => {
  const attempt = () => readAuthSettings({ ...ENV, [name]: value });
  expect(attempt).toThrow(TypeError);
  expect(attempt).toThrow(new RegExp(`^Sign-in can't be set up: ${name} must be [^;]+\\.$`));
});

it('names all that is wrong at once', () => {
  const attempt = () =>
    readAuthSettings({ HOLT_OIDC_SCOPES: 'x', HOLT_OWNERS: 'x', HOLT_OIDC_CLIENT_SECRET: '\u0001x' });
  for (const name of ['ISSUER', 'CLIENT_ID', 'CLIENT_SECRET', 'SCOPES']) expect(attempt).toThrow(`HOLT_OIDC_${name}`);
  expect(attempt).toThrow('HOLT_OWNERS');
});

it.each([
  ['alice@example.com', true],
  ['@example.com', true],
  ['sub:alice-1', true],
  ['@ample.com', false],
  ['@sub.example.com', false],
  ['lice@example.com', false],
  ['sub:alice', false],
  ['sub:alice@example.com', false],
])('an owner who is named as %s: %s', (owner, expected) => {
  expect(isOwner({ subject: 'alice-1', email: 'alice@example.com' }, [owner])).toBe(expected);
});

it('makes nobody an owner by an address that the provider has not verified', () => {
  expect(isOwner({ subject: 'alice-1' }, ['alice@example.com', '@example.com', '@undefined', ''])).toBe(false);
});
