import { createHmac } from 'node:crypto';
import { revokedSubjectKey } from '@holt/edge';
import {
  type KeyValueStore,
  type ManualClock,
  MemoryObjectStore,
  manualClock,
  openKeyValueStore,
  seededRandom,
} from '@holt/storage';
import { exportSPKI, importJWK } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openKeyRing } from '../key-ring.ts';
import { mintToken } from '../mint-token.ts';
import { revokeSubject } from '../revoke-subject.ts';
import { type AccessTokens, isFromOutside, openAccessTokens } from './access-tokens.ts';
import { type FalseIssuer, type IssuerKey, signToken, startFalseIssuer } from './testing/start-false-issuer.ts';

const START_SECONDS = Date.UTC(2026, 10, 21) / 1000;
const RESOURCE = 'https://wiki.example/mcp';
const TIMEOUT_MS = 300;

let server: FalseIssuer;
let key: IssuerKey;
let clock: ManualClock;
let keyValues: KeyValueStore;
let tokens: AccessTokens;

beforeEach(async () => {
  server = await startFalseIssuer();
  key = await server.makeKey('first');
  server.keys = [key.jwk];
  clock = manualClock(START_SECONDS * 1000);
  keyValues = openKeyValueStore({ store: new MemoryObjectStore(), key: 'control/key-values.json' });
  tokens = open();
});
afterEach(() => server.close());

const open = (accessTokenType?: 'JWT') =>
  openAccessTokens({
    server: { issuer: server.issuer, ...(accessTokenType === undefined ? {} : { accessTokenType }) },
    keyValues,
    clock,
    timeoutMs: TIMEOUT_MS,
  });

const good = () => ({
  iss: server.issuer,
  aud: RESOURCE,
  sub: 'alice-1',
  client_id: 'an agent',
  iat: START_SECONDS,
  exp: START_SECONDS + 600,
  jti: 'a',
  scope: 'read write',
});
const sign = (claims: Readonly<Record<string, unknown>> = {}, header: Readonly<Record<string, unknown>> = {}) =>
  signToken(key, { ...good(), ...claims }, header);
const verify = async (token: string | Promise<string>, resource = RESOURCE) => tokens.verify(await token, resource);
const refusal = (code: string) => expect.objectContaining({ name: 'AuthError', code });

/** A token that is put together by hand. */
function assemble(
  header: object,
  claims: object,
  signature: (input: string) => Buffer = () => Buffer.alloc(64, 1),
): string {
  const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${signature(input).toString('base64url')}`;
}

describe('an access token of the authorization server', () => {
  it('says who calls and what for, and has neither roles nor an id of its own', async () => {
    expect(await verify(sign({ name: 'Alice Liddell', email: 'Alice@Example.com', email_verified: true }))).toEqual({
      identity: { subject: 'alice-1', email: 'alice@example.com', name: 'Alice Liddell' },
      claims: {
        subject: 'alice-1',
        name: 'Alice Liddell',
        email: 'alice@example.com',
        scope: ['read', 'write'],
        wikis: [],
        issuedAt: START_SECONDS,
        expiresAt: START_SECONDS + 600,
      },
    });
  });

  it.each(['RS256', 'PS256', 'ES384', 'EdDSA', 'Ed25519'])('may be signed by %s', async (alg) => {
    const other = await server.makeKey('other', alg);
    server.keys = [key.jwk, other.jwk];
    expect(await verify(signToken(other, good()))).toMatchObject({ claims: { subject: 'alice-1' } });
  });

  it.each([
    ['false', false],
    ['missing', undefined],
    ['a text', 'true'],
    ['a number', 1],
  ])('with an address whose email_verified is %s has no address', async (_title, email_verified) => {
    const { identity, claims } = await verify(sign({ email: 'alice@example.com', email_verified }));
    expect([identity, claims.email]).toEqual([{ subject: 'alice-1' }, undefined]);
  });

  it('gives no other rights than to read and write, whatever it says', async () => {
    expect((await verify(sign({ scope: 'openid read manage', wikis: ['*:owner'], paths: [] }))).claims).toMatchObject({
      scope: ['read'],
      wikis: [],
    });
  });

  it('may be for several resources, one of which is this', async () => {
    await verify(sign({ aud: ['https://other.example', RESOURCE] }));
  });

  it('may spell its type as a media type', async () => {
    await verify(sign({}, { typ: 'application/AT+JWT' }));
  });

  it.each<[title: string, code: string, claims: Record<string, unknown>]>([
    ['another audience', 'token-wrong-audience', { aud: 'https://other.example/mcp' }],
    ['an audience that begins like this one', 'token-wrong-audience', { aud: `${RESOURCE}/me/notes` }],
    ['an audience that this one begins like', 'token-wrong-audience', { aud: 'https://wiki.example' }],
    ['an audience with a slash more', 'token-wrong-audience', { aud: `${RESOURCE}/` }],
    ['an audience in capitals', 'token-wrong-audience', { aud: 'https://WIKI.example/mcp' }],
    ['no audience', 'token-wrong-audience', { aud: undefined }],
    ['audiences that are none', 'token-wrong-audience', { aud: [] }],
    ['the client as its audience, as an ID token', 'token-wrong-audience', { aud: 'holt' }],
    ['another issuer', 'token-wrong-issuer', { iss: 'https://evil.example' }],
    ['an issuer with a slash more', 'token-wrong-issuer', { iss: 'http://127.0.0.1/' }],
    ['no issuer', 'token-wrong-issuer', { iss: undefined }],
    ['its end behind it', 'token-expired', { exp: START_SECONDS }],
    ['no end', 'token-invalid-claims', { exp: undefined }],
    ['an end that is a text', 'token-invalid-claims', { exp: '99999999999' }],
    ['more than 30 days', 'token-invalid-claims', { exp: START_SECONDS + 31 * 86_400 }],
    ['its beginning ahead', 'token-not-yet-valid', { nbf: START_SECONDS + 31 }],
    ['its making ahead', 'token-not-yet-valid', { iat: START_SECONDS + 31 }],
    ['no making', 'token-invalid-claims', { iat: undefined }],
    ['no subject', 'token-invalid-claims', { sub: undefined }],
    ['an empty subject', 'token-invalid-claims', { sub: '' }],
    ['a subject that is a list', 'token-invalid-claims', { sub: ['alice-1'] }],
    ['a subject with a line end', 'token-invalid-claims', { sub: 'alice-1\n' }],
    ['a scope that is a list', 'token-invalid-claims', { scope: ['read'] }],
    ['no scope', 'token-lacks-scope', { scope: undefined }],
    ['an empty scope', 'token-lacks-scope', { scope: '' }],
    ['a scope of words that mean nothing here', 'token-lacks-scope', { scope: 'openid email READ' }],
    ['the scope to write only', 'token-lacks-scope', { scope: 'write' }],
    ['the nonce of an ID token', 'token-unsupported', { nonce: 'n' }],
    ["an ID token's hash of an access token", 'token-unsupported', { at_hash: 'x' }],
  ])('with %s is refused as %s', async (_title, code, claims) => {
    await expect(verify(sign(claims))).rejects.toEqual(refusal(code));
  });

  it.each<[title: string, code: string, header: Record<string, unknown>]>([
    ['of no type, as ID tokens are', 'token-unsupported', { typ: undefined }],
    ['of the type JWT, as ID tokens are', 'token-unsupported', { typ: 'JWT' }],
    ['of the type of a logout token', 'token-unsupported', { typ: 'logout+jwt' }],
    ['of a type that is no text', 'token-unsupported', { typ: 5 }],
    ['without a kid', 'token-unknown-key', { kid: undefined }],
    ['with an empty kid', 'token-unknown-key', { kid: '' }],
    ['with the kid of no key', 'token-unknown-key', { kid: 'none' }],
    ['with a kid of 257 characters', 'token-unknown-key', { kid: 'k'.repeat(257) }],
  ])('%s is refused as %s', async (_title, code, header) => {
    await expect(verify(sign({}, header))).rejects.toEqual(refusal(code));
  });

  it('that brings its own key, or names where one is, is checked by the published ones only', async () => {
    const stranger = await server.makeKey('first');
    const header = { jwk: stranger.jwk, jku: `${server.issuer}/evil`, x5u: `${server.issuer}/evil` };
    await expect(verify(signToken(stranger, good(), header))).rejects.toEqual(refusal('token-signature'));
    expect(server.requests).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it('that asks for an extension is refused', async () => {
    const header = { alg: 'ES256', typ: 'at+jwt', kid: 'first', crit: ['b64'], b64: true };
    await expect(verify(assemble(header, good()))).rejects.toEqual(refusal('token-unsupported'));
  });

  it('of another issuer, whose key has the same id, is refused', async () => {
    const other = await server.makeKey('first');
    await expect(verify(signToken(other, good()))).rejects.toEqual(refusal('token-signature'));
  });

  it('that was changed is refused', async () => {
    const [header = '', , signature = ''] = (await sign()).split('.');
    const claims = Buffer.from(JSON.stringify({ ...good(), sub: 'bob-2' })).toString('base64url');
    await expect(verify(`${header}.${claims}.${signature}`)).rejects.toEqual(refusal('token-signature'));
  });

  it('in another spelling is refused', async () => {
    const token = await sign();
    // The last character of a part of 64 bytes holds four bits that mean nothing.
    const last = token.at(-1) ?? '';
    const twin = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];
    const other = twin[twin.indexOf(last) ^ 1];
    await expect(verify(token.slice(0, -1) + other)).rejects.toEqual(refusal('token-malformed'));
    await expect(verify(`${token}=`)).rejects.toEqual(refusal('token-malformed'));
  });

  it('of more than 8,192 characters is refused unread', async () => {
    await expect(verify(sign({ more: 'x'.repeat(8192) }))).rejects.toEqual(refusal('token-malformed'));
    expect(server.requests).toEqual([]);
  });
});

describe('algorithms', () => {
  it('that need no key of the server are never checked by its keys', async () => {
    const publicKey = (await importJWK({ ...key.jwk, ext: true }, 'ES256', { extractable: true })) as never;
    const secrets = [await exportSPKI(publicKey), JSON.stringify(key.jwk), ''];
    const forged = secrets.map((secret) =>
      assemble({ alg: 'HS256', typ: 'at+jwt', kid: 'first' }, good(), (input) =>
        createHmac('sha256', secret || 'x')
          .update(input)
          .digest(),
      ),
    );
    const unsigned = ['none', 'None', 'NONE', ''].map((alg) => assemble({ alg, typ: 'at+jwt', kid: 'first' }, good()));
    for (const token of [...forged, ...unsigned]) {
      expect(isFromOutside(token)).toBe(false);
      await expect(verify(token)).rejects.toEqual(refusal('token-unsupported'));
    }
    expect(server.requests).toEqual([]);
  });

  it('do not mix: a key is good for its own only', async () => {
    server.keys = [key.jwk, (await server.makeKey('rsa', 'RS256')).jwk];
    await expect(verify(sign({}, { kid: 'rsa' }))).rejects.toEqual(refusal('token-unknown-key'));
  });

  it('are not taken from a secret that the server publishes by mistake', async () => {
    server.keys = [{ kty: 'oct', k: Buffer.alloc(32, 7).toString('base64url'), kid: 'secret', alg: 'HS256' }];
    await expect(verify(sign({}, { kid: 'secret' }))).rejects.toEqual(refusal('token-unknown-key'));
  });

  it('tell tokens of the server from those of Holt, which ask it nothing', async () => {
    const ring = openKeyRing({ keyValues, clock, random: seededRandom(1) });
    await ring.ensure();
    const own = await mintToken(ring, {
      subject: 'me',
      wikis: [],
      scope: ['read'],
      ttlSeconds: 60,
      issuer: RESOURCE,
      audience: RESOURCE,
    });
    expect([isFromOutside(own), isFromOutside(await sign()), isFromOutside('a.b.c'), isFromOutside('')]).toEqual([
      false,
      true,
      false,
      false,
    ]);
  });
});

describe('a server whose access tokens have the type JWT', () => {
  beforeEach(() => {
    tokens = open('JWT');
  });

  it.each(['JWT', undefined, 'at+jwt'])('may send them as %s', async (typ) => {
    await verify(sign({}, { typ }));
  });

  it('may still not send ID tokens', async () => {
    await expect(verify(sign({ nonce: 'n' }, { typ: 'JWT' }))).rejects.toEqual(refusal('token-unsupported'));
    await expect(verify(sign({ aud: 'holt' }, { typ: 'JWT' }))).rejects.toEqual(refusal('token-wrong-audience'));
  });
});

describe('revocation', () => {
  it('of a subject ends the tokens made until then, and no others', async () => {
    const ring = openKeyRing({ keyValues, clock, random: seededRandom(1) });
    const before = await sign();
    await verify(before);
    await revokeSubject(ring, 'alice-1');
    await expect(verify(before)).rejects.toEqual(refusal('token-revoked'));
    await verify(sign({ sub: 'bob-2' }));
    await clock.advance(1000);
    await verify(sign({ iat: START_SECONDS + 1 }));
  });

  it('holds for what a refresh token gets, until they sign in again', async () => {
    const ring = openKeyRing({ keyValues, clock, random: seededRandom(1) });
    await revokeSubject(ring, 'alice-1');
    await clock.advance(60_000);
    const later = { iat: START_SECONDS + 60 };
    await expect(verify(sign({ ...later, auth_time: START_SECONDS - 60 }))).rejects.toEqual(refusal('token-revoked'));
    await verify(sign({ ...later, auth_time: START_SECONDS + 30 }));
  });

  it('by a mark that can not be read ends all', async () => {
    await keyValues.update({ put: { [revokedSubjectKey('alice-1')]: 'soon' } });
    await expect(verify(sign())).rejects.toEqual(refusal('token-revoked'));
  });
});

describe("the server's keys", () => {
  const asked = (path: string) => server.requests.filter((one) => one === path).length;

  it('are asked for once, by the first token', async () => {
    expect(server.requests).toEqual([]);
    await Promise.all([verify(sign()), verify(sign()), verify(sign())]);
    await verify(sign());
    expect(server.requests).toEqual(['/.well-known/openid-configuration', '/keys']);
  });

  it('may be rotated: a new one is known as soon as a token names it', async () => {
    await verify(sign());
    await clock.advance(30_000);
    const next = await server.makeKey('second');
    server.keys = [next.jwk, key.jwk];
    const claims = { ...good(), iat: START_SECONDS + 30 };
    await Promise.all([verify(signToken(next, claims)), verify(signToken(next, claims)), verify(sign())]);
    expect(asked('/keys')).toBe(2);
  });

  it('that were withdrawn are good for ten minutes at most', async () => {
    const long = await sign({ exp: START_SECONDS + 3600 });
    await verify(long);
    server.keys = [(await server.makeKey('second')).jwk];
    await clock.advance(10 * 60_000 - 1);
    await verify(long);
    await clock.advance(1);
    await expect(verify(long)).rejects.toEqual(refusal('token-unknown-key'));
  });

  it('are not asked for more than twice a minute, however many ids are made up', async () => {
    await verify(sign());
    for (let second = 0; second < 60; second++) {
      for (let i = 0; i < 5; i++) {
        await expect(verify(sign({}, { kid: `made-up-${second}-${i}` }))).rejects.toEqual(refusal('token-unknown-key'));
      }
      await verify(sign());
      await clock.advance(1000);
    }
    expect(asked('/keys')).toBeLessThanOrEqual(3);
    expect(asked('/.well-known/openid-configuration')).toBe(1);
  });

  it.each(['error', 'silence', 'flood', 'redirect', 'no-json'] as const)(
    'that can not be had (%s) let no token through, and those that are known go on',
    async (trouble) => {
      server.trouble = trouble;
      await expect(verify(sign())).rejects.toEqual(refusal('provider-unavailable'));
      server.trouble = 'none';
      // Not at once: a server in trouble is left alone for a moment.
      await expect(verify(sign())).rejects.toEqual(refusal('provider-unavailable'));
      await clock.advance(5_000);
      await verify(sign());
      server.trouble = trouble;
      await clock.advance(60_000);
      await expect(verify(sign({}, { kid: 'made-up' }))).rejects.toEqual(refusal('provider-unavailable'));
      await verify(sign());
    },
  );

  it('are not used beyond their time while the server is silent', async () => {
    await verify(sign());
    server.trouble = 'error';
    await clock.advance(10 * 60_000 - 1);
    await verify(sign({ exp: START_SECONDS + 3600 }));
    await clock.advance(1);
    await expect(verify(sign({ exp: START_SECONDS + 3600 }))).rejects.toEqual(refusal('provider-unavailable'));
  });

  it.each<[string, () => Record<string, unknown>]>([
    ['that is of another issuer', () => ({ issuer: 'https://evil.example' })],
    ['without an issuer', () => ({ issuer: undefined })],
    ['without keys', () => ({ jwks_uri: undefined })],
    [
      'that holds the keys itself',
      () => ({ jwks_uri: `data:application/json,${encodeURIComponent(JSON.stringify({ keys: [key.jwk] }))}` }),
    ],
  ])('are not taken from metadata %s', async (_title, metadata) => {
    server.metadata = metadata();
    await expect(verify(sign())).rejects.toEqual(refusal('provider-unavailable'));
  });

  it('are asked for without anything of the token', async () => {
    const token = await sign();
    await verify(token);
    for (const part of token.split('.')) expect(server.received.join('\n')).not.toContain(part);
    expect(server.received.join('\n')).not.toMatch(/authorization|cookie/i);
  });
});
