import { type KeyRing, mintToken, openKeyRing } from '@holt/auth';
import type { Right } from '@holt/edge';
import { systemClock, systemRandom } from '@holt/storage';
import { type Author, openWikis, publishAssets, type Wikis } from '@holt/wiki';
import { type DataPlace, type OpenedPlace, type OpenMode, openDataPlace } from './data-place.ts';
import { warn } from './warn.ts';

/** Tokens of a local Holt are good on whatever port it listens, and nowhere else. */
export const LOCAL_ISSUER = 'holt-local';
export const LOCAL_AUDIENCE = 'holt-local';

const SUBJECT = 'me';

/** Who the person at this machine is in a commit: the same as with a token of theirs. */
export const LOCAL_AUTHOR: Author = { name: SUBJECT, email: `${SUBJECT}@users.holt.invalid` };

/** The data, opened for work on wikis. */
export interface LocalHolt extends OpenedPlace {
  wikis: Wikis;
  keys: KeyRing;
}

/**
 * Opens the data with everything that commands on wikis need.
 * @throws as {@link openDataPlace}
 */
export async function openLocalHolt(place: DataPlace, mode: OpenMode): Promise<LocalHolt> {
  const opened = await openDataPlace(place, mode, warn);
  const { store, keyValues } = opened;
  const keys = openKeyRing({ keyValues, random: systemRandom, clock: systemClock });
  // The keys first: they mark a new bucket as Holt's.
  if (mode === 'create') await keys.ensure();
  if (mode !== 'read') await publishAssets(store);
  return { ...opened, keys, wikis: openWikis({ store, keyValues, clock: systemClock, random: systemRandom }) };
}

export interface LocalTokenOptions {
  wikis: string[];
  scope: Right[];
  ttlSeconds: number;
}

/** A token for the person at this machine. */
export async function mintLocalToken(holt: LocalHolt, options: LocalTokenOptions): Promise<string> {
  await holt.keys.ensure();
  return mintToken(holt.keys, { ...options, subject: SUBJECT, issuer: LOCAL_ISSUER, audience: LOCAL_AUDIENCE });
}
