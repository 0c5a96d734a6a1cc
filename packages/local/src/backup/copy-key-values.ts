import { accessKey, kidKey, SITE_KEY } from '@holt/edge';
import { KEY_VALUE_LIMITS, type KeyValueStore } from '@holt/storage';

const ACCESS_PREFIX = accessKey('', '').slice(0, -'/'.length);
const KEY_PREFIX = kidKey('');
/** The entry of the key ring that names the keys. */
const LIVE_KEYS = 'keys';

/**
 * Copies what was revoked, which hosts there are, and the keys that sign tokens, in place of the target's own. Not who may read what: that
 * follows from the settings of the wikis.
 *
 * The keys come last, in one update: until then no token opens anything.
 *
 * @param withSite whether to copy the site's entry, too, which says where it is; the target's own stays
 * @returns how many entries were copied
 * @throws StorageError
 */
export async function copyKeyValues(source: KeyValueStore, target: KeyValueStore, withSite: boolean): Promise<number> {
  const own = (await target.entries()).map(({ key }) => key);
  const isCopied = (key: string) =>
    key === SITE_KEY ? withSite && !own.includes(SITE_KEY) : !key.startsWith(ACCESS_PREFIX);
  const entries = (await source.entries()).filter(({ key }) => isCopied(key));
  const others = entries.filter(({ key }) => !isOfKeyRing(key));
  for (let start = 0; start < others.length; start += KEY_VALUE_LIMITS.maxKeysPerUpdate) {
    await target.update({ put: asRecord(others.slice(start, start + KEY_VALUE_LIMITS.maxKeysPerUpdate)) });
  }
  const ring = asRecord(entries.filter(({ key }) => isOfKeyRing(key)));
  if (Object.keys(ring).length > 0) {
    await target.update({ put: ring, delete: own.filter((key) => isOfKeyRing(key) && !Object.hasOwn(ring, key)) });
  }
  return entries.length;
}

function isOfKeyRing(key: string): boolean {
  return key === LIVE_KEYS || key.startsWith(KEY_PREFIX);
}

function asRecord(entries: readonly { key: string; value: string }[]): Record<string, string> {
  return Object.fromEntries(entries.map(({ key, value }) => [key, value]));
}
