import { AuthError, isOwnOrigin, type KeyRing, verifyCredentials } from '@holt/auth';
import type { TokenClaims } from '@holt/edge';
import type { FunctionUrlEvent, FunctionUrlResult } from './function-url.ts';
import { refuse } from './result.ts';

/** For whom a token must have been made, and by whom. */
export interface TokenRules {
  issuer: string;
  audience: string;
}

/**
 * Who calls: the claims of the token in the `Authorization` header or, without that header, in the session cookie. A cookie comes along with
 * whatever a browser sends, so it counts for what changes something only when the browser names this site as the `Origin`.
 *
 * @returns a refusal with 401, or 403 for a cookie without that `Origin`
 * @throws StorageError when keys or revocations can't be read
 */
export async function authenticate(
  ring: KeyRing,
  event: FunctionUrlEvent,
  site: string,
  rules: TokenRules,
): Promise<TokenClaims | FunctionUrlResult> {
  try {
    const { claims, source } = await verifyCredentials(
      ring,
      { authorization: event.headers.authorization, cookie: event.cookies?.join('; ') },
      rules,
    );
    const { origin } = event.headers;
    const { method } = event.requestContext.http;
    if (source === 'cookie' && method !== 'GET' && (origin === undefined || !isOwnOrigin(origin, site))) {
      return refuse(
        403,
        'forbidden_origin',
        'A session of a browser is good for changes from pages of this site only.',
      );
    }
    return claims;
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    // RFC 6750, section 3.1: a request without a token is told how to send one, and of no error.
    const challenge =
      error.code === 'token-missing'
        ? 'Bearer realm="holt"'
        : `Bearer realm="holt", error="invalid_token", error_description="${error.message.replace(/["\\]/g, "'")}"`;
    return refuse(401, error.code === 'token-missing' ? 'unauthorized' : 'invalid_token', error.message, {
      'www-authenticate': challenge,
    });
  }
}
