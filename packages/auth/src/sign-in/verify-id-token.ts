import { createRemoteJWKSet, type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { PROVIDER_ALGORITHMS } from '../provider-algorithms.ts';
import { SignInRefusal } from './sign-in-refusal.ts';

const CLOCK_SKEW_SECONDS = 30;
const TIMEOUT_MS = 10_000;

/** The provider's public keys, fetched when they are needed and kept. */
export function openKeySet(metadata: { jwks_uri?: string }, allowsHttp: boolean): JWTVerifyGetKey {
  const uri = metadata.jwks_uri;
  if (uri === undefined || !URL.canParse(uri)) throw new SignInRefusal('provider-wrong');
  if (new URL(uri).protocol !== 'https:' && !allowsHttp) throw new SignInRefusal('provider-wrong');
  return createRemoteJWKSet(new URL(uri), { timeoutDuration: TIMEOUT_MS });
}

/**
 * Verifies an ID token's signature and for whom, by whom and when it was made.
 * @throws JOSEError
 * @see https://openid.net/specs/openid-connect-core-1_0.html#IDTokenValidation
 */
export async function verifyIdToken(
  idToken: string,
  keys: JWTVerifyGetKey,
  expected: { issuer: string; clientId: string; nowMs: number },
): Promise<JWTPayload> {
  const { payload } = await jwtVerify(idToken, keys, {
    algorithms: PROVIDER_ALGORITHMS,
    issuer: expected.issuer,
    audience: expected.clientId,
    requiredClaims: ['sub', 'iat', 'exp'],
    clockTolerance: CLOCK_SKEW_SECONDS,
    currentDate: new Date(expected.nowMs),
  });
  return payload;
}
