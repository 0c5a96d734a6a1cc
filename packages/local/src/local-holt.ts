import { type AgentTokens, type KeyRing, type NewAgentToken, openAgentTokens, openKeyRing } from '@holt/auth';
import { SITE_KEY, type SiteRecord } from '@holt/edge';
import { siteRecordOf } from '@holt/lambda/deployment';
import { systemClock, systemRandom } from '@holt/storage';
import { type AccessSettings, type Author, openAccessSettings, openWikis, publishAssets, type Wikis } from '@holt/wiki';
import { type DataPlace, type OpenedPlace, type OpenMode, openDataPlace } from './data-place.ts';
import { warn } from './warn.ts';

/** Tokens of a local Holt are good on whatever port it listens, and nowhere else. */
export const LOCAL_ISSUER = 'holt-local';
export const LOCAL_AUDIENCE = 'holt-local';

const LOCAL_SITE: SiteRecord = { iss: LOCAL_ISSUER, aud: LOCAL_AUDIENCE, signIn: '/auth/sign-in' };

/** The person at this machine, to whom everything here belongs. */
export const LOCAL_IDENTITY = { subject: 'me' } as const;

/** Who the person at this machine is in a commit: the same as with a token of theirs. */
export const LOCAL_AUTHOR: Author = {
  name: LOCAL_IDENTITY.subject,
  email: `${LOCAL_IDENTITY.subject}@users.holt.invalid`,
};

/** The data, opened for work on wikis. */
export interface LocalHolt extends OpenedPlace {
  /** What its edge takes for good: the deployed site's, or this machine's. */
  site: SiteRecord;
  wikis: Wikis;
  access: AccessSettings;
  keys: KeyRing;
  tokens: AgentTokens;
}

/**
 * Opens the data with everything that commands on wikis need.
 * @throws as {@link openDataPlace}
 */
export async function openLocalHolt(place: DataPlace, mode: OpenMode): Promise<LocalHolt> {
  const opened = await openDataPlace(place, mode, warn);
  const { store, keyValues } = opened;
  const keys = openKeyRing({ keyValues, random: systemRandom, clock: systemClock });
  const site = siteOf(opened);
  // The keys first: they mark a new bucket as Holt's.
  if (mode === 'create') await ensureTokens({ keys, site });
  if (mode !== 'read') await publishAssets(store);
  return {
    ...opened,
    site,
    keys,
    wikis: openWikis({ store, keyValues, clock: systemClock, random: systemRandom }),
    access: openAccessSettings({ store, keyValues, clock: systemClock }),
    tokens: openAgentTokens({ store, keyValues, ring: keys, issuer: site.iss, audience: site.aud }),
  };
}

/** What the entry of the site in the key-value store is to say. */
export function siteOf({ deployment }: Pick<OpenedPlace, 'deployment'>): SiteRecord {
  return deployment === undefined ? LOCAL_SITE : siteRecordOf(deployment);
}

/** So that tokens can be made, and the edge knows them. */
async function ensureTokens({ keys, site }: Pick<LocalHolt, 'keys' | 'site'>): Promise<void> {
  await keys.ensure();
  const { keyValues } = keys;
  const record = JSON.stringify(site);
  if ((await keyValues.get(SITE_KEY)) !== record) await keyValues.update({ put: { [SITE_KEY]: record } });
}

/** A token that acts for the person at this machine. */
export async function createLocalToken(
  holt: LocalHolt,
  options: Omit<NewAgentToken, 'subject'>,
): ReturnType<AgentTokens['create']> {
  await ensureTokens(holt);
  return holt.tokens.create({ ...options, subject: LOCAL_IDENTITY.subject });
}
