import type { TokenClaims } from '@holt/edge';
import type { AccessSettings } from '@holt/wiki';

/**
 * The caller with the roles of this moment. A session holds those of its beginning for up to 15 minutes: who was removed meanwhile must not
 * come back by it, through a grant or a token. Tokens of agents are ended with the grant that they hang on, and are taken as they are; so are the
 * patterns of several wikis, which only owners of the site have.
 *
 * @throws StorageError
 */
export async function withPresentRoles(access: AccessSettings, caller: TokenClaims): Promise<TokenClaims> {
  if (caller.id !== undefined) return caller;
  const { subject, email } = caller;
  const granted = await access.rolesOf({ subject, ...(email === undefined ? {} : { email }) });
  return { ...caller, wikis: [...caller.wikis.filter((pattern) => pattern.includes('*')), ...granted] };
}
