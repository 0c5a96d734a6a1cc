import { AuthError } from './errors.ts';
import { SESSION_COOKIE } from './sign-in/cookies.ts';

/** The two headers of a request that may bring a token, as they came. */
export interface CredentialHeaders {
  authorization?: string | null | undefined;
  cookie?: string | null | undefined;
}

export interface Credentials {
  token: string;
  source: 'header' | 'cookie';
}

/**
 * Takes the token out of a request. An `Authorization` header counts alone when there is one, even a bad one: `Bearer` with the token
 * (RFC 6750), or `Basic` with the token as the password of any user (RFC 7617), which is what git sends. Else the cookie
 * `__Host-holt` counts.
 *
 * @throws AuthError `token-missing` without a token; `token-malformed` for more than one, or for another kind of header
 */
export function readCredentials({ authorization, cookie }: CredentialHeaders): Credentials {
  if (authorization !== undefined && authorization !== null) {
    const token = readHeader(authorization);
    if (token) return { token, source: 'header' };
    throw new AuthError(
      'token-malformed',
      'The Authorization header is not one token. Send "Authorization: Bearer <token>", or Basic with the token as the password.',
    );
  }
  const [token, second] = readCookies(cookie ?? '');
  if (second !== undefined) {
    throw new AuthError('token-malformed', 'There is more than one session cookie. Sign out, and in again.');
  }
  if (!token) {
    throw new AuthError('token-missing', 'There is no token. Send the header "Authorization: Bearer <token>".');
  }
  return { token, source: 'cookie' };
}

/** undefined or '' for what brings no token. How the base64 of a password is spelt does not matter: that of the token in it does. */
function readHeader(authorization: string): string | undefined {
  const [, scheme, value = ''] = /^(bearer|basic) ([\w.+/=-]+)$/i.exec(authorization) ?? [];
  if (scheme?.toLowerCase() !== 'basic') return value;
  const text = Buffer.from(value, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : text.slice(colon + 1);
}

/** The values of all session cookies. Blanks and quotes are part of a value, and no token has any (RFC 6265, section 5.4). */
function readCookies(cookie: string): string[] {
  const values: string[] = [];
  for (const pair of cookie.split(';')) {
    const equals = pair.indexOf('=');
    if (equals >= 0 && pair.slice(0, equals).trim() === SESSION_COOKIE) values.push(pair.slice(equals + 1));
  }
  return values;
}
