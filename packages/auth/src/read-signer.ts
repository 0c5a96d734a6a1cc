import { KID_PATTERN, kidKey } from '@holt/edge';
import type { KeyValueStore } from '@holt/storage';
import { readEntries } from './change-store.ts';
import { pickSigner } from './key-use.ts';
import { findKeys, parseKey, type SigningKey } from './signing-key.ts';

/** The entry that names the live keys, the newest first, so that nobody has to list the whole store to sign. */
const LIVE_KEYS = 'keys';

/** What goes with every change of keys, in the same update. */
export function liveKeysEntry(kids: readonly string[]): Record<string, string> {
  return { [LIVE_KEYS]: kids.join(' ') };
}

/** The key that signs now; undefined when there is none. Keys themselves decide: a list of them that is amiss only costs time. */
export async function readSigner(keyValues: KeyValueStore, nowSeconds: number): Promise<SigningKey | undefined> {
  const kids = ((await keyValues.get(LIVE_KEYS)) ?? '').split(' ').filter((kid) => KID_PATTERN.test(kid));
  const picked = pickSigner(
    kids.map((kid) => ({ kid })),
    nowSeconds,
  );
  const signer = picked && parseKey(picked.kid, await keyValues.get(kidKey(picked.kid)));
  return signer ?? pickSigner(findKeys(await readEntries(keyValues)), nowSeconds);
}
