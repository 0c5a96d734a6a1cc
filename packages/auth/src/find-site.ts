import { hostKey } from '@holt/edge';
import type { KeyValueStore } from '@holt/storage';
import { isOwnOrigin } from './is-own-origin.ts';
import { originOfHost } from './sign-in/return-address.ts';

/** Which of the site's addresses a request was for. */
export interface VisitedSite {
  /** As it was asked, in a URL's one spelling. */
  origin: string;
  /** The part of the site that the host serves, `owner` or `owner/name`; undefined on the main origin, which serves all. */
  mapped?: string;
}

/**
 * The address of this site that was asked; undefined for an address that is not the site's (DNS rebinding).
 *
 * @param origin with the host that the client named, as a URL has it
 * @param options.takesAliases whether a machine's several names for itself count as one host
 * @throws StorageError
 */
export async function findSite(
  keyValues: KeyValueStore,
  origin: string,
  mainOrigin: string,
  { takesAliases }: { takesAliases: boolean },
): Promise<VisitedSite | undefined> {
  if (origin === mainOrigin || (takesAliases && isOwnOrigin(origin, mainOrigin))) return { origin };
  const { hostname } = new URL(origin);
  if (origin !== originOfHost(hostname, mainOrigin)) return undefined;
  const mapped = await keyValues.get(hostKey(hostname));
  return mapped === undefined ? undefined : { origin, mapped };
}
