import { type Right, readClaims, revokedSubjectKey, type TokenClaims } from '@holt/edge';
import type { Clock, KeyValueStore } from '@holt/storage';
import { claimError } from '../claim-error.ts';
import { type CompactJwt, checkSignature, parseCompactJwt } from '../compact-jwt.ts';
import { AuthError } from '../errors.ts';
import { PROVIDER_ALGORITHMS } from '../provider-algorithms.ts';
import { readMark } from '../revocation-marks.ts';
import { PROVIDER_SESSION_SECONDS } from '../session-seconds.ts';
import type { Identity } from '../sign-in/identity.ts';
import type { AuthSettings } from '../sign-in/read-auth-settings.ts';
import { toIdentity } from '../sign-in/to-identity.ts';
import { openIssuerKeys } from './issuer-keys.ts';

/** The authorization server whose access tokens are good here. */
export type AuthorizationServer = Pick<AuthSettings, 'issuer' | 'accessTokenType'>;

export interface AccessTokensOptions {
  server: AuthorizationServer;
  /** Where the marks are of what was revoked. */
  keyValues: KeyValueStore;
  clock: Clock;
  /** For each request to the server. Default: 5,000. */
  timeoutMs?: number;
}

/** A token of the authorization server's that is good. */
export interface AccessToken {
  /** To whom roles are granted. */
  identity: Identity;
  /** Without roles: `wikis` is empty, as the token knows nothing of them. The scope is `read`, and `write` where it is granted. */
  claims: TokenClaims;
}

export interface AccessTokens {
  /**
   * Checks an access token of the authorization server's: a JWT, by RFC 9068, made for just this resource.
   *
   * @param resource its identifier, as its metadata has it (RFC 8707)
   * @throws AuthError with any code that begins with `token-`, or `provider-unavailable`
   * @throws StorageError when the revocations can't be looked up
   */
  verify(token: string, resource: string): Promise<AccessToken>;
}

/** What the provider knows of a person can make its tokens longer than Holt's own. */
const MAX_TOKEN_BYTES = 8192;
const MAX_KID_LENGTH = 256;
/** What only an ID token says (OpenID Connect Core, sections 2, 3.1.3.6 and 3.3.2.11). */
const ID_TOKEN_CLAIMS = ['nonce', 'at_hash', 'c_hash', 's_hash'];
const SCOPES: readonly Right[] = ['read', 'write'];

/**
 * Whether a token is, by its header, one of the authorization server's to be checked: signed by a key that only the server has. All others are Holt's own or good
 * nowhere, so that no secret is ever checked by a public key.
 */
export function isFromOutside(token: string): boolean {
  try {
    const { alg } = parseCompactJwt(token, MAX_TOKEN_BYTES).header;
    return typeof alg === 'string' && PROVIDER_ALGORITHMS.includes(alg);
  } catch {
    return false;
  }
}

/**
 * Opens the check of an authorization server's tokens. Makes no request: the first token asks for the server's keys.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9068#section-4
 */
export function openAccessTokens({ server, keyValues, clock, timeoutMs }: AccessTokensOptions): AccessTokens {
  const keys = openIssuerKeys({ issuer: server.issuer, clock, timeoutMs });

  return {
    async verify(token, resource) {
      const jwt = parseCompactJwt(token, MAX_TOKEN_BYTES);
      const { key, issuer } = await keys.find(checkHeader(jwt.header, server.accessTokenType === 'JWT'));
      await checkSignature(token, key, PROVIDER_ALGORITHMS);
      const payload = jwt.payload();
      if (ID_TOKEN_CLAIMS.some((claim) => payload[claim] !== undefined)) throw notAnAccessToken();

      const nowSeconds = Math.floor(clock.now() / 1000);
      const identity = toIdentity(String(payload.sub), payload);
      const held = toHoltClaims(payload, identity, resource);
      const claims = readClaims(held, { iss: issuer, aud: resource }, nowSeconds);
      if (typeof claims === 'string') throw claimError(claims, held, nowSeconds);
      checkLife(claims);
      await checkMark(keyValues, claims, payload.auth_time);
      const scope = claims.scope.filter((word) => SCOPES.includes(word));
      if (!scope.includes('read')) {
        throw new AuthError(
          'token-lacks-scope',
          'The token has not the scope "read". Ask for "read", and "write" to write.',
        );
      }
      return { identity, claims: { ...claims, scope } };
    },
  };
}

/** @returns what names the key */
function checkHeader(
  { alg, typ, kid, crit }: CompactJwt['header'],
  takesPlainType: boolean,
): { alg: string; kid: string } {
  if (typeof alg !== 'string' || !PROVIDER_ALGORITHMS.includes(alg) || crit !== undefined) {
    throw new AuthError('token-unsupported', "The token's header asks for what is not supported here.");
  }
  if (typeof kid !== 'string' || kid === '' || kid.length > MAX_KID_LENGTH) {
    throw new AuthError('token-unknown-key', 'The token does not name the key that signed it.');
  }
  // A media type, which may leave out "application/" (RFC 7515, section 4.1.9).
  const type = typeof typ === 'string' ? typ.toLowerCase().replace(/^application\//, '') : typ;
  const isAccessToken = type === 'at+jwt' || (takesPlainType && (type === 'jwt' || type === undefined));
  if (!isAccessToken) throw notAnAccessToken();
  return { alg, kid };
}

/**
 * The token's claims as Holt's own tokens have them, so that one rule decides about both. Its `jti` is left out: it names no token of Holt's.
 */
function toHoltClaims(
  payload: CompactJwt['header'],
  { name, email }: Identity,
  resource: string,
): Readonly<Record<string, unknown>> {
  const { iss, aud, sub, iat, exp, nbf, scope = '' } = payload;
  const isForThis = aud === resource || (Array.isArray(aud) && aud.includes(resource));
  return { iss, aud: isForThis ? resource : aud, sub, iat, exp, nbf, scope, name, email, wikis: [] };
}

/** The mark of a subject is forgotten after this time: no token may be good for longer. */
function checkLife({ issuedAt, expiresAt }: TokenClaims): void {
  if (expiresAt - issuedAt <= PROVIDER_SESSION_SECONDS) return;
  throw new AuthError(
    'token-invalid-claims',
    'The token is good for more than 30 days. Get one that is good for less.',
  );
}

/**
 * Whether all tokens that the subject had were revoked since. The next one is good once they have signed in at the provider again, where it says when they did: a
 * refresh token, which Holt can't end, gets none. The same rule as the sign-in's.
 */
async function checkMark(
  keyValues: KeyValueStore,
  { subject, issuedAt }: TokenClaims,
  authTime: unknown,
): Promise<void> {
  const mark = readMark(await keyValues.get(revokedSubjectKey(subject)));
  const isOldSignIn = typeof authTime === 'number' && authTime < mark - 1;
  if (issuedAt >= mark && !isOldSignIn) return;
  throw new AuthError('token-revoked', 'The token was revoked. Sign in at the authorization server again.');
}

function notAnAccessToken(): AuthError {
  return new AuthError(
    'token-unsupported',
    'The token does not say that it is an access token. Send the access token of the authorization server, not the ID token.',
  );
}
