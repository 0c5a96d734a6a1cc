import type { TokenClaims } from '@holt/edge';
import type { KeyRing } from './key-ring.ts';
import { type CredentialHeaders, type Credentials, readCredentials } from './read-credentials.ts';
import { type VerifyOptions, verifyToken } from './verify-token.ts';

/**
 * Who sends a request, by the token in its `Authorization` header or else in its session cookie. A cookie comes along with whatever a
 * browser sends: what changes something must also look at the `Origin` when `source` is `cookie`.
 *
 * @throws AuthError `token-missing` when there is none, or any other code that begins with `token-`
 * @throws StorageError when keys or revocations can't be read
 */
export async function verifyCredentials(
  ring: KeyRing,
  headers: CredentialHeaders,
  options: VerifyOptions,
): Promise<{ claims: TokenClaims; source: Credentials['source'] }> {
  const { token, source } = readCredentials(headers);
  return { claims: await verifyToken(ring, token, options), source };
}
