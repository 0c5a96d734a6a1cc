import { AuthError, verifyToken } from '@holt/auth';
import type { ObjectStore } from '@holt/storage';
import { createLocalToken, LOCAL_AUDIENCE, LOCAL_ISSUER, type LocalHolt } from './local-holt.ts';

// Beside the keys that sign it: who may read this object could make such a token.
const KEY = 'control/-/dev-token.txt';

const LIFE_SECONDS = 366 * 86_400;
/** One that would end sooner is replaced. */
const LEAST_LIFE_SECONDS = 30 * 86_400;

/**
 * The token that `holt dev` prints, for all wikis: the same at every start while it is good, so that what was connected once stays connected.
 * @throws StorageError
 */
export async function devToken(holt: LocalHolt): Promise<string> {
  const kept = await readKept(holt.store);
  if (kept !== undefined && (await isGood(holt, kept))) return kept;
  const { token } = await createLocalToken(holt, {
    name: 'holt dev',
    wikis: ['*:owner'],
    scope: ['read', 'write'],
    ttlSeconds: LIFE_SECONDS,
  });
  await holt.store.put(KEY, token, { contentType: 'text/plain' });
  return token;
}

async function readKept(store: ObjectStore): Promise<string | undefined> {
  const object = await store.get(KEY);
  return object === undefined ? undefined : new TextDecoder().decode(object.body);
}

async function isGood({ keys, wikis }: LocalHolt, token: string): Promise<boolean> {
  try {
    const claims = await verifyToken(keys, token, { issuer: LOCAL_ISSUER, audience: LOCAL_AUDIENCE });
    if (claims.expiresAt - keys.clock.now() / 1000 < LEAST_LIFE_SECONDS) return false;
    // Where all tokens of a wiki were ended, this one ended too.
    return (await wikis.list()).every(({ since }) => since <= claims.issuedAt);
  } catch (error) {
    if (error instanceof AuthError) return false;
    throw error;
  }
}
