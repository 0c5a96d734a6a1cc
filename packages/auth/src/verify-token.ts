import { readClaims, type TokenClaims } from '@holt/edge';
import { compactVerify, errors } from 'jose';
import { AuthError } from './errors.ts';
import type { KeyRing } from './key-ring.ts';
import { isRevoked } from './revocation-marks.ts';

/** A longer token is refused unread. */
export const MAX_TOKEN_BYTES = 4096;

const COMPACT_JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

export interface VerifyOptions {
  issuer: string;
  audience: string;
}

/**
 * Checks a token of Holt's own and returns its claims: what the edge accepts, and nothing else.
 *
 * Stricter than RFC 7519 asks: HS256 only, the header holds exactly `alg`, `typ` (`JWT`) and `kid`, the encoding is canonical,
 * `aud` is one string, times are whole seconds, and `iss`, `aud`, `sub`, `iat`, `exp`, `scope`, `wikis` are required. That a wiki
 * revoked the tokens made before some time is for `allows` to tell, which knows the wiki.
 *
 * @throws AuthError with any code that begins with `token-`
 * @throws StorageError when the key or the revocations can't be looked up
 */
export async function verifyToken(ring: KeyRing, token: string, options: VerifyOptions): Promise<TokenClaims> {
  const { issuer, audience } = options;
  if (token === '') throw new AuthError('token-missing', 'There is no token.');
  const payload = await readSigned(ring, token);
  const nowSeconds = Math.floor(ring.clock.now() / 1000);
  const claims = readClaims(payload, { iss: issuer, aud: audience }, nowSeconds);
  if (typeof claims === 'string') throw claimError(claims, payload, nowSeconds);
  if (await isRevoked(ring.keyValues, claims)) {
    throw new AuthError('token-revoked', 'The token was revoked. Get a new one.');
  }
  return claims;
}

/** The payload of a token whose signature fits. */
async function readSigned(ring: KeyRing, token: string): Promise<object> {
  // jose decodes leniently; one token must have one spelling, or revoking by its text could be walked around.
  if (token.length > MAX_TOKEN_BYTES || !COMPACT_JWT.test(token) || !token.split('.').every(isCanonicalBase64Url)) {
    throw malformed();
  }
  const [header = '', payload = ''] = token.split('.');
  const key = await ring.verificationKey(checkHeader(parseObject(header)));
  if (!key) throw unknownKey();
  try {
    await compactVerify(token, key.secret, { algorithms: ['HS256'] });
  } catch (error) {
    if (error instanceof errors.JWSSignatureVerificationFailed) {
      throw new AuthError('token-signature', "The token's signature does not fit.");
    }
    throw error instanceof errors.JOSEError ? malformed() : error;
  }
  return parseObject(payload);
}

/** @returns the `kid` */
function checkHeader(header: object): string {
  const { alg, typ, kid, ...rest }: Record<string, unknown> = { ...header };
  if (alg !== 'HS256' || typ !== 'JWT' || Object.keys(rest).length > 0) {
    throw new AuthError(
      'token-unsupported',
      "The token's header is not one of Holt's: it must be HS256 with typ JWT and kid, and nothing else.",
    );
  }
  if (typeof kid !== 'string') throw unknownKey();
  return kid;
}

function parseObject(part: string): object {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // The parser's own message would quote the token.
  }
  throw malformed();
}

function isCanonicalBase64Url(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

/** @param claim the one that the rule of the edge names */
function claimError(claim: string, payload: object, nowSeconds: number): AuthError {
  if (claim === 'iss') return new AuthError('token-wrong-issuer', 'The token was made by another issuer.');
  if (claim === 'aud') return new AuthError('token-wrong-audience', 'The token was made for another audience.');
  const time: unknown = Reflect.get(payload, claim);
  if (typeof time === 'number' && Number.isSafeInteger(time)) {
    if (claim === 'exp') {
      return new AuthError('token-expired', 'The token has expired. Get a new one.');
    }
    if ((claim === 'iat' || claim === 'nbf') && time > nowSeconds) {
      return new AuthError('token-not-yet-valid', 'The token is not valid yet. Check the clocks.');
    }
  }
  return new AuthError('token-invalid-claims', `The token's claim ${claim} is missing or ill-formed.`);
}

function malformed(): AuthError {
  return new AuthError('token-malformed', 'The token is not a well-formed JWT. Send it whole and unchanged.');
}

function unknownKey(): AuthError {
  return new AuthError('token-unknown-key', 'The token is signed by a key that is not live here. Get a new token.');
}
