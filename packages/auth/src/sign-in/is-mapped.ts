import { hostKey } from '@holt/edge';
import type { KeyValueStore } from '@holt/storage';

/**
 * Whether a host is one of the site's own.
 * @param host as a URL spells it: in lower case, without port
 */
export async function isMapped(keyValues: KeyValueStore, host: string): Promise<boolean> {
  return /^[a-z0-9.-]{1,253}$/.test(host) && (await keyValues.get(hostKey(host))) !== undefined;
}
