import { type KeyRing, mintToken, openKeyRing } from '@holt/auth';
import type { Right } from '@holt/edge';
import { systemClock, systemRandom } from '@holt/storage';
import { openWikis, publishAssets, type Wikis } from '@holt/wiki';
import { type DataFolder, openDataFolder } from './data-folder.ts';

/** Tokens of a local Holt are good on whatever port it listens, and nowhere else. */
export const LOCAL_ISSUER = 'holt-local';
export const LOCAL_AUDIENCE = 'holt-local';

/** The data folder, opened for work on wikis. */
export interface LocalHolt extends DataFolder {
  wikis: Wikis;
  keys: KeyRing;
}

/**
 * Opens the data folder with everything that commands on wikis need, making it when it is missing.
 * @throws CommandError as {@link openDataFolder}
 */
export async function openLocalHolt(path: string, mode: 'create' | 'write' | 'read'): Promise<LocalHolt> {
  const folder = openDataFolder(path, mode);
  const { store, keyValues } = folder;
  const keys = openKeyRing({ keyValues, random: systemRandom, clock: systemClock });
  if (mode !== 'read') {
    await keys.ensure();
    await publishAssets(store);
  }
  return { ...folder, keys, wikis: openWikis({ store, keyValues, clock: systemClock, random: systemRandom }) };
}

export interface LocalTokenOptions {
  wikis: string[];
  scope: Right[];
  ttlSeconds: number;
}

/** A token for the person at this machine. */
export function mintLocalToken(holt: LocalHolt, options: LocalTokenOptions): Promise<string> {
  return mintToken(holt.keys, { ...options, subject: 'me', issuer: LOCAL_ISSUER, audience: LOCAL_AUDIENCE });
}
