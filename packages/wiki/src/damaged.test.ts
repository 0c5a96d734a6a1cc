import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  MemoryObjectStore,
  type ObjectStore,
  openFileObjectStore,
  openKeyValueStore,
  StorageError,
  seededRandom,
} from '@holt/storage';
import { describe, expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import { createGitClone, temporaryFolder } from './testing/git-clone.ts';
import { makeSampleWiki } from './testing/sample-wiki.ts';
import { AUTHOR, BY, openTestAccess, openTestWikis } from './testing/test-wiki.ts';
import type { Wiki } from './wiki.ts';
import { openWikis } from './wikis.ts';

const REF = 'git/me/notes/info/refs';
const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });
const open = (store: ObjectStore) => openTestWikis(store).open('me/notes');
const looseKey = (oid: string) => `git/me/notes/objects/${oid.slice(0, 2)}/${oid.slice(2)}`;

async function snapshot(store: ObjectStore): Promise<string[]> {
  return (await store.list({ prefix: '' })).objects.map(({ key, etag }) => `${key} ${etag}`);
}

/** Whatever changes a wiki. */
const operations: [name: string, run: (wiki: Wiki, revision: string) => Promise<unknown>][] = [
  ['a write', (wiki) => wiki.write({ changes: [put('Home', 'new')], author: AUTHOR })],
  ['a write with a key', (wiki) => wiki.write({ changes: [put('A', 'a')], author: AUTHOR, idempotencyKey: 'k' })],
  ['a restoration', (wiki) => wiki.restore({ path: 'Gone', author: AUTHOR })],
  ['a revert', (wiki, revision) => wiki.revert({ revision, author: AUTHOR })],
  [
    'an import',
    async (wiki) => {
      const clone = createGitClone();
      const from = clone.commit({ 'A.md': 'a' });
      await wiki.importHistory({ source: await clone.open(), from });
    },
  ],
  ['a publication', (wiki) => wiki.publish()],
  ['a reconciliation', (wiki) => wiki.reconcile()],
  ['a rebuild', (wiki) => wiki.rebuild()],
  ['a fold', (wiki) => wiki.fold()],
];

describe('a ref that is garbage', () => {
  it.each(operations)('is named by %s, with the remedy, and never overwritten', async (_name, run) => {
    for (const body of ['', 'garbage', `${'0'.repeat(40)}\trefs/heads/other\n`]) {
      const store = new MemoryObjectStore();
      const { revisions } = await makeSampleWiki(store);
      await store.put(REF, body, { metadata: { generation: '8', tree: '0'.repeat(40) } });
      const before = await snapshot(store);
      const error = await run(await open(store), revisions[2] as string).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ message: expect.stringContaining(REF) });
      expect(error).toMatchObject({ message: expect.stringContaining('holt verify') });
      expect(await snapshot(store)).toEqual(before);
    }
  });

  it('without its metadata is refused just so', async () => {
    const store = new MemoryObjectStore();
    await makeSampleWiki(store);
    await store.put(REF, (await store.get(REF))?.body ?? '');
    const write = (await open(store)).write({ changes: [put('A', 'a')], author: AUTHOR });
    await expect(write).rejects.toMatchObject({ code: 'damaged', message: expect.stringContaining(REF) });
  });
});

describe('an object of git that is missing or damaged', () => {
  it.each([
    ['missing', (store: ObjectStore, key: string) => store.delete(key)],
    ['garbage', (store: ObjectStore, key: string) => store.put(key, 'garbage')],
  ])('(%s) is named to who needs it, with the remedy; the rest of the wiki can be read', async (_what, damage) => {
    const store = new MemoryObjectStore();
    const { wiki, revisions } = await makeSampleWiki(store);
    const { version } = await wiki.readPage('Home');
    await damage(store, looseKey(version));
    const after = await open(store);
    const refusal = { code: 'damaged', message: expect.stringMatching(new RegExp(`${version}.*holt verify`)) };
    await expect(after.readPage('Home')).rejects.toMatchObject(refusal);
    await expect(after.blame('Home')).rejects.toMatchObject(refusal);
    await expect(after.diff(revisions[0] as string)).rejects.toMatchObject(refusal);
    expect((await after.readPage('Design/Topic')).title).toBe('Topic');
    expect(await after.write({ changes: [put('Other', 'o')], author: AUTHOR })).toMatchObject({ published: true });
    // A process that has the object in its memory looks into the store all the same.
    for (const anyone of [wiki, after]) {
      expect(await anyone.verify()).toMatchObject({ damage: [{ oid: version }], complete: false });
    }
  });
});

describe('published artifacts that are damaged', () => {
  it('keep neither reads nor keyed writes from working, and a rebuild makes them good', async () => {
    const store = new MemoryObjectStore();
    await makeSampleWiki(store);
    await store.put('fragments/me/notes/sidebar.json', 'garbage');
    await store.put('fragments/me/notes/-/changes.json', 'garbage');
    const wiki = await open(store);
    expect((await wiki.listPages()).total).toBe(4);
    const request = { changes: [put('New', 'n')], author: AUTHOR, idempotencyKey: 'k' };
    const first = await wiki.write(request);
    expect(first).toMatchObject({
      committed: true,
      published: false,
      publishError: expect.stringContaining('holt rebuild --wiki me/notes'),
    });
    expect(await wiki.write(request)).toMatchObject({ replayed: true, revision: first.revision });
    await wiki.rebuild();
    expect(await wiki.verify()).toMatchObject({ differences: [], complete: true });
  });

  it('on a disk, whichever bytes of a file are lost, are found by verifying and mended by a rebuild', async () => {
    const directory = temporaryFolder();
    const store = openFileObjectStore({ directory, random: seededRandom(1) });
    await makeSampleWiki(store);
    const damage = (name: string, change: (bytes: Buffer) => Buffer) => {
      const folder = join(directory, 'objects');
      const file = readdirSync(folder, { recursive: true, encoding: 'utf8' }).find((path) =>
        path.includes(`fragments/me/notes/${name}`),
      );
      const path = join(folder, file as string);
      writeFileSync(path, change(readFileSync(path)));
    };
    damage('pages/Home.html', (bytes) => bytes.subarray(0, -3));
    damage('pages/Design/Topic.md', (bytes) => Buffer.from(bytes).fill(0, bytes.length - 2));
    damage('-/changes.html', () => Buffer.alloc(0));
    damage('-/changes.json', (bytes) => bytes.subarray(0, -3));
    const wiki = await open(store);
    const { differences } = await wiki.verify();
    expect(differences.length).toBeGreaterThan(0);
    expect(new Set(differences.map(({ problem }) => problem))).toEqual(new Set(['unreadable']));
    await wiki.rebuild();
    expect(await wiki.verify()).toMatchObject({ differences: [], complete: true });
    damage('-/changes.json', (bytes) => bytes.subarray(0, -3));
    await wiki.reconcile();
    expect(await wiki.verify()).toMatchObject({ differences: [], complete: true });
  });
});

describe('settings that are garbage', () => {
  it('are named, and leave the other wikis alone', async () => {
    const store = new MemoryObjectStore();
    const wikis = openTestWikis(store);
    await wikis.create('me/a', { public: true });
    await wikis.create('me/b');
    const bodies = [
      '{"id":',
      '{"id":"me/other","public":true}',
      '[]',
      '{"id":"me/b","public":true,"rules":[["A","chief"]]}',
      '{"id":"me/b","public":true,"since":"now"}',
      '{"id":"me/b","public":true,"grants":[{"grantee":"sub:ada","role":"public"}]}',
      '{"id":"me/b","public":true,"grants":[{"grantee":"nobody","role":"owner"}]}',
      '{"id":"me/b","public":true,"closing":{"public":"no"}}',
      '{"id":"me/b","public":true,"change":{}}',
    ];
    for (const body of bodies) {
      await store.put('control/me/b/wiki.json', body);
      expect(await wikis.list()).toMatchObject([
        { id: 'me/a', public: true },
        { id: 'me/b', public: false, damaged: expect.stringContaining('control/me/b/wiki.json') },
      ]);
      const refusal = { code: 'damaged', message: expect.stringContaining('control/me/b/wiki.json') };
      await expect(wikis.open('me/b')).rejects.toMatchObject(refusal);
      await expect(openTestAccess(store).setPublic('me/b', true, BY)).rejects.toMatchObject(refusal);
      await expect(wikis.create('me/b')).rejects.toMatchObject({ code: 'wiki-exists' });
      expect(new TextDecoder().decode((await store.get('control/me/b/wiki.json'))?.body)).toBe(body);
    }
  });
});

describe('credentials that may not write', () => {
  const readOnly = (store: ObjectStore): ObjectStore => ({
    get: (key) => store.get(key),
    head: (key) => store.head(key),
    list: (options) => store.list(options),
    async put(key) {
      throw new StorageError('unusable', key, `Can't put ${key}: s3:PutObject is missing.`);
    },
    async delete(key) {
      throw new StorageError('unusable', key, `Can't delete ${key}: s3:DeleteObject is missing.`);
    },
  });

  it.each(operations.slice(0, 5))(
    'make %s fail with the missing right, and nothing is half-done',
    async (_name, run) => {
      const store = new MemoryObjectStore();
      const { revisions } = await makeSampleWiki(store);
      const before = await snapshot(store);
      const done = run(await open(readOnly(store)), revisions[2] as string);
      // The import's source has nothing in common with the wiki.
      const code = _name === 'an import' ? 'history-diverged' : 'unusable';
      await expect(done).rejects.toMatchObject({ code });
      if (code === 'unusable') await expect(done).rejects.toThrow(/s3:PutObject is missing.* Nothing was changed/);
      expect(await snapshot(store)).toEqual(before);
    },
  );

  it('make an import into an empty wiki fail so, too', async () => {
    const store = new MemoryObjectStore();
    await openTestWikis(store).create('me/notes');
    const clone = createGitClone();
    const from = clone.commit({ 'A.md': 'a' });
    const wiki = await open(readOnly(store));
    const done = wiki.importHistory({ source: await clone.open(), from });
    await expect(done).rejects.toMatchObject({ code: 'unusable', message: expect.stringContaining('s3:PutObject') });
    expect(await (await open(store)).history()).toEqual([]);
  });

  it('still let everything be read and verified', async () => {
    const store = new MemoryObjectStore();
    await makeSampleWiki(store);
    const wiki = await open(readOnly(store));
    expect((await wiki.readPage('Home')).title).toBe('Home');
    expect(await wiki.history()).toHaveLength(8);
    expect(await wiki.verify()).toMatchObject({ differences: [], complete: true });
  });
});

describe('a clock that jumps back a year between writes', () => {
  it('changes nothing but the dates: keys, history, publishing and reconciling go by the commits', async () => {
    const store = new MemoryObjectStore();
    let nowMs = Date.UTC(2026, 5, 1);
    const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
    const clock = { now: () => nowMs, sleep: async () => undefined };
    const wikis = openWikis({ store, keyValues, clock, random: seededRandom(1) });
    const wiki = await wikis.create('me/notes');
    const write = (changes: PageChange[], idempotencyKey?: string) =>
      wiki.write({ changes, author: AUTHOR, ...(idempotencyKey && { idempotencyKey }) });
    const first = await write([put('A', 'one'), put('B', 'b')], 'k');
    nowMs = Date.UTC(2025, 5, 1);
    await write([put('A', 'two'), { op: 'delete', path: 'B' }]);
    nowMs = Date.UTC(2026, 5, 2);
    const third = await write([put('A', 'three'), put('C', 'c')]);
    nowMs = Date.UTC(2024, 5, 1);
    await wiki.restore({ path: 'B', author: AUTHOR });

    expect(await write([put('A', 'one'), put('B', 'b')], 'k')).toMatchObject({
      replayed: true,
      revision: first.revision,
      generation: 1,
    });
    expect((await wiki.history()).map(({ date }) => date.slice(0, 4))).toEqual(['2024', '2026', '2025', '2026']);
    expect((await wiki.history({ path: 'B' })).map(({ changes }) => changes[0]?.kind)).toEqual([
      'added',
      'deleted',
      'added',
    ]);
    await wiki.reconcile();
    await wiki.fold();
    await wiki.revert({ revision: third.revision, author: AUTHOR });
    await wiki.fold({ ifDue: true });
    await wiki.rebuild();
    expect((await wiki.readPage('A')).content).toBe('two');
    expect(await wiki.verify()).toMatchObject({ differences: [], damage: [], complete: true });
    expect(await (await wikis.open('me/notes')).verify()).toMatchObject({ differences: [], damage: [] });
  });
});
