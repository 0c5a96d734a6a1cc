import { describe, expect, it } from 'vitest';
import { readHandlerEnvironment, readServiceEnvironment } from './read-environment.ts';

const SECRET = '0123456789abcdefghijklmnopqrstuvwxyz-_AB';
const GOOD = { HOLT_BUCKET: 'holt-production-wikis-1', HOLT_ORIGIN_SECRET: SECRET };
const PROVIDER = {
  HOLT_OIDC_ISSUER: 'https://login.example',
  HOLT_OIDC_CLIENT_ID: 'holt',
  HOLT_OIDC_CLIENT_SECRET: 'client-secret-value',
  HOLT_OWNERS: 'ada@example.org',
};

describe('the environment of a handler behind a URL', () => {
  it('needs a bucket and a secret; nobody can sign in then', () => {
    expect(readServiceEnvironment(GOOD)).toEqual({
      bucket: 'holt-production-wikis-1',
      logLevel: 'info',
      originSecrets: [SECRET],
      signIn: undefined,
    });
  });

  it('may name two secrets, a provider and a level; what is empty counts as unset', () => {
    const env = { ...GOOD, ...PROVIDER, HOLT_ORIGIN_SECRET: `${SECRET}, ${SECRET}2`, HOLT_LOG_LEVEL: 'warn' };
    expect(readServiceEnvironment(env)).toMatchObject({
      logLevel: 'warn',
      originSecrets: [SECRET, `${SECRET}2`],
      signIn: { issuer: 'https://login.example', clientId: 'holt', owners: ['ada@example.org'] },
    });
    const empty = { ...GOOD, HOLT_OIDC_ISSUER: '', HOLT_OIDC_CLIENT_ID: '', HOLT_LOG_LEVEL: '' };
    expect(readServiceEnvironment(empty)).toMatchObject({ logLevel: 'info', signIn: undefined });
  });

  it('is refused with all that is wrong in one message, which repeats no value', () => {
    const env = {
      HOLT_BUCKET: 'Not_A_Bucket',
      HOLT_ORIGIN_SECRET: 'short-secret',
      HOLT_LOG_LEVEL: 'loud',
      HOLT_OIDC_ISSUER: 'http://login.example?tenant=7',
    };
    let message = '';
    try {
      readServiceEnvironment(env);
    } catch (error) {
      expect(error).toBeInstanceOf(TypeError);
      ({ message } = error as TypeError);
    }
    expect(message).toMatch(
      /^The handler can't start: HOLT_BUCKET .*; HOLT_LOG_LEVEL .*; HOLT_ORIGIN_SECRET .*; .*HOLT_OIDC_ISSUER .*; HOLT_OIDC_CLIENT_ID .*\.$/,
    );
    for (const value of Object.values(env)) expect(message).not.toContain(value);
  });

  it.each([
    ['none', undefined],
    ['an empty one', ''],
    ['three', [SECRET, SECRET, SECRET].join()],
    ['one that is short', 'x'.repeat(31)],
    ['one beside nothing', `${SECRET},`],
    ['one that a header would not carry', `${SECRET} ä`],
  ])('is refused with another number or form of secrets (%s)', (_which, secret) => {
    expect(() => readServiceEnvironment({ ...GOOD, HOLT_ORIGIN_SECRET: secret })).toThrow(/HOLT_ORIGIN_SECRET/);
  });
});

describe('the environment of the maintenance', () => {
  it('needs a bucket alone', () => {
    expect(readHandlerEnvironment({ HOLT_BUCKET: 'wikis' })).toEqual({ bucket: 'wikis', logLevel: 'info' });
    expect(() => readHandlerEnvironment({})).toThrow("The handler can't start: HOLT_BUCKET must be");
  });
});
