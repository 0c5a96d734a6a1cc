import { LEVELS } from '@holt/edge';
import type { ObjectStore } from '@holt/storage';
import { WikiError } from './errors.ts';
import { type GrantedIdentity, isGrantedTo } from './grantee.ts';
import { listWikiIds } from './list-wiki-ids.ts';
import { mapLimit } from './map-limit.ts';
import { readSettings } from './settings.ts';

const PARALLEL = 16;

/**
 * What somebody is granted, as the wiki patterns of a token: `owner/name:role`, the highest role in each wiki, ordered by wiki. Reads the
 * settings of all wikis, 16 at a time; one whose settings are damaged grants nothing.
 */
export async function rolesOf(store: ObjectStore, identity: GrantedIdentity): Promise<string[]> {
  const patterns = await mapLimit(await listWikiIds(store), PARALLEL, async (wiki) => {
    try {
      const { grants } = (await readSettings(store, wiki)).settings;
      const ranks = grants
        .filter(({ grantee }) => isGrantedTo(grantee, identity))
        .map(({ role }) => LEVELS.indexOf(role));
      return ranks.length === 0 ? [] : [`${wiki.id}:${LEVELS[Math.max(...ranks)]}`];
    } catch (error) {
      if (!(error instanceof WikiError && ['wiki-not-found', 'damaged'].includes(error.code))) throw error;
      return [];
    }
  });
  return patterns.flat();
}
