import { openAgentTokens, openKeyRing, verifyToken } from '@holt/auth';
import { accessKey, SITE_KEY } from '@holt/edge';
import { MemoryObjectStore, openKeyValueStore, systemClock, systemRandom } from '@holt/storage';
import { openAccessSettings, openWikis } from '@holt/wiki';
import { expect, it } from 'vitest';
import type { OpenedPlace } from '../data-place.ts';
import { backupPlace } from './backup-place.ts';

const BY = { subject: 'ann' };
const AUTHOR = { name: 'Ann', email: 'ann@example.org' };
const SITE = { issuer: 'https://wiki.example.org', audience: 'https://wiki.example.org' };
const DEPLOYMENT = {
  origin: SITE.issuer,
  keyValueStore: 'arn:aws:cloudfront::1:key-value-store/1',
  region: 'us-east-1',
};
const KEY_VALUES = 'control/key-values.json';

function newPlace(location: string, store = new MemoryObjectStore()) {
  const keyValues = openKeyValueStore({ store, key: KEY_VALUES });
  const options = { store, keyValues, clock: systemClock, random: systemRandom };
  const ring = openKeyRing(options);
  return {
    location,
    ...options,
    ring,
    wikis: openWikis(options),
    access: openAccessSettings(options),
    tokens: openAgentTokens({ ...options, ring, ...SITE }),
  };
}

type Place = ReturnType<typeof newPlace>;

async function newSite() {
  const site = newPlace('s3://site');
  await site.ring.ensure();
  await site.keyValues.update({ put: { [SITE_KEY]: 'of the site', home: '/me/open/' } });
  for (const id of ['me/open', 'me/closed']) {
    const wiki = await site.wikis.create(id, { public: id === 'me/open' });
    for (const path of ['Home', 'Plan']) {
      await wiki.write({
        changes: [{ op: 'put', path, content: `# ${path} of ${id}\n` }],
        author: AUTHOR,
        message: path,
      });
    }
  }
  await site.access.grant('me/closed', 'bob@example.org', 'editor', BY);
  await site.access.setRules('me/open', [['Drafts', 'editor']], BY);
  return site;
}

const backUp = (site: OpenedPlace, target: OpenedPlace) => backupPlace(site, target, () => undefined);

async function keysOf({ store }: OpenedPlace, prefix = ''): Promise<string[]> {
  return (await store.list({ prefix })).objects.map(({ key }) => key);
}

/** What counts of a place, byte for byte: git and the settings of wikis. */
async function stateOf(place: OpenedPlace): Promise<Record<string, string>> {
  const keys = [...(await keysOf(place, 'git/')), ...(await keysOf(place, 'control/me/'))];
  const bodies = keys.map(async (key) => [
    key,
    Buffer.from((await place.store.get(key))?.body ?? []).toString('base64'),
  ]);
  return Object.fromEntries(await Promise.all(bodies));
}

const newToken = (place: Place) =>
  place.tokens.create({ name: 'agent', subject: 'me', wikis: ['me/closed'], scope: ['read'], ttlSeconds: 3600 });

it('copies wikis, settings, audits, tokens and key values, and nothing that can be made again', async () => {
  const site = await newSite();
  const { record } = await newToken(site);
  await site.store.put('control/deployment.json', '{}');
  await site.store.put('control/-/dev-token.txt', 'secret');
  await site.store.put('control/me/open/rebuild.json', '{}');
  const backup = newPlace('/backup');
  const report = await backUp({ ...site, deployment: DEPLOYMENT }, backup);

  const { 'control/me/open/rebuild.json': _, ...state } = await stateOf(site);
  expect(await stateOf(backup)).toEqual(state);
  expect((await keysOf(backup)).filter((key) => !Object.hasOwn(state, key))).toEqual([
    `control/-/tokens/${record.id}.json`,
    'control/backup.json',
    KEY_VALUES,
  ]);
  const entries = (await site.keyValues.entries()).filter(({ key }) => key !== SITE_KEY);
  expect(await backup.keyValues.entries()).toEqual(entries);
  expect(entries.map(({ key }) => key)).toContain(accessKey('me', 'open'));

  expect(report).toMatchObject({ from: 's3://site', to: '/backup', tokens: 1, keyValues: 3, problems: [] });
  expect(report.wikis.map(({ wiki, problems }) => [wiki, problems])).toEqual([
    ['me/closed', []],
    ['me/open', []],
  ]);
  expect(report.objects).toBe(report.tokens + report.wikis.reduce((sum, { objects }) => sum + objects, 0));
  // All but the two lists of packs, which are made of what is counted.
  expect(report.objects).toBe(Object.keys(state).length + 1 - 2);
});

it('copies where the site is between places that no stage is deployed on, unless the target knows better', async () => {
  const site = await newSite();
  const [plain, deployed, other] = [newPlace('/plain'), newPlace('s3://deployed'), newPlace('/other')];
  await other.keyValues.update({ put: { [SITE_KEY]: 'its own' } });
  await backUp(site, plain);
  await backUp(site, { ...deployed, deployment: DEPLOYMENT });
  await backUp(site, other);
  const entries = [plain, deployed, other].map(({ keyValues }) => keyValues.get(SITE_KEY));
  expect(await Promise.all(entries)).toEqual(['of the site', undefined, 'its own']);
});

it('a wiki in the backup is rebuilt to the same artifacts, and verified', async () => {
  const site = await newSite();
  const backup = newPlace('/backup');
  await backUp(site, backup);
  for (const id of ['me/open', 'me/closed']) {
    const wiki = await backup.wikis.open(id);
    await wiki.rebuild();
    expect(await wiki.verify()).toMatchObject({ differences: [], damage: [], complete: true });
  }
  expect(await backup.access.audit('me/closed')).toEqual(await site.access.audit('me/closed'));
});

it('tokens that were good are good at the backup, revoked ones are not, and those of its own keys no longer', async () => {
  const site = await newSite();
  const [good, revoked] = [await newToken(site), await newToken(site)];
  await site.tokens.revoke(revoked.record.id);
  const target = newPlace('s3://deployed');
  await target.ring.ensure();
  await target.keyValues.update({ put: { [SITE_KEY]: 'of the target' } });
  await target.store.put('control/deployment.json', '{}');
  await target.store.put('assets/site.js', '');
  const own = await newToken(target);
  await target.store.delete(`control/-/tokens/${own.record.id}.json`);

  await backUp(site, target);
  expect(await verifyToken(target.ring, good.token, SITE)).toMatchObject({ subject: 'me' });
  await expect(verifyToken(target.ring, revoked.token, SITE)).rejects.toMatchObject({ code: 'token-revoked' });
  await expect(verifyToken(target.ring, own.token, SITE)).rejects.toMatchObject({ code: 'token-unknown-key' });
  expect(await target.ring.list()).toEqual(await site.ring.list());
  expect(await target.keyValues.get(SITE_KEY)).toBe('of the target');
  expect((await target.tokens.list()).map(({ id }) => id)).toEqual([good.record.id]);
});

/** A store that does something once, right before a key that matches is read. */
class InterruptedStore extends MemoryObjectStore {
  interruption: { pattern: RegExp; event: () => Promise<void> } | undefined;

  override async get(key: string) {
    if (this.interruption?.pattern.test(key)) {
      const { event } = this.interruption;
      this.interruption = undefined;
      await event();
    }
    return super.get(key);
  }
}

it.each([
  { closes: true, pattern: /info\/refs$/, message: 'Secret' },
  { closes: false, pattern: /\/objects\/\w\w\//, message: 'Nothing secret' },
])(
  'pages come with the settings of the same moment, when a wiki is closed or opened meanwhile: $message',
  async (way) => {
    const store = new InterruptedStore();
    const site = newPlace('s3://site', store);
    const wiki = await site.wikis.create('me/open', { public: way.closes });
    const write = (message: string) =>
      wiki.write({ changes: [{ op: 'put', path: 'Home', content: message }], author: AUTHOR, message });
    await write('First');
    const change = () => site.access.setPublic('me/open', !way.closes, BY);
    store.interruption = {
      pattern: way.pattern,
      // What is secret is written when the wiki has been closed, and taken out before it is opened.
      async event() {
        if (way.closes) await change();
        await write(way.message);
        if (!way.closes) await change();
      },
    };
    const backup = newPlace('/backup');
    const { wikis } = await backUp(site, backup);
    const head = (await (await backup.wikis.open('me/open')).history({ limit: 1 })).at(0);
    expect(head?.message).toBe(way.message);
    expect(wikis).toMatchObject([{ wiki: 'me/open', problems: [] }]);
    expect(await backup.wikis.info('me/open')).toMatchObject({ public: !way.closes });
    expect(await backup.keyValues.get(accessKey('me', 'open'))).toBe(await site.keyValues.get(accessKey('me', 'open')));
  },
);

it.each([
  ['a page', 'fragments/me/notes/pages/Home.html'],
  ['a repository', 'git/me/notes/HEAD'],
  ['a wiki', 'control/me/notes/wiki.json'],
  ['the record of a token', 'control/-/tokens/0123456789abcdef0123456789abcdef.json'],
])('refuses a target that has %s, and changes nothing there', async (_, key) => {
  const site = await newSite();
  const target = newPlace('/other');
  await target.store.put(key, 'mine');
  await expect(backUp(site, target)).rejects.toThrow(`/other is not empty: it has ${key}. Name an empty place`);
  expect(await keysOf(target)).toEqual([key]);
});

it('refuses a target whose key values say anything of wikis', async () => {
  const target = newPlace('/other');
  await target.keyValues.update({ put: { 'host:docs.example.org': 'me' } });
  await expect(backUp(await newSite(), target)).rejects.toThrow('has the key value host:docs.example.org');
});

it('refuses a target that has a backup already, be it of the same place', async () => {
  const site = await newSite();
  const backup = newPlace('/backup');
  await backUp(site, backup);
  await expect(backUp(site, backup)).rejects.toThrow(/\/backup holds a backup of s3:\/\/site already, ended 2/);
});

it('goes on with a backup of the same place that was not ended, but not with that of another', async () => {
  const site = await newSite();
  const target = newPlace('/backup');
  const broken = newPlace('/backup', target.store);
  broken.keyValues.update = () => Promise.reject(new Error('the line broke'));
  await expect(backUp(site, broken)).rejects.toThrow('the line broke');
  await expect(backUp({ ...site, location: 's3://other' }, target)).rejects.toThrow(
    '/backup holds a part of a backup of s3://site.',
  );
  const wiki = await site.wikis.open('me/closed');
  await wiki.write({ changes: [{ op: 'put', path: 'Late', content: '' }], author: AUTHOR, message: 'Late' });
  await backUp(site, target);
  expect(await stateOf(target)).toEqual(await stateOf(site));
});

it('copies what is damaged as it is, tells of it, and opens nothing that it can not be sure of', async () => {
  const site = await newSite();
  await site.store.put('control/me/open/wiki.json', 'rot');
  const [blob = ''] = (await keysOf(site, 'git/me/closed/objects/')).filter((key) => /\/[0-9a-f]{38}$/.test(key));
  await site.store.delete(blob);
  const backup = newPlace('/backup');
  const { wikis } = await backUp(site, backup);
  expect(await stateOf(backup)).toEqual(await stateOf(site));
  expect(wikis.map(({ wiki, problems }) => [wiki, problems.join()])).toEqual([
    ['me/closed', expect.stringContaining(blob)],
    ['me/open', expect.stringMatching(/control\/me\/open\/wiki\.json can't be read.*Until then it is private/)],
  ]);
  expect(await backup.keyValues.get(accessKey('me', 'open'))).toBeUndefined();
});
