import type { TokenClaims } from '@holt/edge';
import { AuthError } from '../errors.ts';
import { verifyCredentials } from '../verify-credentials.ts';
import type { AuthContext } from './auth-context.ts';
import type { Visit } from './visit.ts';

/**
 * Who is signed in; undefined without a session that is good now.
 * @throws StorageError
 */
export async function readSession(
  { ring, issuer, audience }: AuthContext,
  visit: Visit,
): Promise<TokenClaims | undefined> {
  try {
    const cookie = visit.request.headers.get('cookie');
    const { claims } = await verifyCredentials(ring, { cookie }, { issuer, audience });
    // A token of an agent is no session, also in the place of one: it must not sign its holder out.
    return claims.id === undefined ? claims : undefined;
  } catch (error) {
    if (error instanceof AuthError) return undefined;
    throw error;
  }
}
