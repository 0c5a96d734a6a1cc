import type { Identity } from './identity.ts';
import { mappedWikis } from './mapped-wikis.ts';

/** Where somebody's rights are looked up. */
export interface GrantSource {
  /** Whether somebody owns every wiki, beside all grants. */
  isSiteOwner(identity: Identity): boolean;
  /** The wikis that are granted to somebody: patterns with roles. */
  rolesOf(identity: Identity): Promise<readonly string[]>;
}

/**
 * What somebody may do at this moment, as the wiki patterns of a token.
 *
 * @param mapped the part of the site that the host serves, `owner` or `owner/name`, where it is a mapped one
 * @throws StorageError
 */
export async function grantedWikis(
  { isSiteOwner, rolesOf }: GrantSource,
  identity: Identity,
  mapped?: string,
): Promise<string[]> {
  const granted = [...(isSiteOwner(identity) ? ['*:owner'] : []), ...(await rolesOf(identity))];
  return [...new Set(mapped === undefined ? granted : mappedWikis(granted, mapped))];
}
