import { createLocalJWKSet, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { expect, it } from 'vitest';
import { openKeySet, verifyIdToken } from './verify-id-token.ts';

const NOW_SECONDS = Date.UTC(2026, 10, 21) / 1000;
const EXPECTED = { issuer: 'https://id.example', clientId: 'holt', nowMs: NOW_SECONDS * 1000 };
const CLAIMS = { iss: 'https://id.example', aud: 'holt', sub: 'a', iat: NOW_SECONDS, exp: NOW_SECONDS + 60 };

const verify = async (alg: string, claims: JWTPayload = CLAIMS, signer?: Uint8Array) => {
  const { publicKey, privateKey } = await generateKeyPair(signer ? 'ES256' : alg, { extractable: true });
  const jwk = signer ? { kty: 'oct', k: Buffer.from(signer).toString('base64url') } : await exportJWK(publicKey);
  const token = await new SignJWT(claims).setProtectedHeader({ alg }).sign(signer ?? privateKey);
  return verifyIdToken(token, createLocalJWKSet({ keys: [{ ...jwk, alg }] }), EXPECTED);
};

it.each(['RS256', 'PS256', 'ES256', 'EdDSA'])('takes the signature %s', async (alg) => {
  expect(await verify(alg)).toMatchObject({ sub: 'a' });
});

it('takes no signature that the client could have made, even with a key for it among the provider\u2019s', async () => {
  await expect(verify('HS256', CLAIMS, Buffer.alloc(32, 7))).rejects.toMatchObject({
    code: 'ERR_JOSE_ALG_NOT_ALLOWED',
  });
});

it.each<[claim: string, claims: JWTPayload]>([
  ['aud', { ...CLAIMS, aud: 'another' }],
  ['iss', { ...CLAIMS, iss: 'https://id.example/' }],
  ['exp', { ...CLAIMS, exp: NOW_SECONDS - 31 }],
  ['nbf', { ...CLAIMS, nbf: NOW_SECONDS + 31 }],
])('refuses a wrong %s', async (claim, claims) => {
  await expect(verify('ES256', claims)).rejects.toMatchObject({ claim });
});

it.each(['sub', 'iat', 'exp'])('refuses a token without %s', async (claim) => {
  const claims = Object.fromEntries(Object.entries(CLAIMS).filter(([name]) => name !== claim));
  await expect(verify('ES256', claims)).rejects.toMatchObject({ claim });
});

it.each([undefined, '', 'keys', 'http://id.example/keys'])('has no keys from %j', (address) => {
  const metadata = address === undefined ? {} : { jwks_uri: address };
  expect(() => openKeySet(metadata, false)).toThrow(expect.objectContaining({ code: 'provider-wrong' }));
});

it('has keys over http from a provider on this machine', () => {
  expect(openKeySet({ jwks_uri: 'http://127.0.0.1:9000/keys' }, true)).toBeTypeOf('function');
});
