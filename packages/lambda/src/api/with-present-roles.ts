import { LEVELS, type Level, roleOf, type TokenClaims } from '@holt/edge';
import type { ApiContext } from './api-context.ts';

/**
 * The caller with what is left at this moment of what the session says. A session holds the roles of its beginning for up to 15 minutes: who was
 * removed meanwhile must not come back by it, through a grant or a token. And never with more than it says: the session of a mapped host is for what
 * that host serves. Tokens of agents are ended with the grant that they hang on, and are taken as they are.
 *
 * @throws StorageError
 */
export async function withPresentRoles(
  { access, isSiteOwner }: Pick<ApiContext, 'access' | 'isSiteOwner'>,
  caller: TokenClaims,
): Promise<TokenClaims> {
  if (caller.id !== undefined) return caller;
  const { subject, email } = caller;
  const identity = { subject, ...(email === undefined ? {} : { email }) };
  if (isSiteOwner(identity)) return caller;
  const granted = { ...caller, wikis: await access.rolesOf(identity) };
  const wikis = granted.wikis.flatMap((pattern) => {
    const [owner = '', name = ''] = pattern.replace(/:.*/, '').split('/');
    const role = lower(roleOf(caller, owner, name), roleOf(granted, owner, name));
    return role === 'public' ? [] : [`${owner}/${name}:${role}`];
  });
  return { ...caller, wikis };
}

function lower(one: Level, other: Level): Level {
  return LEVELS.indexOf(one) < LEVELS.indexOf(other) ? one : other;
}
