import { chmodSync, cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  accessKey,
  assetKey,
  dashKey,
  encodeAccessRecord,
  gitPrefix,
  HOME_KEY,
  SITE_KEY,
  settingsKey,
} from '@holt/edge';
import { siteAssets } from '@holt/site';
import {
  type KeyValueStore,
  type ObjectStore,
  openFileObjectStore,
  openKeyValueStore,
  systemRandom,
} from '@holt/storage';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { runHolt, startDev, temporaryFolder } from '../support/holt-process.ts';

interface Finding {
  name: string;
  state: 'ok' | 'note' | 'warning' | 'problem';
  found: string;
  remedy?: string;
  wiki?: string;
}

let made: string;
let data: string;
let store: ObjectStore;
let keyValues: KeyValueStore;
let removeMade: () => void;

beforeAll(async () => {
  made = join(
    temporaryFolder((remove) => {
      removeMade = remove;
    }),
    'data',
  );
  await (await startDev(['--data', made])).stop();
});
afterAll(() => removeMade());

beforeEach(() => {
  data = join(temporaryFolder(onTestFinished), 'data');
  cpSync(made, data, { recursive: true });
  store = openFileObjectStore({ directory: join(data, 'store'), random: systemRandom });
  keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
});

const doctor = (args: string[] = [], env: Record<string, string> = {}) =>
  runHolt(['doctor', '--data', data, ...args], { env: { HOLT_OIDC_ISSUER: '', ...env } });

async function findings(env: Record<string, string> = {}): Promise<{ status: number | null; unwell: Finding[] }> {
  const { status, stdout } = await doctor(['--json'], env);
  const { findings } = JSON.parse(stdout) as { findings: Finding[] };
  return { status, unwell: findings.filter(({ state }) => state !== 'ok') };
}

async function change(key: string, edit: (text: string) => string): Promise<void> {
  const object = await store.get(key);
  const text = new TextDecoder().decode(object?.body);
  const { contentType = 'application/json', cacheControl, metadata = {} } = object ?? {};
  await store.put(key, edit(text), { contentType, metadata, ...(cacheControl === undefined ? {} : { cacheControl }) });
}

describe('holt doctor', () => {
  it('finds nothing wrong with what holt dev made, in words and as JSON', async () => {
    expect(await findings()).toEqual({ status: 0, unwell: [] });
    const { status, stdout, stderr } = await doctor();
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^ok {6}keys {17}1 key; the one that signs, \w+, is 0 days old\.$/m);
    expect(stdout).toMatch(/: 0 problems, 0 warnings\n$/);
  });

  it('changes nothing', async () => {
    const before = await store.list({ prefix: '' });
    await doctor();
    expect(await store.list({ prefix: '' })).toEqual(before);
  });

  it.each<[string, () => Promise<unknown>, Finding['state'], Partial<Finding>, string | RegExp]>([
    [
      'a style or script is missing',
      () => store.delete(assetKey(siteAssets()[0]?.name ?? '')),
      'problem',
      { name: 'assets' },
      /holt reconcile/,
    ],
    [
      'the 404 page is of another version',
      () => store.put(assetKey('404.html'), 'old', { metadata: { shell: 'old' } }),
      'warning',
      { name: 'assets' },
      /holt reconcile/,
    ],
    [
      'there is no key',
      () => keyValues.update({ delete: ['keys'] }).then(deleteKeys),
      'problem',
      { name: 'keys' },
      /token/,
    ],
    [
      "the site's entry is of another site",
      () => keyValues.update({ put: { [SITE_KEY]: '{"iss":"a","aud":"b","signIn":""}' } }),
      'problem',
      { name: 'site' },
      /token/,
    ],
    ['"/" leads nowhere', () => keyValues.update({ delete: [HOME_KEY] }), 'note', { name: 'home' }, /holt wiki home/],
    [
      'the key values are damaged',
      () => store.put('control/key-values.json', '{'),
      'problem',
      { name: 'key-values', found: expect.stringContaining('control/key-values.json') },
      '',
    ],
    [
      'the edge has a wiki more open than its settings',
      () => change(settingsKey('me', 'notes'), (text) => text.replace('"public": true', '"public": false')),
      'problem',
      { name: 'access', wiki: 'me/notes', found: 'The settings of me/notes say private; the edge has it public.' },
      /holt wiki set me\/notes --private/,
    ],
    [
      'the edge has a wiki less open than its settings',
      () => keyValues.update({ delete: [accessKey('me', 'notes')] }),
      'problem',
      { name: 'access', wiki: 'me/notes', found: 'The settings of me/notes say public; the edge has it private.' },
      /holt wiki set me\/notes --public/,
    ],
    [
      'the edge has other rules',
      () =>
        keyValues.update({
          put: {
            [accessKey('me', 'notes')]: encodeAccessRecord({ public: true, rules: [['Drafts', 'owner']], since: 0 }),
          },
        }),
      'problem',
      { name: 'access', wiki: 'me/notes', found: expect.stringContaining('other rules') },
      /holt wiki set me\/notes --public/,
    ],
    [
      'the edge can’t read the entry of a wiki',
      () => keyValues.update({ put: { [accessKey('me', 'notes')]: '{"public":"yes"}' } }),
      'problem',
      { name: 'access', wiki: 'me/notes', found: expect.stringContaining('denies') },
      /holt wiki set me\/notes --public/,
    ],
    [
      'the edge has an entry for what is no wiki',
      () => keyValues.update({ put: { [accessKey('me', 'gone')]: '{"public":true}' } }),
      'warning',
      { name: 'access', wiki: 'me/gone' },
      /Make the wiki/,
    ],
    [
      'the settings of a wiki are damaged',
      () => store.put(settingsKey('me', 'other'), '{'),
      'problem',
      { name: 'settings', wiki: 'me/other', found: expect.stringContaining('control/me/other/wiki.json') },
      '',
    ],
    [
      'pages are of another version',
      () => change(dashKey('me', 'notes', 'changes.json'), (text) => text.replace(/"shell":"\w+"/, '"shell":"old"')),
      'warning',
      { name: 'pages', wiki: 'me/notes' },
      /holt rebuild --wiki me\/notes/,
    ],
    [
      'pages are behind git',
      () =>
        change(dashKey('me', 'notes', 'changes.json'), (text) =>
          text.replace(/"revision":"\w+"/, `"revision":"${'0'.repeat(40)}"`),
        ),
      'warning',
      { name: 'pages', wiki: 'me/notes' },
      /holt reconcile --wiki me\/notes/,
    ],
    [
      'the ref can’t be read',
      () => store.put(`${gitPrefix('me', 'notes')}info/refs`, 'none'),
      'problem',
      { name: 'pages', wiki: 'me/notes' },
      /holt verify --wiki me\/notes/,
    ],
    [
      'the search index is gone',
      () => store.delete(dashKey('me', 'notes', 'search/recent.json')),
      'note',
      { name: 'folds', wiki: 'me/notes', found: expect.stringContaining('search index') },
      /holt fold --wiki me\/notes/,
    ],
  ])('tells, and what to do, when %s', async (_what, spoil, state, expected, remedy) => {
    await spoil();
    const { status, unwell } = await findings();
    expect(unwell).toEqual([expect.objectContaining({ state, ...expected })]);
    if (remedy !== '') expect(unwell[0]?.remedy).toMatch(remedy);
    expect(status).toBe(state === 'problem' ? 1 : 0);
  });

  async function deleteKeys(): Promise<void> {
    const keys = (await keyValues.entries()).map(({ key }) => key).filter((key) => key.startsWith('key:'));
    await keyValues.update({ delete: keys });
  }

  it('makes good what it finds, by the remedies that it names', async () => {
    await store.delete(assetKey('404.html'));
    await keyValues.update({ delete: [HOME_KEY, accessKey('me', 'notes')] });
    await change(dashKey('me', 'notes', 'changes.json'), (text) => text.replace(/"shell":"\w+"/, '"shell":"old"'));
    const { unwell } = await findings();
    expect(unwell.map(({ name }) => name)).toEqual(['assets', 'home', 'access', 'pages']);
    for (const { remedy = '' } of unwell) {
      const named = /holt (wiki (?:home|set)|rebuild|reconcile)([^.,:]*)/.exec(remedy);
      const args = `${named?.[1]}${named?.[2]?.replace('OWNER/NAME', 'me/notes')}`.split(' ');
      expect([args, (await runHolt([...args, '--data', data])).status]).toEqual([args, 0]);
    }
    expect(await findings()).toEqual({ status: 0, unwell: [] });
  });

  it('reads the settings of the sign-in, and does not repeat what is wrong with them', async () => {
    const wrong = await findings({ HOLT_OIDC_ISSUER: 'http://provider.example' });
    expect(wrong).toMatchObject({
      status: 1,
      unwell: [{ name: 'sign-in', found: expect.stringMatching(/HOLT_OIDC_ISSUER.*HOLT_OIDC_CLIENT_ID/) }],
    });
    expect(JSON.stringify(wrong)).not.toContain('provider.example');
    const provider = { HOLT_OIDC_ISSUER: 'https://provider.example', HOLT_OIDC_CLIENT_ID: 'holt' };
    expect(await findings(provider)).toMatchObject({
      status: 0,
      unwell: [{ state: 'note', remedy: expect.stringContaining('HOLT_OWNERS') }],
    });
    expect(await findings({ ...provider, HOLT_OWNERS: '@example.com' })).toEqual({ status: 0, unwell: [] });
  });

  it('says that there is nothing to examine, and makes nothing', async () => {
    const missing = join(temporaryFolder(onTestFinished), 'none');
    expect(await runHolt(['doctor', '--data', missing])).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`no data at ${missing}`),
    });
    expect(existsSync(missing)).toBe(false);
  });

  it.skipIf(process.getuid?.() === 0)('tells of a folder that can’t be written', async () => {
    chmodSync(data, 0o500);
    onTestFinished(() => chmodSync(data, 0o700));
    expect(await findings()).toMatchObject({ status: 1, unwell: [{ name: 'data' }] });
  });
});
