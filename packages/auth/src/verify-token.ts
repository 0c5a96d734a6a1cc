import { errors, type JWTPayload, jwtVerify } from 'jose';
import { type Claims, isPlainText, isWikiPattern, parseScope } from './claims.ts';
import { AuthError, type AuthErrorCode } from './errors.ts';
import type { KeyRing } from './key-ring.ts';

/** A longer token is refused unread. */
export const MAX_TOKEN_BYTES = 4096;

/** By how much the clock of the machine that made a token may be ahead. It does not prolong a token's life. */
const CLOCK_SKEW_SECONDS = 30;

const COMPACT_JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

export interface VerifyOptions {
  issuer: string;
  audience: string;
}

/**
 * Checks a token of Holt's own and returns its claims.
 *
 * Stricter than RFC 7519 asks: HS256 only, the header holds exactly `alg`, `typ` (`JWT`) and `kid`, the encoding is canonical,
 * `aud` is one string, times are whole seconds, and `iss`, `aud`, `sub`, `iat`, `exp`, `scope`, `wikis` are required.
 *
 * @throws AuthError with any code that begins with `token-`
 * @throws StorageError when the key can't be looked up
 */
export async function verifyToken(ring: KeyRing, token: string, options: VerifyOptions): Promise<Claims> {
  const { issuer, audience } = options;
  if (token === '') throw new AuthError('token-missing', 'There is no token.');
  checkHeader(readHeader(token));

  const nowMs = ring.clock.now();
  let payload: JWTPayload;
  try {
    const verified = await jwtVerify(
      token,
      async ({ kid }) => {
        const key = await ring.verificationKey(kid ?? '');
        if (!key) throw unknownKey();
        return key.secret;
      },
      {
        algorithms: ['HS256'],
        typ: 'JWT',
        issuer,
        audience,
        clockTolerance: CLOCK_SKEW_SECONDS,
        currentDate: new Date(nowMs),
      },
    );
    payload = verified.payload;
  } catch (error) {
    throw toAuthError(error);
  }
  return checkClaims(payload, Math.floor(nowMs / 1000));
}

function readHeader(token: string): Record<string, unknown> {
  // jose decodes leniently; one token must have one spelling, or revoking by its text could be walked around.
  if (token.length > MAX_TOKEN_BYTES || !COMPACT_JWT.test(token) || !token.split('.').every(isCanonicalBase64Url)) {
    throw malformed();
  }
  try {
    const header: unknown = JSON.parse(Buffer.from(token.slice(0, token.indexOf('.')), 'base64url').toString());
    if (typeof header === 'object' && header !== null && !Array.isArray(header)) return { ...header };
  } catch {
    // The parser's own message would quote the header.
  }
  throw malformed();
}

function checkHeader(header: Record<string, unknown>): void {
  const { alg, typ, kid, ...rest } = header;
  if (alg !== 'HS256' || typ !== 'JWT' || Object.keys(rest).length > 0) {
    throw new AuthError(
      'token-unsupported',
      "The token's header is not one of Holt's: it must be HS256 with typ JWT and kid, and nothing else.",
    );
  }
  if (typeof kid !== 'string') throw unknownKey();
}

function checkClaims(payload: JWTPayload, nowSeconds: number): Claims {
  const { sub, aud, iat, exp, nbf, name, wikis } = payload;
  for (const [claim, time] of Object.entries({ iat, exp, ...(nbf === undefined ? {} : { nbf }) })) {
    if (!Number.isSafeInteger(time)) throw invalidClaim(claim, 'must be a whole number of seconds');
  }
  if (exp === undefined || exp <= nowSeconds) throw expired();
  if (iat === undefined || iat > nowSeconds + CLOCK_SKEW_SECONDS) {
    throw new AuthError('token-not-yet-valid', 'The token was issued in the future. Check the clocks.');
  }
  if (typeof aud !== 'string') throw invalidClaim('aud', 'must be one string');
  if (!isPlainText(sub)) throw invalidClaim('sub', 'must be 1 to 256 characters without control characters');
  if (name !== undefined && !isPlainText(name)) {
    throw invalidClaim('name', 'must be 1 to 256 characters without control characters');
  }
  if (!Array.isArray(wikis) || !wikis.every(isWikiPattern)) {
    throw invalidClaim('wikis', 'must be an array of owner/name, owner/* or *');
  }
  const scope = parseScope(payload.scope);
  if (!scope) throw invalidClaim('scope', 'must be a string of words parted by spaces');
  return { subject: sub, ...(name === undefined ? {} : { name }), wikis, scope };
}

function isCanonicalBase64Url(part: string): boolean {
  return Buffer.from(part, 'base64url').toString('base64url') === part;
}

function toAuthError(error: unknown): unknown {
  if (error instanceof errors.JWTExpired) return expired();
  if (error instanceof errors.JWTClaimValidationFailed) return claimError(error);
  if (error instanceof errors.JWSSignatureVerificationFailed) {
    return new AuthError('token-signature', "The token's signature does not fit.");
  }
  if (error instanceof errors.JOSEError) return malformed();
  return error;
}

function claimError(error: errors.JWTClaimValidationFailed): AuthError {
  const codes: Record<string, [AuthErrorCode, string]> = {
    iss: ['token-wrong-issuer', 'The token was made by another issuer.'],
    aud: ['token-wrong-audience', 'The token was made for another audience.'],
    nbf: ['token-not-yet-valid', 'The token is not valid yet.'],
  };
  const known = error.reason === 'check_failed' || error.claim !== 'nbf' ? codes[error.claim] : undefined;
  const [code, message] = known ?? [
    'token-invalid-claims',
    `The token's claim ${error.claim} is missing or ill-formed.`,
  ];
  return new AuthError(code, message);
}

function malformed(): AuthError {
  return new AuthError('token-malformed', 'The token is not a well-formed JWT. Send it whole and unchanged.');
}

function unknownKey(): AuthError {
  return new AuthError('token-unknown-key', 'The token is signed by a key that is not live here. Get a new token.');
}

function expired(): AuthError {
  return new AuthError('token-expired', 'The token has expired. Get a new one.');
}

function invalidClaim(claim: string, rule: string): AuthError {
  return new AuthError('token-invalid-claims', `The token's claim ${claim} ${rule}.`);
}
