import {
  type AccessClaims,
  type AccessRecord,
  accessKey,
  allows,
  encodeAccessRecord,
  type Level,
  type PathRule,
  parseAccessRecord,
  settingsKey,
} from '@holt/edge';
import {
  MemoryObjectStore,
  manualClock,
  type ObjectStore,
  openFileObjectStore,
  openKeyValueStore,
  type Random,
  seededRandom,
} from '@holt/storage';
import { bodyEtagStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import { type AccessSettings, openAccessSettings } from './open-access-settings.ts';
import { temporaryFolder } from './testing/git-clone.ts';
import { interleave } from './testing/interleave.ts';
import { BY, type Fate, faultyStore, openTestAccess, openTestWikis, readEdgeEntry } from './testing/test-wiki.ts';

const ID = 'me/notes';
const NOW_SECONDS = 1_800_000_000;
const KEY_VALUES = 'control/key-values.json';
const SETTINGS = settingsKey('me', 'notes');

const stores: [name: string, make: () => ObjectStore][] = [
  ['in memory', () => new MemoryObjectStore()],
  ['in memory, with ETags of bodies', bodyEtagStore],
  ['in files', () => openFileObjectStore({ directory: temporaryFolder(), random: seededRandom('files') })],
];

const open = (store: ObjectStore, nowSeconds = NOW_SECONDS): AccessSettings =>
  openTestAccess(store, manualClock(nowSeconds * 1000));

async function makeWiki(store: ObjectStore, record?: AccessRecord): Promise<AccessSettings> {
  await openTestWikis(store).create(ID);
  const access = open(store);
  if (record === undefined) return access;
  if (record.since > 0) await open(store, record.since - 1).revokeTokens(ID, BY);
  await access.setRules(ID, record.rules, BY);
  await access.setPublic(ID, record.public, BY);
  return access;
}

const edgeRecord = async (store: ObjectStore) => {
  const text = await readEdgeEntry(store);
  return text === undefined ? undefined : parseAccessRecord(text);
};
const settingsRecord = async (store: ObjectStore): Promise<AccessRecord> => open(store).read(ID);

const PATHS = [undefined, 'Top', 'A', 'A/x', 'A/B', 'A/B/x', 'C'];
const CLAIMS: (AccessClaims | undefined)[] = [
  undefined,
  ...['reader', 'editor', 'owner'].flatMap((role) =>
    [NOW_SECONDS - 100, NOW_SECONDS + 1].map(
      (issuedAt): AccessClaims => ({ wikis: [`${ID}:${role}`], scope: ['read'], issuedAt }),
    ),
  ),
];

/** Every read that the record lets pass, by who reads what. */
function passes(record: AccessRecord | undefined): string[] {
  return CLAIMS.flatMap((claims, who) =>
    PATHS.filter((path) => allows(claims, record, 'me', 'notes', 'read', path)).map((path) => `${who} ${path}`),
  );
}

async function expectNoMoreOpen(store: ObjectStore, when: string): Promise<void> {
  const allowed = passes(await settingsRecord(store));
  const surplus = passes(await edgeRecord(store)).filter((read) => !allowed.includes(read));
  expect(surplus, when).toEqual([]);
}

async function expectAgreed(store: ObjectStore, when = ''): Promise<void> {
  expect(passes(await edgeRecord(store)), when).toEqual(passes(await settingsRecord(store)));
  const stored = JSON.parse(new TextDecoder().decode((await store.get(SETTINGS))?.body));
  expect(stored, when).not.toHaveProperty('closing');
}

const whole = (random: Random, below: number) => (random.bytes(1)[0] ?? 0) % below;

function randomRules(random: Random): PathRule[] {
  const levels: Level[] = ['public', 'reader', 'editor', 'owner'];
  return ['A', 'A/B', 'C'].flatMap((path): PathRule[] => {
    const level = levels[whole(random, 7)];
    return level === undefined ? [] : [[path, level]];
  });
}

function randomRecord(random: Random): AccessRecord {
  const since = whole(random, 3) === 0 ? NOW_SECONDS - 50 : 0;
  return { public: whole(random, 2) === 0, rules: randomRules(random), since };
}

type Change = (access: AccessSettings) => Promise<void>;

function randomChange(random: Random): Change {
  const [kind, isPublic, rules] = [whole(random, 5), whole(random, 2) === 0, randomRules(random)];
  return (access) => {
    if (kind === 0) return access.revokeTokens(ID, BY);
    if (kind === 1) return access.grant(ID, '@example.org', isPublic ? 'reader' : 'owner', BY);
    return kind < 4 ? access.setRules(ID, rules, BY) : access.setPublic(ID, isPublic, BY);
  };
}

describe.each(stores)('the settings of access, %s', (_name, makeStore) => {
  it('are private, without rules and grants, in a new wiki, of which the edge need know nothing', async () => {
    const store = makeStore();
    const access = await makeWiki(store);
    expect(await access.read(ID)).toEqual({ public: false, rules: [], since: 0, grants: [] });
    expect(await readEdgeEntry(store)).toBeUndefined();
  });

  it('are at the edge as soon as a change is done, and gone from it when they say nothing any more', async () => {
    const store = makeStore();
    const access = await makeWiki(store);
    await access.setPublic(ID, true, BY);
    expect(await readEdgeEntry(store)).toBe('{"public":true,"rules":[],"since":0}');
    await access.setRules(ID, [['Inner', 'editor']], BY);
    expect(await readEdgeEntry(store)).toBe('{"public":true,"rules":[["Inner","editor"]],"since":0}');
    await access.setRules(ID, [], BY);
    await access.setPublic(ID, false, BY);
    expect(await readEdgeEntry(store)).toBeUndefined();
    await access.revokeTokens(ID, BY);
    expect(await readEdgeEntry(store)).toBe(`{"public":false,"rules":[],"since":${NOW_SECONDS + 1}}`);
  });

  it('tell of each change who made it, when and what, newest first', async () => {
    const store = makeStore();
    const access = await makeWiki(store);
    await access.setPublic(ID, true, BY);
    await access.setRules(ID, [['Inner', 'editor']], { subject: 'bob' });
    await access.grant(ID, 'Carol@Example.com', 'owner', BY);
    await access.revoke(ID, 'carol@example.com', BY);
    await access.revokeTokens(ID, BY);
    const at = new Date(NOW_SECONDS * 1000).toISOString();
    expect(await access.audit(ID)).toEqual([
      { seq: 6, at, by: BY, what: 'revoke-tokens', since: NOW_SECONDS + 1 },
      { seq: 5, at, by: BY, what: 'revoke', grantee: 'carol@example.com', role: 'owner' },
      { seq: 4, at, by: BY, what: 'grant', grantee: 'carol@example.com', role: 'owner' },
      { seq: 3, at, by: { subject: 'bob' }, what: 'set-rules', rules: [['Inner', 'editor']] },
      { seq: 2, at, by: BY, what: 'set-public', public: true },
      { seq: 1, at: expect.any(String), what: 'create', public: false },
    ]);
    expect((await access.audit(ID, { limit: 2 })).map(({ seq }) => seq)).toEqual([6, 5]);
    expect(await access.audit(ID, { limit: 0 })).toEqual([]);
  });

  it('are not changed by what is already so, and then say nothing of it', async () => {
    const store = makeStore();
    const access = await makeWiki(store, {
      public: true,
      rules: [
        ['A', 'editor'],
        ['C', 'owner'],
      ],
      since: 0,
    });
    await access.grant(ID, '@example.org', 'reader', BY);
    const before = (await store.get(SETTINGS))?.etag;
    await access.setPublic(ID, true, BY);
    await access.setRules(
      ID,
      [
        ['C', 'owner'],
        ['A', 'editor'],
      ],
      BY,
    );
    await access.grant(ID, '@EXAMPLE.org', 'reader', BY);
    await access.revoke(ID, 'sub:nobody', BY);
    expect((await store.get(SETTINGS))?.etag).toBe(before);
  });

  it('keep a wiki that was made before there were rules, grants and an audit', async () => {
    const store = makeStore();
    const old = { id: ID, createdAt: '2026-01-02T03:04:05.000Z', public: true };
    await store.put(SETTINGS, JSON.stringify(old));
    const access = open(store);
    expect(await access.read(ID)).toEqual({ public: true, rules: [], since: 0, grants: [] });
    expect(await access.audit(ID)).toEqual([]);
    expect(await openTestWikis(store).list()).toMatchObject([{ id: ID, public: true, rules: [], since: 0 }]);
    await access.repair(ID);
    expect(await readEdgeEntry(store)).toBe(encodeAccessRecord({ public: true, rules: [], since: 0 }));
    await access.setPublic(ID, false, BY);
    expect(await access.audit(ID)).toMatchObject([{ seq: 1, what: 'set-public', public: false }]);
    expect(JSON.parse(new TextDecoder().decode((await store.get(SETTINGS))?.body))).toMatchObject({
      createdAt: old.createdAt,
    });
  });

  it('refuse one of two changes at once as busy, or keep both, and the audit has what is in', async () => {
    for (let seed = 0; seed < 20; seed++) {
      const store = makeStore();
      await makeWiki(store, { public: false, rules: [], since: 0 });
      const random = seededRandom(seed);
      const changes: Change[] = [
        (access) => access.setRules(ID, [['A', 'owner']], BY),
        (access) => access.setRules(ID, [['A', 'public']], BY),
      ];
      const ends = await interleave(
        store,
        changes.map((change) => (mine) => change(open(mine))),
        {
          pick: (waiting) => whole(random, waiting.length),
          decide: () => 'through',
          check: () => expectNoMoreOpen(store, `${seed}`),
        },
      );
      for (const end of ends) if (end !== undefined) expect(end).toMatchObject({ code: 'busy' });
      expect(ends).toContain(undefined);
      const told = (await open(store).audit(ID)).filter(({ what }) => what === 'set-rules');
      expect(told, `${seed}`).toHaveLength(ends.filter((end) => end === undefined).length);
      expect(await open(store).read(ID), `${seed}`).toMatchObject({ rules: (told[0] as { rules?: unknown }).rules });
      await expectAgreed(store, `${seed}`);
    }
  });
});

/** Lets the first process go on but for a few switches to the next: what needs one to pause for long is seldom found by chance. */
function fewSwitches(random: Random, processes: number): (waiting: readonly number[]) => number {
  const order = Array.from({ length: processes }, (_, index) => index);
  const turns = whole(random, processes);
  order.push(...order.splice(0, turns));
  const switches = new Set(Array.from({ length: 4 }, () => whole(random, 48)));
  let step = 0;
  return (waiting) => {
    const first = () => order.findIndex((process) => waiting.includes(process));
    if (switches.has(step++)) order.push(...order.splice(first(), 1));
    return waiting.indexOf(order[first()] ?? 0);
  };
}

async function dyingAt(store: ObjectStore, stopAt: number, change: Change): Promise<void> {
  let count = 0;
  const dying = faultyStore(
    store,
    (): Fate => (++count < stopAt ? 'through' : count === stopAt ? 'answer lost' : 'lost'),
  );
  await change(open(dying)).catch(() => undefined);
}

/** A store of which some requests wait until the test lets them go on. `nth` counts the requests of a method and key from 1. */
function pausing(store: ObjectStore, isIt: (method: string, key: string, nth: number) => boolean) {
  const paused = Promise.withResolvers<void>();
  const going = Promise.withResolvers<void>();
  const counts = new Map<string, number>();
  const waiting = faultyStore(store, async (method, key): Promise<Fate> => {
    const nth = (counts.get(`${method} ${key}`) ?? 0) + 1;
    counts.set(`${method} ${key}`, nth);
    if (isIt(method, key, nth)) {
      paused.resolve();
      await going.promise;
    }
    return 'through';
  });
  return { store: waiting, paused: paused.promise, goOn: () => going.resolve() };
}

/** As in AWS: the settings' ETag is of their bytes, the key-value store's is always new. */
function settingsWithBodyEtags(): ObjectStore {
  const [objects, entries] = [bodyEtagStore(), new MemoryObjectStore()];
  const of = (key: string) => (key === KEY_VALUES ? entries : objects);
  return {
    get: (key) => of(key).get(key),
    head: (key) => of(key).head(key),
    put: (key, body, options) => of(key).put(key, body, options),
    delete: (key, options) => of(key).delete(key, options),
    list: (options) => objects.list(options),
  };
}

const SCENES: [name: string, scene: { make: () => ObjectStore; dies: boolean }][] = [
  ['some of which die', { make: () => new MemoryObjectStore(), dies: true }],
  ['some of which die, where the settings have ETags of bodies', { make: settingsWithBodyEtags, dies: true }],
  // There an old entry makes an old condition true again, and whoever put by it looks after that.
  ['when they are done, where the entries have ETags of bodies too', { make: bodyEtagStore, dies: false }],
];

describe('the edge', () => {
  it('is never more open than the settings, at whichever request a process dies, and the next change or a repair makes them agree', async () => {
    for (let seed = 0; seed < 60; seed++) {
      const random = seededRandom(`dying ${seed}`);
      const [before, change, next] = [randomRecord(random), randomChange(random), randomChange(random)];
      const make = seed % 2 === 0 ? bodyEtagStore : () => new MemoryObjectStore();
      for (const fate of ['answer lost', 'lost'] satisfies Fate[]) {
        let stopped = true;
        for (let stopAt = 0; stopped; stopAt++) {
          const when = `seed ${seed}, stopped at ${stopAt}, ${fate}`;
          const store = make();
          const audited = (await (await makeWiki(store, before)).audit(ID)).length;
          await expectAgreed(store, when);
          let count = 0;
          const dying = faultyStore(store, (): Fate => {
            count++;
            return count <= stopAt ? 'through' : count === stopAt + 1 ? fate : 'lost';
          });
          const isIn = await change(open(dying)).then(
            () => true,
            () => false,
          );
          stopped = count > stopAt;
          expect(isIn, when).toBe(!stopped);

          await expectNoMoreOpen(store, when);
          // A change is in with its entry or not at all.
          const { change: last, ...settings } = JSON.parse(new TextDecoder().decode((await store.get(SETTINGS))?.body));
          const entries = await open(store).audit(ID);
          expect(entries[0], when).toEqual(last);
          expect(entries.length - audited, when).toBeLessThanOrEqual(1);
          const record = { public: settings.public, rules: settings.rules, since: settings.since };
          if (entries.length === audited) expect(record, when).toEqual(before);

          if (stopAt % 2 === 0) await open(store).repair(ID);
          else await next(open(store));
          await expectAgreed(store, when);
        }
      }
    }
  });

  it.each(SCENES)(
    'is never more open than the settings while processes change and repair at once, %s',
    async (_name, scene) => {
      const counts = { busy: 0, died: 0, done: 0 };
      for (let seed = 0; seed < 300; seed++) {
        const random = seededRandom(`at once ${seed}`);
        const store = scene.make();
        await makeWiki(store, randomRecord(random));
        // One that died before may have left the edge less open than the settings.
        await dyingAt(store, 1 + whole(random, 25), randomChange(random));
        const audited = (await open(store).audit(ID)).length;
        const change = randomChange(random);
        const same = seed % 3 === 0;
        const changes = [change, same ? change : randomChange(random), (access: AccessSettings) => access.repair(ID)];
        const deaths = changes.map(() =>
          scene.dies && whole(random, 3) === 0 ? 1 + whole(random, 30) : Number.POSITIVE_INFINITY,
        );
        const ends = await interleave(
          store,
          changes.map((each) => (mine) => each(open(mine))),
          {
            pick: fewSwitches(random, changes.length),
            decide: (process, request) => {
              const death = deaths[process] ?? 0;
              return request < death ? 'through' : request === death ? 'answer lost' : 'lost';
            },
            check: async () => {
              if (scene.dies) await expectNoMoreOpen(store, `seed ${seed}`);
            },
          },
        );
        for (const end of ends) {
          if (end === undefined) counts.done++;
          else if ((end as { code: string }).code === 'busy') counts.busy++;
          else {
            expect(end).toMatchObject({ code: 'unavailable' });
            counts.died++;
          }
        }
        const entries = await open(store).audit(ID);
        expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, index) => entries.length - index));
        expect(entries.length - audited).toBeLessThanOrEqual(2);
        await expectNoMoreOpen(store, `seed ${seed}`);
        await open(store).repair(ID);
        await expectAgreed(store, `seed ${seed}`);
      }
      // The test has seen what it is about.
      for (const count of [counts.done, counts.busy, scene.dies ? counts.died : 100]) expect(count).toBeGreaterThan(20);
    },
  );

  it('is not opened by a change that a repair has overtaken, even when another then does just the same', async () => {
    const store = settingsWithBodyEtags();
    await makeWiki(store, { public: true, rules: [], since: 0 });
    const first = pausing(store, (method, key, nth) => method === 'put' && key === SETTINGS && nth === 2);
    const closing = open(first.store).setPublic(ID, false, BY);
    await first.paused;
    await open(store).repair(ID);
    const second = pausing(store, (method, key) => method === 'put' && key === KEY_VALUES);
    const closingToo = open(second.store).setPublic(ID, false, BY);
    await second.paused;
    first.goOn();
    await expect(closing).rejects.toMatchObject({ code: 'busy' });
    await expectNoMoreOpen(store, 'after the first');
    second.goOn();
    await closingToo;
    await expectAgreed(store);
    expect(await settingsRecord(store)).toMatchObject({ public: false });
  });

  it('is closed again by a late repair that an old ETag let pass', async () => {
    const store = bodyEtagStore();
    await makeWiki(store, { public: true, rules: [], since: 0 });
    await openKeyValueStore({ store, key: KEY_VALUES }).update({ delete: [accessKey('me', 'notes')] });
    const late = pausing(store, (method, key) => method === 'put' && key === KEY_VALUES);
    const repairing = open(late.store).repair(ID);
    await late.paused;
    await open(store).setPublic(ID, false, BY);
    late.goOn();
    await repairing;
    await expectAgreed(store);
    expect(await settingsRecord(store)).toMatchObject({ public: false });
  });

  it('is closed to all while rules change of which both sides together are too many for one entry', async () => {
    const store = new MemoryObjectStore();
    const many = (letter: string) =>
      Array.from({ length: 30 }, (_, index): PathRule => [`${letter}/Folder_${index}`, 'owner']);
    await makeWiki(store, { public: true, rules: many('A'), since: 0 });
    const seen = new Set<number>();
    await interleave(store, [(mine) => open(mine).setRules(ID, many('B'), BY)], {
      pick: () => 0,
      decide: () => 'through',
      check: async () => {
        await expectNoMoreOpen(store, 'while the rules change');
        seen.add(passes(await edgeRecord(store)).length);
      },
    });
    expect(seen).toContain(0);
    await expectAgreed(store);
    expect((await settingsRecord(store)).rules).toEqual(many('B'));
  });

  it('agrees with the settings after changes at once in other wikis too', async () => {
    const store = new MemoryObjectStore();
    const wikis = openTestWikis(store);
    const ids = Array.from({ length: 12 }, (_, index) => `me/wiki-${index}`);
    for (const id of ids) await wikis.create(id);
    await Promise.all(ids.map((id) => open(store).setPublic(id, true, BY)));
    const keyValues = openKeyValueStore({ store, key: KEY_VALUES });
    for (const id of ids) {
      const [owner = '', name = ''] = id.split('/');
      expect(await keyValues.get(accessKey(owner, name)), id).toBeDefined();
    }
  });
});

describe('a change that does not fit', () => {
  const longRules = Array.from({ length: 40 }, (_, index): PathRule => [`Folder/Sub_folder_${index}`, 'editor']);

  it.each<[string, Change, RegExp]>([
    ['a path with a slash at its end', (access) => access.setRules(ID, [['A/', 'owner']], BY), /\["A\/","owner"\]/],
    [
      'a path that climbs',
      (access) =>
        access.setRules(
          ID,
          [
            ['A', 'owner'],
            ['../B', 'owner'],
          ],
          BY,
        ),
      /"\.\.\/B"/,
    ],
    ['an unknown level', (access) => access.setRules(ID, [['A', 'chief' as Level]], BY), /"chief"/],
    [
      'two rules for a path',
      (access) =>
        access.setRules(
          ID,
          [
            ['A', 'owner'],
            ['A', 'reader'],
          ],
          BY,
        ),
      /two rules for "A"/,
    ],
    ['more rules than an entry holds', (access) => access.setRules(ID, longRules, BY), /1,024 bytes/],
    ['nobody', (access) => access.grant(ID, 'carol', 'reader', BY), /"carol" names nobody/],
    ['an unknown role', (access) => access.grant(ID, 'sub:carol', 'public' as never, BY), /role is/],
    ['nobody to revoke', (access) => access.revoke(ID, '', BY), /names nobody/],
  ])('is refused before anything is written: %s', async (_title, change, message) => {
    const store = new MemoryObjectStore();
    await makeWiki(store);
    const noWrites = faultyStore(store, (method) => (method === 'put' || method === 'delete' ? 'lost' : 'through'));
    await expect(change(open(noWrites))).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringMatching(message),
    });
  });

  it('is one grant too many', async () => {
    const store = new MemoryObjectStore();
    const access = await makeWiki(store);
    const object = await store.get(SETTINGS);
    const settings = JSON.parse(new TextDecoder().decode(object?.body));
    const grants = Array.from({ length: 1000 }, (_, index) => ({ grantee: `sub:${index}`, role: 'reader' }));
    await store.put(SETTINGS, JSON.stringify({ ...settings, grants }));
    await expect(access.grant(ID, 'sub:more', 'reader', BY)).rejects.toMatchObject({ code: 'invalid-request' });
    await access.grant(ID, 'sub:7', 'owner', BY);
    expect((await access.read(ID)).grants).toHaveLength(1000);
  });

  it('names a wiki that is not there', async () => {
    const access = open(new MemoryObjectStore());
    for (const work of [access.read(ID), access.setPublic(ID, true, BY), access.audit(ID), access.repair(ID)]) {
      await expect(work).rejects.toMatchObject({ code: 'wiki-not-found' });
    }
  });
});

describe('grants', () => {
  it('give each identity its highest role in each wiki, by subject, address and domain', async () => {
    const store = new MemoryObjectStore();
    const wikis = openTestWikis(store);
    for (const id of ['me/a', 'me/b', 'you/c', 'you/d']) await wikis.create(id);
    const access = open(store);
    await access.grant('me/a', '@example.org', 'reader', BY);
    await access.grant('me/a', 'ada@example.org', 'owner', BY);
    await access.grant('me/b', 'sub:ada|1', 'editor', BY);
    await access.grant('you/c', '@sub.example.org', 'owner', BY);
    await access.grant('you/d', 'Bob@Example.org', 'editor', BY);
    expect(await access.rolesOf({ subject: 'ada|1', email: 'Ada@Example.org' })).toEqual(['me/a:owner', 'me/b:editor']);
    expect(await access.rolesOf({ subject: 'x', email: 'bob@example.org' })).toEqual(['me/a:reader', 'you/d:editor']);
    expect(await access.rolesOf({ subject: 'ada|1' })).toEqual(['me/b:editor']);
    expect(await access.rolesOf({ subject: '@example.org' })).toEqual([]);
    expect(await access.rolesOf({ subject: 'x', email: '@example.org' })).toEqual([]);
    expect(await access.rolesOf({ subject: 'x', email: 'x@evil-example.org' })).toEqual([]);
    expect(await access.rolesOf({ subject: 'x', email: 'example.org' })).toEqual([]);
  });

  it('may be taken from the last owner, and a wiki whose settings are damaged gives none', async () => {
    const store = new MemoryObjectStore();
    const wikis = openTestWikis(store);
    for (const id of ['me/a', 'me/b']) await wikis.create(id);
    const access = open(store);
    for (const id of ['me/a', 'me/b']) await access.grant(id, 'sub:ada', 'owner', BY);
    await store.put('control/me/b/wiki.json', 'garbage');
    expect(await access.rolesOf({ subject: 'ada' })).toEqual(['me/a:owner']);
    await access.revoke('me/a', 'sub:ada', BY);
    expect(await access.rolesOf({ subject: 'ada' })).toEqual([]);
  });

  it('are looked for in the settings of 40 wikis, at most 16 at a time', async () => {
    const store = new MemoryObjectStore();
    const wikis = openTestWikis(store);
    const ids = Array.from({ length: 40 }, (_, index) => `me/wiki-${String(index).padStart(2, '0')}`);
    for (const id of ids) await wikis.create(id);
    for (const id of ids) await open(store).grant(id, 'sub:ada', 'reader', BY);
    let [underWay, most] = [0, 0];
    const counting: ObjectStore = {
      ...faultyStore(store, () => 'through'),
      async get(key) {
        underWay++;
        most = Math.max(most, underWay);
        await new Promise(setImmediate);
        underWay--;
        return store.get(key);
      },
    };
    expect(await open(counting).rolesOf({ subject: 'ada' })).toEqual(ids.map((id) => `${id}:reader`));
    expect(most).toBe(16);
  });
});

describe('tokens that are revoked', () => {
  it('are those made up to now, whatever the clock does later', async () => {
    const store = new MemoryObjectStore();
    await makeWiki(store);
    const keyValues = openKeyValueStore({ store, key: KEY_VALUES });
    const clock = manualClock(NOW_SECONDS * 1000 + 999);
    const access = openAccessSettings({ store, keyValues, clock });
    await access.revokeTokens(ID, BY);
    expect(await access.read(ID)).toMatchObject({ since: NOW_SECONDS + 1 });
    await open(store, NOW_SECONDS - 1000).revokeTokens(ID, BY);
    expect(await access.read(ID)).toMatchObject({ since: NOW_SECONDS + 1 });
  });
});
