import { openKeyRing } from '@holt/auth';
import { KEY_VALUES_KEY, SITE_KEY } from '@holt/edge';
import {
  type KeyValueStore,
  type ManualClock,
  MemoryObjectStore,
  manualClock,
  openKeyValueStore,
  openMirroredKeyValueStore,
  type Random,
  StorageError,
  seededRandom,
} from '@holt/storage';
import { openWikis, searchRootKey, type Wikis } from '@holt/wiki';
import { beforeEach, describe, expect, it } from 'vitest';
import { createMaintenanceHandler, type MaintenanceHandler } from './create-maintenance-handler.ts';
import { siteRecordOf } from './deployment.ts';
import type { MaintenanceEvent } from './maintenance-event.ts';

const AUTHOR = { name: 'Ada', email: 'ada@example.org' };
const PAGE = 'fragments/me/a/pages/Home.html';

let store: MemoryObjectStore;
let wikis: Wikis;
let handler: MaintenanceHandler;
let logged: string[];
let told: [message: string, figures: Readonly<Record<string, unknown>> | undefined][];
let parts: { store: MemoryObjectStore; keyValues: KeyValueStore; clock: ManualClock; random: Random };

beforeEach(async () => {
  store = new MemoryObjectStore();
  logged = [];
  told = [];
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  parts = { store, keyValues, clock: manualClock(Date.UTC(2026, 10, 20)), random: seededRandom('lambda') };
  wikis = openWikis(parts);
  for (const id of ['me/a', 'me/b']) await (await wikis.create(id)).write(home('# Home\n'));
  handler = createMaintenanceHandler({
    ...parts,
    site: siteRecordOf({ origin: 'https://wiki.example' }),
    log: (message) => logged.push(message),
    tell: (message, figures) => told.push([message, figures]),
  });
});

const home = (content: string) => ({ changes: [{ op: 'put' as const, path: 'Home', content }], author: AUTHOR });

/** As if the writer of the wiki had died between the commit and its publication. */
async function unpublish(id: string): Promise<void> {
  for (let startAfter: string | undefined = ''; startAfter !== undefined; ) {
    const page = await store.list({ prefix: `fragments/${id}/`, ...(startAfter && { startAfter }) });
    for (const { key } of page.objects) await store.delete(key);
    startAfter = page.next;
  }
}

/** As Amazon S3 sends it (event version 2.5), with the key escaped. */
const notification = (...keys: string[]): MaintenanceEvent => ({
  Records: keys.map((key) => ({
    eventVersion: '2.5',
    eventSource: 'aws:s3',
    awsRegion: 'eu-central-1',
    eventTime: '2026-11-20T12:00:00.000Z',
    eventName: 'ObjectCreated:Put',
    userIdentity: { principalId: 'AWS:AROAEXAMPLE:writer' },
    requestParameters: { sourceIPAddress: '192.0.2.1' },
    responseElements: { 'x-amz-request-id': 'C3D13FE58DE4C810', 'x-amz-id-2': 'FMyUVURIY8/IgAtTv8xRjskZQpcIZ9KG' },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'refs',
      bucket: { name: 'wikis', ownerIdentity: { principalId: 'A3NL1KOZZKExample' }, arn: 'arn:aws:s3:::wikis' },
      object: { key, size: 59, eTag: 'd41d8cd98f00b204e9800998ecf8427e', sequencer: '0055AED6DCD90281E5' },
    },
  })),
});

/** As an EventBridge rule sends it; EventBridge Scheduler's has `aws.scheduler` as source and its detail as a string. */
const scheduled: MaintenanceEvent & Record<string, unknown> = {
  version: '0',
  id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
  'detail-type': 'Scheduled Event',
  source: 'aws.events',
  account: '123456789012',
  time: '2026-11-20T12:00:00Z',
  region: 'eu-central-1',
  resources: ['arn:aws:events:eu-central-1:123456789012:rule/maintenance'],
  detail: {},
};

describe('a notification of the bucket', () => {
  it.each([
    ['plain', 'git/me/a/info/refs'],
    ['escaped', 'git%2Fme%2Fa%2Finfo%2Frefs'],
  ])('that a ref was put publishes that wiki, and no other (key %s)', async (_how, key) => {
    await unpublish('me/a');
    await unpublish('me/b');
    await handler(notification(key));
    expect(await store.head(PAGE)).toBeDefined();
    expect(await store.head('fragments/me/b/pages/Home.html')).toBeUndefined();
    expect(logged).toEqual([]);
  });

  it('that a ref was put folds the search index of that wiki when it can carry no more, and not before', async () => {
    const readRoot = async (name: string) => {
      const object = await store.get(searchRootKey({ owner: 'me', name }));
      return JSON.parse(Buffer.from(object?.body ?? '').toString());
    };
    await handler(notification('git/me/a/info/refs'));
    expect(await readRoot('a')).not.toHaveProperty('main');
    const changes = ['A', 'B', 'C'].map((path) => ({
      op: 'put' as const,
      path,
      content: `# Large\n\n${'lighthouse '.repeat(3000)}\n`,
    }));
    for (const id of ['me/a', 'me/b']) await (await wikis.open(id)).write({ ...home(''), changes });
    await handler(notification('git/me/a/info/refs'));
    expect(await readRoot('a')).toMatchObject({ main: { generation: 2 }, changed: [] });
    expect(await readRoot('b')).not.toHaveProperty('main');
    expect(logged).toEqual([]);
  });

  it('about other objects does nothing', async () => {
    await unpublish('me/a');
    await handler(
      notification('git/me/a/HEAD', 'git/me/a/x/info/refs', 'fragments/me/a/info/refs', 'info/refs', 'a+b'),
    );
    expect(await store.head(PAGE)).toBeUndefined();
    expect(logged).toEqual([]);
  });

  it('about several wikis goes on after one that fails, logs it, and fails in the end', async () => {
    await unpublish('me/a');
    await store.put('git/me/b/info/refs', 'garbage');
    const event = notification('git/me/b/info/refs', 'git/me/gone/info/refs', 'git/me/a/info/refs');
    await expect(handler(event)).rejects.toThrow('2 wikis could not be published.');
    expect(await store.head(PAGE)).toBeDefined();
    expect(logged).toEqual([
      expect.stringMatching(/^me\/b could not be published: git\/me\/b\/info\/refs is damaged/),
      expect.stringMatching(/^me\/gone could not be published: There is no wiki "me\/gone"/),
    ]);
  });

  it('tells how old the oldest commit was that it published, and nothing where the writer had done so', async () => {
    await handler(notification('git/me/b/info/refs'));
    expect(told).toEqual([]);
    await unpublish('me/a');
    await parts.clock.advance(90_000);
    await handler(notification('git/me/a/info/refs', 'git/me/b/info/refs'));
    const figures = { wiki: 'me/a', commits: 1, publishLagSeconds: 90 };
    expect(told).toEqual([['published what its writer had not', figures]]);
  });

  it('that is but the test of a new configuration does nothing', async () => {
    await unpublish('me/a');
    const event = { Service: 'Amazon S3', Event: 's3:TestEvent', Time: '2026-11-20T12:00:00.000Z', Bucket: 'wikis' };
    await handler(event);
    expect(await store.head(PAGE)).toBeUndefined();
  });
});

describe('the schedule', () => {
  it.each([
    ['of an EventBridge rule', scheduled],
    ['of EventBridge Scheduler', { ...scheduled, source: 'aws.scheduler', detail: '{}' }],
    ['with an input of its own', {}],
  ])('%s brings every wiki up to date', async (_of, event) => {
    await unpublish('me/a');
    await unpublish('me/b');
    await handler(event);
    for (const id of ['me/a', 'me/b']) {
      expect(await (await wikis.open(id)).verify()).toMatchObject({ differences: [], complete: true });
    }
  });

  it('goes on after a wiki that fails, logs it, and fails in the end, so that it is invoked again', async () => {
    await unpublish('me/b');
    await store.put('control/me/a/wiki.json', 'garbage');
    await expect(handler(scheduled)).rejects.toThrow('The maintenance of 1 wikis failed.');
    expect(await store.head('fragments/me/b/pages/Home.html')).toBeDefined();
    expect(logged).toEqual([expect.stringContaining('control/me/a/wiki.json')]);
  });
});

describe('a task', () => {
  const keyRing = () => openKeyRing(parts);

  it('set-up makes the first key, the entry of the site and the shared assets; again it changes nothing', async () => {
    await handler({ task: 'set-up' });
    expect(await keyRing().list()).toHaveLength(1);
    expect(JSON.parse((await parts.keyValues.get(SITE_KEY)) ?? '')).toEqual({
      iss: 'https://wiki.example',
      aud: 'https://wiki.example',
      signIn: '/auth/sign-in',
      origin: 'https://wiki.example',
    });
    expect(await store.head('assets/404.html')).toBeDefined();
    const etag = await parts.keyValues.etag();
    await handler({ task: 'set-up' });
    expect(await parts.keyValues.etag()).toBe(etag);
  });

  it.each<[string, MaintenanceEvent]>([
    ['the schedule', {}],
    ['a notification', notification('git/me/a/info/refs')],
    ['a rotation of keys', { task: 'rotate-keys' }],
  ])('set-up brings all key values to the edge, and %s those that an update could not', async (_name, event) => {
    const edge = openKeyValueStore({ store: new MemoryObjectStore(), key: 'edge.json' });
    const keyValues = openMirroredKeyValueStore({
      store,
      key: KEY_VALUES_KEY,
      random: parts.random,
      mirror: async () => edge,
    });
    await parts.keyValues.update({ put: { 'host:wiki.example': 'me/a' } });
    const options = { ...parts, keyValues, site: siteRecordOf({ origin: 'https://wiki.example' }) };
    await createMaintenanceHandler(options)({ task: 'set-up' });
    expect(await edge.entries()).toEqual(await keyValues.entries());
    expect(await edge.get('host:wiki.example')).toBe('me/a');

    const cutOff = openMirroredKeyValueStore({
      store,
      key: KEY_VALUES_KEY,
      random: parts.random,
      mirror: async () => {
        throw new StorageError('unavailable', '', 'No answer.');
      },
    });
    await expect(cutOff.update({ delete: ['host:wiki.example'] })).rejects.toMatchObject({ code: 'unavailable' });
    expect(await edge.get('host:wiki.example')).toBe('me/a');
    await createMaintenanceHandler(options)(event);
    expect(await edge.get('host:wiki.example')).toBeUndefined();
    expect(await keyValues.repair({ ifDue: true })).toEqual({ changed: 0 });
  });

  it('set-up puts the entry anew when the site has got another address', async () => {
    await parts.keyValues.update({ put: { [SITE_KEY]: JSON.stringify({ iss: 'https://old.example' }) } });
    await handler({ task: 'set-up' });
    expect(await parts.keyValues.get(SITE_KEY)).toContain('"iss":"https://wiki.example"');
  });

  it('rotate-keys makes a new key; while the older of two is in use it says so and does not fail', async () => {
    await handler({ task: 'set-up' });
    await parts.clock.advance(60_000);
    await handler({ task: 'rotate-keys' });
    expect(await keyRing().list()).toHaveLength(2);
    expect(told.at(-1)).toEqual(['made a new signing key', { kid: (await keyRing().list())[0]?.kid }]);
    await parts.clock.advance(60_000);
    await handler({ task: 'rotate-keys' });
    expect(await keyRing().list()).toHaveLength(2);
    expect(told.at(-1)?.[0]).toMatch(/^made no new signing key: .* may be good until 2026-/);
    expect(logged).toEqual([]);
  });

  it('rotate-keys retires the older key when nothing is left that it signed', async () => {
    await handler({ task: 'set-up' });
    await parts.clock.advance(60_000);
    await handler({ task: 'rotate-keys' });
    const [, older] = await keyRing().list();
    await parts.clock.advance(30 * 86_400_000);
    await handler({ task: 'rotate-keys' });
    expect(told.at(-1)?.[1]).toMatchObject({ retired: older?.kid });
  });

  it('fold folds what is due and publishes nothing; it goes on after a wiki that fails, and fails in the end', async () => {
    const changes = ['A', 'B', 'C'].map((path) => ({
      op: 'put' as const,
      path,
      content: `# Large\n\n${'lighthouse '.repeat(3000)}\n`,
    }));
    await (await wikis.open('me/b')).write({ ...home(''), changes });
    await store.put('control/me/a/wiki.json', 'garbage');
    await expect(handler({ task: 'fold' })).rejects.toThrow('1 wikis could not be folded.');
    const root = await store.get(searchRootKey({ owner: 'me', name: 'b' }));
    expect(JSON.parse(Buffer.from(root?.body ?? '').toString())).toHaveProperty('main');
    expect(logged).toEqual([expect.stringMatching(/^me\/a could not be folded: .*control\/me\/a\/wiki\.json/)]);
    expect(told).toEqual([]);
  });

  it('maintain is what the schedule does', async () => {
    await unpublish('me/a');
    await handler({ task: 'maintain' });
    expect(await store.head(PAGE)).toBeDefined();
    expect(told).toEqual([['published what its writer had not', { wiki: 'me/a', commits: 1, publishLagSeconds: 0 }]]);
  });

  it.each([
    ['another task', { task: 'erase' }, 'the task "erase"'],
    ['a task that every object has', { task: 'constructor' }, 'the task "constructor"'],
    ['an event of another service', { source: 'aws.ec2', detail: {} }, 'an event with source, detail'],
    ['a request', { version: '2.0', rawPath: '/' }, 'an event with version, rawPath'],
    [
      'records of another service',
      { Records: [{ eventSource: 'aws:sqs', body: '{}' }] },
      'records that name no object',
    ],
  ])('that there is none of is refused by its name (%s)', async (_which, event, named) => {
    await expect(handler(event as unknown as MaintenanceEvent)).rejects.toMatchObject({
      code: 'event-unknown',
      message: expect.stringContaining(`There is no maintenance for ${named}`),
    });
  });
});
