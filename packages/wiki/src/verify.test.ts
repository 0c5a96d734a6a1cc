import { MemoryObjectStore, type ObjectStore } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import { makeSampleWiki } from './testing/sample-wiki.ts';
import { AUTHOR, type Fate, faultyStore, openTestWikis } from './testing/test-wiki.ts';

const fragment = (name: string) => `fragments/me/notes/${name}`;

/** Changes an object in one respect; the rest stays. */
async function change(
  store: ObjectStore,
  key: string,
  { body = '', ...changed }: { body?: string; [name: string]: unknown },
) {
  const { body: old, ...headers } = (await store.get(key)) ?? { body: '' };
  await store.put(key, body === '' ? old : body, { ...headers, ...changed });
}

describe('verifying a wiki', () => {
  it('finds nothing where all is as HEAD gives it, and changes nothing', async () => {
    const store = new MemoryObjectStore();
    const { wiki, revisions } = await makeSampleWiki(store);
    const before = await store.list({ prefix: '' });
    const report = await wiki.verify();
    expect(report).toMatchObject({ revision: revisions.at(-1), differences: [], damage: [], complete: true });
    expect(report.artifacts).toBeGreaterThan(15);
    expect(report.objects).toBeGreaterThan(20);
    expect(await store.list({ prefix: '' })).toEqual(before);
  });

  it('of a wiki without commits finds what should not be there', async () => {
    const store = new MemoryObjectStore();
    const wiki = await openTestWikis(store).create('me/notes');
    expect(await wiki.verify()).toEqual({ artifacts: 0, differences: [], objects: 0, damage: [], complete: true });
    await store.put(fragment('pages/A.html'), 'from nowhere');
    expect((await wiki.verify()).differences).toEqual([{ key: fragment('pages/A.html'), problem: 'unexpected' }]);
  });

  it.each([
    ['a page that is missing', 'missing', 'pages/Home.html', (s, k) => s.delete(k)],
    ['a source that is missing', 'missing', 'pages/Design/Topic.md', (s, k) => s.delete(k)],
    ['the mark, missing', 'missing', '-/changes.json', (s, k) => s.delete(k)],
    ['other bytes', 'differs', 'pages/Design/Topic.html', (s, k) => change(s, k, { body: 'else' })],
    ['another type', 'differs', 'pages/Home.html', (s, k) => change(s, k, { contentType: 'text/plain' })],
    ['other caching', 'differs', 'pages/Home.html', (s, k) => change(s, k, { cacheControl: 'no-store' })],
    ['an attachment with other bytes', 'differs', '-/files/img/a_b.png', (s, k) => change(s, k, { body: '4' })],
    ['a sidebar that is garbage', 'differs', 'sidebar.json', (s, k) => change(s, k, { body: '{"pages":' })],
    ['a mark that is garbage', 'differs', '-/changes.json', (s, k) => change(s, k, { body: 'garbage' })],
    [
      'the version of another text',
      'differs',
      'pages/Home.md',
      (s, k) => change(s, k, { metadata: { generation: '1', version: '0'.repeat(40) } }),
    ],
    [
      'a generation too low to hold off late writers',
      'differs',
      'pages/Design/Topic.md',
      async (s, k) => change(s, k, { metadata: { ...(await s.head(k))?.metadata, generation: '1' } }),
    ],
    [
      'a generation that the wiki has not reached',
      'from-the-future',
      'pages/Home.html',
      async (s, k) => change(s, k, { metadata: { ...(await s.head(k))?.metadata, generation: '900' } }),
    ],
    [
      'a tombstone of such a generation',
      'from-the-future',
      'pages/Later.md',
      (s, k) => s.put(k, '', { metadata: { generation: '900', state: 'deleted' } }),
    ],
    [
      'a tombstone where a page is',
      'missing',
      'pages/Home.html',
      (s, k) => change(s, k, { metadata: { generation: '1', state: 'deleted' } }),
    ],
    ['a page that is gone', 'unexpected', 'pages/Design/Gone_too.html', (s, k) => s.put(k, 'again')],
    ['a page at the root that is gone', 'unexpected', 'pages/Gone.html', (s, k) => s.put(k, 'again')],
    [
      'a page that never was',
      'unexpected',
      'pages/X/Y.html',
      (s, k) => s.put(k, 'x', { metadata: { generation: '1' } }),
    ],
    ['a stand-in for nothing', 'unexpected', 'pages/Nothing.html', (s, k) => s.put(k, 'x')],
    ['an object of no kind', 'unexpected', 'junk', (s, k) => s.put(k, 'x')],
  ] satisfies [string, string, string, (store: ObjectStore, key: string) => Promise<unknown>][])(
    'finds %s (%s)',
    async (_what, problem, name, damage) => {
      const store = new MemoryObjectStore();
      const { wiki } = await makeSampleWiki(store);
      await damage(store, fragment(name));
      expect((await wiki.verify()).differences).toEqual([{ key: fragment(name), problem }]);
    },
  );

  it('does not miss a tombstone that is no longer there: it counts as nothing', async () => {
    const store = new MemoryObjectStore();
    const { wiki } = await makeSampleWiki(store);
    await store.delete(fragment('pages/Design/Gone_too.html'));
    expect((await wiki.verify()).differences).toEqual([]);
  });

  it('looks again when others wrote meanwhile, instead of reporting what they had not ended', async () => {
    const store = new MemoryObjectStore();
    await makeSampleWiki(store);
    const busy = await openTestWikis(store, 2).open('me/notes');
    let writes = 0;
    const meddling = faultyStore(store, async (method, key): Promise<Fate> => {
      if (method === 'get' && key === fragment('pages/Home.html') && writes < 3) {
        writes++;
        await busy.write({ changes: [{ op: 'put', path: 'Home', content: `# Home ${writes}\n` }], author: AUTHOR });
      }
      return 'through';
    });
    const report = await (await openTestWikis(meddling).open('me/notes')).verify();
    expect(writes).toBe(3);
    expect(report).toMatchObject({ differences: [], complete: true });
    expect(report.revision).toBe((await busy.readPage('Home')).revision);
  });

  it('reports an object of git that is missing, and that not all artifacts could be compared', async () => {
    const store = new MemoryObjectStore();
    const { wiki } = await makeSampleWiki(store);
    const { version } = await wiki.readPage('Home');
    const key = `git/me/notes/objects/${version.slice(0, 2)}/${version.slice(2)}`;
    await store.delete(key);
    const report = await (await openTestWikis(store).open('me/notes')).verify();
    expect(report.complete).toBe(false);
    expect(report.damage).toMatchObject([
      { key, oid: version, code: 'object-missing', message: expect.stringContaining('restore the object') },
    ]);
  });

  it('reports a ref that is garbage, and names its key', async () => {
    const store = new MemoryObjectStore();
    const { wiki } = await makeSampleWiki(store);
    await store.put('git/me/notes/info/refs', 'garbage');
    expect(await wiki.verify()).toMatchObject({
      complete: false,
      damage: [{ key: 'git/me/notes/info/refs', code: 'ref-damaged' }],
    });
  });
});
