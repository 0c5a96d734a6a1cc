import { AuthError } from './errors.ts';

/**
 * Takes the token out of an `Authorization: Bearer …` header (RFC 6750, section 2.1). The scheme's case does not matter.
 *
 * @throws AuthError `token-missing` without the header; `token-malformed` for another scheme or more than one token
 */
export function bearerToken(authorization: string | null | undefined): string {
  if (!authorization) {
    throw new AuthError('token-missing', 'There is no token. Send the header "Authorization: Bearer <token>".');
  }
  const token = /^bearer ([^\s,]+)$/i.exec(authorization)?.[1];
  if (token === undefined) {
    throw new AuthError(
      'token-malformed',
      'The Authorization header is not one bearer token. Send "Authorization: Bearer <token>".',
    );
  }
  return token;
}
