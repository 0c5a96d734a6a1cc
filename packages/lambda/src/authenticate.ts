import {
  type AccessTokens,
  AuthError,
  bearerChallenge,
  type GrantSource,
  grantedWikis,
  isFromOutside,
  isOwnOrigin,
  type KeyRing,
  readCredentials,
  type VisitedSite,
  verifyCredentials,
} from '@holt/auth';
import type { TokenClaims } from '@holt/edge';
import type { FunctionUrlEvent, FunctionUrlResult } from './function-url.ts';
import { refuse } from './result.ts';

/** For whom a token must have been made, and by whom. */
export interface TokenRules {
  issuer: string;
  audience: string;
}

/** Who calls: what a token says that was verified. */
export interface Authenticated extends TokenClaims {
  /** Whether the token is the authorization server's, not Holt's own. */
  readonly isExternal?: boolean;
}

/** How the tokens of an authorization server are checked, and what their holders may do. */
export interface OutsideTokens {
  tokens: AccessTokens;
  grants: GrantSource;
}

export interface Credentials {
  ring: KeyRing;
  rules: TokenRules;
  /** Undefined where no authorization server makes tokens for this site. */
  outside: OutsideTokens | undefined;
  /** Gets why the authorization server could not be asked. */
  log: (message: string, error?: unknown) => void;
}

const AUTHORIZATION_SERVER_RETRY_SECONDS = '5';

/**
 * Who calls: the claims of the token in the `Authorization` header or, without that header, in the session cookie. A cookie comes along with
 * whatever a browser sends, so it counts for what changes something only when the browser names this site as the `Origin`. A token of the
 * authorization server's counts as Bearer only, at the resource that it was made for, with the roles that its subject has at this moment.
 *
 * @param site which of its addresses was asked
 * @param path of the resource, in the site
 * @returns a refusal with 401, 403 for a cookie without that `Origin` or a token without scope, 503 when the authorization server is silent
 * @throws StorageError when keys, revocations or grants can't be read
 */
export async function authenticate(
  { ring, rules, outside, log }: Credentials,
  event: FunctionUrlEvent,
  site: VisitedSite,
  path: string,
): Promise<Authenticated | FunctionUrlResult> {
  const headers = { authorization: event.headers.authorization, cookie: event.cookies?.join('; ') };
  try {
    if (outside !== undefined && /^bearer /i.test(headers.authorization ?? '')) {
      const { token } = readCredentials(headers);
      if (isFromOutside(token)) return await readOutsideToken(outside, token, site, path);
    }
    const { claims, source } = await verifyCredentials(ring, headers, rules);
    const { origin } = event.headers;
    const { method } = event.requestContext.http;
    if (
      source === 'cookie' &&
      method !== 'GET' &&
      method !== 'HEAD' &&
      (origin === undefined || !isOwnOrigin(origin, site.origin))
    ) {
      return refuse(
        403,
        'forbidden_origin',
        'A session of a browser is good for changes from pages of this site only.',
      );
    }
    return claims;
  } catch (error) {
    if (!(error instanceof AuthError)) throw error;
    if (error.code === 'provider-unavailable') {
      log(`A token was not checked: ${error.cause instanceof Error ? error.cause.message : error.message}`, error);
      return refuse(503, 'unavailable', error.message, { 'retry-after': AUTHORIZATION_SERVER_RETRY_SECONDS });
    }
    return refuseToken(error, outside === undefined ? undefined : { origin: site.origin, path });
  }
}

async function readOutsideToken(
  { tokens, grants }: OutsideTokens,
  token: string,
  { origin }: VisitedSite,
  path: string,
): Promise<Authenticated> {
  const { identity, claims } = await tokens.verify(token, origin + path);
  return { ...claims, wikis: await grantedWikis(grants, identity), isExternal: true };
}

function refuseToken(
  { code, message: description }: AuthError,
  resource: Parameters<typeof bearerChallenge>[0],
): FunctionUrlResult {
  const refuseWith = (status: number, error: string, challenge: string) =>
    refuse(status, error, description, { 'www-authenticate': challenge });
  // RFC 6750, section 3.1: a request without a token is told how to send one, and of no error.
  if (code === 'token-missing') return refuseWith(401, 'unauthorized', bearerChallenge(resource));
  const [status, error] = code === 'token-lacks-scope' ? [403, 'insufficient_scope'] : [401, 'invalid_token'];
  return refuseWith(status, error, bearerChallenge(resource, { error, description }));
}
