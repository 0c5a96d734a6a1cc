import { MemoryObjectStore, type ObjectStore, openKeyValueStore, StorageError, seededRandom } from '@holt/storage';
import { bodyEtagStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import { AUTHOR, differingKeys, openTestWikis, readArtifacts, renderAnew } from './testing/test-wiki.ts';
import { openWikis } from './wikis.ts';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });

const redirects = (target: string): PageChange => ({
  op: 'store',
  path: '_redirects',
  content: new TextEncoder().encode(`/Old /${target}\n/X/Old /${target}\n`),
});

/** Passes everything on but the first put of a key: that gets no answer, and is applied when the test says so. */
function delayedStore(store: ObjectStore, delayedKey: string) {
  let request: (() => Promise<unknown>) | undefined;
  const delayed: ObjectStore = {
    get: (key) => store.get(key),
    head: (key) => store.head(key),
    list: (options) => store.list(options),
    delete: (key, options) => store.delete(key, options),
    async put(key, body, options) {
      if (key !== delayedKey || request !== undefined) return store.put(key, body, options);
      request = () => store.put(key, body, options);
      throw new StorageError('unavailable', key, `The answer to put ${key} was lost`);
    },
  };
  return { delayed, arrive: () => request?.() };
}

describe('reconcile', () => {
  it.each([
    ['the source of a page', 'pages/A.md', [put('A', 'one')], [put('A', 'two')], [put('A', 'one')]],
    ['the source of a deleted page', 'pages/A.md', [put('A', 'one')], [{ op: 'delete', path: 'A' }], [put('A', 'one')]],
    ['the sidebar', 'sidebar.json', [put('A', '# A\n')], [put('B', '# B\n')], [{ op: 'delete', path: 'B' }]],
    ['the index', '-/index.html', [put('A', '# A\n')], [put('B', '# B\n')], [{ op: 'delete', path: 'B' }]],
    ['a stand-in', 'pages/N.html', [put('X/N', '# N\n')], [{ op: 'delete', path: 'X/N' }], [put('X/N', '# N\n')]],
    ['what links to a page', '-/links/B.html', [put('A', '[[B]]\n')], [put('A', 'x\n')], [put('A', '[[B]]\n')]],
    [
      'the list of links by a name alone',
      '-/links/N.html',
      [put('X/N', '# N\n')],
      [{ op: 'delete', path: 'X/N' }],
      [put('X/N', '# N\n')],
    ],
    ['a redirect', 'pages/X/Old.html', [redirects('Y')], [redirects('Z')], [redirects('Y')]],
    ['a redirect at the root', 'pages/Old.html', [redirects('Y')], [redirects('Z')], [redirects('Y')]],
  ] satisfies [string, string, PageChange[], PageChange[], PageChange[]][])(
    'undoes a late request for %s, where its bytes went from A to B and back to A',
    async (_what, name, first, second, third) => {
      const store = bodyEtagStore();
      const key = `fragments/me/notes/${name}`;
      const wiki = await openTestWikis(store).create('me/notes', { public: true });
      await wiki.write({ changes: first, author: AUTHOR });
      const { delayed, arrive } = delayedStore(store, key);
      const slow = await openTestWikis(delayed).open('me/notes');
      expect(await slow.write({ changes: second, author: AUTHOR })).toMatchObject({ published: false });
      await wiki.write({ changes: third, author: AUTHOR });
      const good = await store.get(key);
      await arrive();
      expect((await store.get(key))?.metadata.generation, 'the late request is applied').not.toBe(
        good?.metadata.generation,
      );
      await wiki.publish();
      expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([key]);

      await wiki.reconcile();
      expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([]);
    },
  );

  it('makes the sidebar anew when a later write finds one that a late request has left', async () => {
    const store = bodyEtagStore();
    const wiki = await openTestWikis(store).create('me/notes', { public: true });
    await wiki.write({ changes: [put('A', '# A\n')], author: AUTHOR });
    const { delayed, arrive } = delayedStore(store, 'fragments/me/notes/sidebar.json');
    const slow = await openTestWikis(delayed).open('me/notes');
    await slow.write({ changes: [put('B', '# B\n')], author: AUTHOR });
    await wiki.write({ changes: [{ op: 'delete', path: 'B' }], author: AUTHOR });
    await arrive();
    await wiki.write({ changes: [put('C', '# C\n')], author: AUTHOR });
    expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([]);
  });

  it.each<[string, ...PageChange[][]]>([
    ['another of that name came and went', [put('Y/N', 'x\n')], [{ op: 'delete', path: 'Y/N' }]],
    ['a link by that name came and went', [put('A', '# A\n\n[[N]]\n')], [put('A', '# A\n')]],
  ])('keeps the list of links by the name of a page that is older than a day, when %s', async (_what, ...writes) => {
    const store = new MemoryObjectStore();
    const openAt = (nowMs: number) => {
      const clock = { now: () => nowMs, sleep: async () => undefined };
      const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
      return openWikis({ store, keyValues, clock, random: seededRandom(nowMs) });
    };
    const begin = Date.UTC(2026, 0, 2);
    const before = await openAt(begin).create('me/notes', { public: true });
    await before.write({ changes: [put('X/N', 'x\n'), put('A', '# A\n')], author: AUTHOR });
    const wiki = await openAt(begin + 3 * 24 * 60 * 60 * 1000).open('me/notes');
    for (const changes of writes) await wiki.write({ changes, author: AUTHOR });
    const key = 'fragments/me/notes/-/links/N.html';
    const good = await store.get(key);
    await store.delete(key);
    await wiki.reconcile();
    expect(await store.get(key)).toMatchObject({ body: good?.body, metadata: good?.metadata });
    expect(good?.metadata.state).toBeUndefined();
    expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([]);
  });

  it('puts nothing where all is as it should be', async () => {
    const store = new MemoryObjectStore();
    const wiki = await openTestWikis(store).create('me/notes', { public: true });
    for (const path of ['A', 'X/B', 'X/C']) await wiki.write({ changes: [put(path, `# ${path}\n`)], author: AUTHOR });
    await wiki.write({ changes: [{ op: 'delete', path: 'X/B' }], author: AUTHOR });
    const before = await store.list({ prefix: '' });
    await wiki.reconcile();
    expect(await store.list({ prefix: '' })).toEqual(before);
  });
});
