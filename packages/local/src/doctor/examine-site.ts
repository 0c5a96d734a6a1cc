import { type AuthSettings, openKeyRing, readAuthSettings } from '@holt/auth';
import { assetKey, HOME_KEY, SITE_KEY, type SiteRecord } from '@holt/edge';
import { SHELL_VERSION, siteAssets } from '@holt/site';
import { type Clock, KEY_VALUE_LIMITS, type KeyValueStore, type ObjectStore, systemRandom } from '@holt/storage';
import { counted } from '../counted.ts';
import { siteOf } from '../local-holt.ts';
import type { Examined } from './examine-place.ts';
import { type Finding, problemOf } from './finding.ts';

const DAY_SECONDS = 86_400;
/** They are rotated monthly, unless tokens of agents keep the older one in use. */
const OLD_KEY_DAYS = 100;
const NEARLY_FULL = 0.8;
const MAX_NAMED = 10;
const OF_ANY_VERSION = ['404.html', 'robots.txt'];

export type Entries = ReadonlyMap<string, string>;

/** Keys, access and hosts; undefined where they can't be read. */
export async function examineKeyValues(
  keyValues: KeyValueStore,
  tell: (finding: Finding) => void,
): Promise<Entries | undefined> {
  const name = 'key-values';
  try {
    const entries = new Map((await keyValues.entries()).map(({ key, value }) => [key, value]));
    const bytes = [...entries].reduce((sum, pair) => sum + Buffer.byteLength(pair.join('')), 0);
    const { maxStoreBytes } = KEY_VALUE_LIMITS;
    const isNearlyFull = bytes > maxStoreBytes * NEARLY_FULL;
    tell({
      name,
      state: isNearlyFull ? 'warning' : 'ok',
      found: `Keys, access and hosts are ${entries.size === 1 ? '1 entry' : `${entries.size} entries`} of ${bytes} bytes; ${maxStoreBytes} bytes fit.`,
      ...(isNearlyFull ? { remedy: 'Close wikis that need no rules, or part the site.' } : {}),
    });
    return entries;
  } catch (error) {
    tell(problemOf(name, error));
    return undefined;
  }
}

/** Whether the edge of a deployment knows the same. What an entry says may be a secret: it is told by its name. */
export async function examineEdge(
  entries: Entries,
  { openEdge }: Examined,
  tell: (finding: Finding) => void,
): Promise<void> {
  if (openEdge === undefined) return;
  const name = 'edge';
  try {
    const edge = new Map((await (await openEdge()).entries()).map(({ key, value }) => [key, value]));
    const others = [...new Set([...entries.keys(), ...edge.keys()])].filter(
      (key) => entries.get(key) !== edge.get(key),
    );
    if (others.length === 0) {
      tell({ name, state: 'ok', found: 'The edge knows the same keys, access and hosts.' });
      return;
    }
    const named = others.slice(0, MAX_NAMED).join(', ') + (others.length > MAX_NAMED ? ', …' : '');
    const found = `The edge does not have ${counted(others.length, 'entry', 'entries')} as they are: ${named}.`;
    tell({ name, state: 'problem', found, remedy: 'Bring them there: holt reconcile.' });
  } catch (error) {
    tell(problemOf(name, error));
  }
}

/** Where tokens are good, and where `/` leads. */
export function examineSite(entries: Entries, examined: Examined, tell: (finding: Finding) => void): void {
  const wanted = siteOf(examined);
  const site = readSite(entries.get(SITE_KEY));
  const isSame = (['iss', 'aud', 'signIn'] as const).every((name) => site?.[name] === wanted[name]);
  const remedy =
    examined.deployment === undefined
      ? 'Make any token, or start holt dev: both put it.'
      : 'Deploy again, or make any token: both put it.';
  tell(
    isSame
      ? { name: 'site', state: 'ok', found: `Tokens are good for ${wanted.aud}.` }
      : {
          name: 'site',
          state: 'problem',
          found:
            site === undefined
              ? 'The edge is not told whose tokens are good, so none is.'
              : `The edge takes tokens for ${String(site.aud)}, and they are made for ${wanted.aud}.`,
          remedy,
        },
  );
  const home = entries.get(HOME_KEY);
  tell(
    home === undefined
      ? { name: 'home', state: 'note', found: '"/" leads to no wiki.', remedy: 'Name one: holt wiki home OWNER/NAME.' }
      : { name: 'home', state: 'ok', found: `"/" leads to ${home}.` },
  );
}

function readSite(text: string | undefined): Partial<SiteRecord> | undefined {
  try {
    const value: unknown = JSON.parse(text ?? '');
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The keys that sign tokens, and how old they are. */
export async function examineKeys(
  { keyValues, deployment }: Examined & { keyValues: KeyValueStore },
  clock: Clock,
  tell: (finding: Finding) => void,
): Promise<void> {
  const name = 'keys';
  const keys = await openKeyRing({ keyValues, random: systemRandom, clock }).list();
  const signer = keys.find(({ signs }) => signs);
  if (signer === undefined) {
    const remedy = `${deployment === undefined ? 'Start holt dev' : 'Deploy again'}, or make any token: both make one.`;
    tell({ name, state: 'problem', found: 'There is no key, so no token can be made or is good.', remedy });
    return;
  }
  const days = Math.floor((clock.now() / 1000 - signer.madeAt) / DAY_SECONDS);
  const isOld = deployment !== undefined && days >= OLD_KEY_DAYS;
  const age = signer.madeAt === 0 ? 'put there by hand' : `${counted(days, 'day')} old`;
  tell({
    name,
    state: isOld ? 'warning' : 'ok',
    found: `${counted(keys.length, 'key')}; the one that signs, ${signer.kid}, is ${age}.`,
    ...(isOld ? { remedy: 'Rotate: holt keys rotate. What keeps the older key in use, holt token list tells.' } : {}),
  });
}

/** What all pages load, as this version of Holt has it. */
export async function examineAssets(store: ObjectStore, tell: (finding: Finding) => void): Promise<void> {
  const name = 'assets';
  const remedy = 'Deploy this version, or run any command that writes, such as holt reconcile: both put them.';
  const missing: string[] = [];
  for (const asset of siteAssets()) {
    if ((await store.head(assetKey(asset.name))) === undefined) missing.push(asset.name);
  }
  const others: string[] = [];
  for (const file of OF_ANY_VERSION) {
    if ((await store.head(assetKey(file)))?.metadata.shell !== SHELL_VERSION) others.push(file);
  }
  if (missing.length > 0) {
    tell({ name, state: 'problem', found: `Of this version are missing: ${missing.join(', ')}.`, remedy });
  } else if (others.length > 0) {
    tell({ name, state: 'warning', found: `Missing, or of another version: ${others.join(', ')}.`, remedy });
  } else {
    tell({ name, state: 'ok', found: 'Styles and scripts are there, and of this version.' });
  }
}

/** The settings of sign-in in the environment: those of `holt dev`, and those that a deployment from here would have. */
export function examineSignIn(
  env: Readonly<Record<string, string | undefined>>,
  { deployment }: Examined,
  tell: (finding: Finding) => void,
): void {
  const name = 'sign-in';
  if (env.HOLT_OIDC_ISSUER === undefined || env.HOLT_OIDC_ISSUER === '') {
    tell(
      deployment === undefined
        ? { name, state: 'ok', found: 'Who reaches holt dev on this machine is signed in as its user.' }
        : {
            name,
            state: 'note',
            found: 'This environment names no OpenID provider: were the stage deployed with it, nobody could sign in.',
            remedy: 'Set HOLT_OIDC_ISSUER and HOLT_OIDC_CLIENT_ID where you deploy.',
          },
    );
    return;
  }
  let settings: AuthSettings;
  try {
    settings = readAuthSettings(env);
  } catch (error) {
    tell(problemOf(name, error));
    return;
  }
  const owners = counted(settings.owners.length, 'owner');
  const isOwned = settings.owners.length > 0;
  tell({
    name,
    state: isOwned ? 'ok' : 'note',
    found: `People sign in at ${settings.issuer}; the whole site has ${owners}.`,
    ...(isOwned ? {} : { remedy: 'Name who may make wikis and grant rights: HOLT_OWNERS.' }),
  });
}
