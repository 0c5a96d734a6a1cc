import { readClaims, type TokenClaims } from '@holt/edge';
import { claimError } from './claim-error.ts';
import { type CompactJwt, checkSignature, parseCompactJwt } from './compact-jwt.ts';
import { AuthError } from './errors.ts';
import type { KeyRing } from './key-ring.ts';
import { isRevoked } from './revocation-marks.ts';

/** A longer token is refused unread. */
export const MAX_TOKEN_BYTES = 4096;

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
  const { header, payload } = parseCompactJwt(token, MAX_TOKEN_BYTES);
  const key = await ring.verificationKey(checkHeader(header));
  if (!key) throw unknownKey();
  await checkSignature(token, key.secret, ['HS256']);
  return payload();
}

/** @returns the `kid` */
function checkHeader({ alg, typ, kid, ...rest }: CompactJwt['header']): string {
  if (alg !== 'HS256' || typ !== 'JWT' || Object.keys(rest).length > 0) {
    throw new AuthError(
      'token-unsupported',
      "The token's header is not one of Holt's: it must be HS256 with typ JWT and kid, and nothing else.",
    );
  }
  if (typeof kid !== 'string') throw unknownKey();
  return kid;
}

function unknownKey(): AuthError {
  return new AuthError('token-unknown-key', 'The token is signed by a key that is not live here. Get a new token.');
}
