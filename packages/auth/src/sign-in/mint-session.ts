import { resolve } from '@holt/edge';
import { mintToken } from '../mint-token.ts';
import { SESSION_SECONDS } from '../session-seconds.ts';
import type { AuthContext } from './auth-context.ts';
import { SESSION_COOKIE, setCookie } from './cookies.ts';
import { fitWikis } from './fit-wikis.ts';
import { grantedWikis } from './granted-wikis.ts';
import type { Identity } from './identity.ts';
import { isSiteOwner } from './is-site-owner.ts';

const SCOPE = ['read', 'write', 'manage'] as const;

/** Browsers take 4,096 bytes for a cookie's name, its equals sign and its value. */
const MAX_SESSION_BYTES = 4096 - SESSION_COOKIE.length - 1;
const LONGEST_KID = 'k'.repeat(32);
const LATEST_SECONDS = 9_999_999_999;

/**
 * A session of 15 minutes, as a `Set-Cookie` header. It can do what its holder may do by the grants of this moment.
 *
 * @param place the path that they are on the way to, and the part of the site that the host serves, where it is a mapped one
 * @throws StorageError
 */
export async function mintSession(
  context: AuthContext,
  identity: Identity,
  place: { path: string; mapped?: string | undefined },
): Promise<string> {
  const { ring, issuer, audience, signIn, rolesOf } = context;
  const grants = { isSiteOwner: (who: Identity) => isSiteOwner(signIn, who), rolesOf };
  const wikis = await grantedWikis(grants, identity, place.mapped);
  const claims = {
    subject: identity.subject,
    ...(identity.name === undefined ? {} : { name: identity.name }),
    ...(identity.email === undefined ? {} : { email: identity.email }),
    issuer,
    audience,
  };
  const kept = fitWikis(wikis, wikiOf(place.path), (some) => sessionBytes(claims, some) <= MAX_SESSION_BYTES);
  const token = await mintToken(ring, { ...claims, wikis: kept, scope: SCOPE, ttlSeconds: SESSION_SECONDS });
  return setCookie(SESSION_COOKIE, token, SESSION_SECONDS);
}

function wikiOf(path: string): string | undefined {
  const route = resolve(/^[^?#]*/.exec(path)?.[0] ?? '');
  return route.kind === 'object' && route.owner !== '' ? `${route.owner}/${route.wiki}` : undefined;
}

/** The size of the token, with the longest of what is not known yet. */
function sessionBytes(claims: Identity & { issuer: string; audience: string }, wikis: readonly string[]): number {
  const header = { alg: 'HS256', typ: 'JWT', kid: LONGEST_KID };
  const { subject: sub, name, email, issuer: iss, audience: aud } = claims;
  const payload = {
    iss,
    aud,
    sub,
    iat: LATEST_SECONDS,
    exp: LATEST_SECONDS,
    name,
    email,
    scope: SCOPE.join(' '),
    wikis,
  };
  const signature = Buffer.alloc(32);
  const parts = [JSON.stringify(header), JSON.stringify(payload), signature];
  return parts.reduce((bytes, part) => bytes + 1 + Math.ceil((Buffer.byteLength(part) * 4) / 3), -1);
}
