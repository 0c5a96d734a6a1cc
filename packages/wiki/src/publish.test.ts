import { MAX_ROOT_BYTES } from '@holt/search';
import { MemoryObjectStore, type ObjectStore, seededRandom } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import {
  AUTHOR,
  differingKeys,
  type Fate,
  faultyStore,
  openTestWikis,
  readArtifacts,
  renderAnew,
} from './testing/test-wiki.ts';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });
const page = (path: string) => `fragments/me/notes/pages/${path}.html`;

async function makeWiki(store: ObjectStore) {
  return openTestWikis(store).create('me/notes', { public: true });
}

describe('publishing', () => {
  it('puts the page, its Markdown with the version, what is made of its history, its links, the lists of pages and changes, and the commit', async () => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(store);
    const { revision, pages } = await wiki.write({
      changes: [put('Design/Overview', '# Big\n\n[[Home]]\n')],
      author: AUTHOR,
    });
    const artifacts = await readArtifacts(store, 'me', 'notes');
    expect([...artifacts.keys()].map((key) => key.slice('fragments/me/notes/'.length))).toEqual([
      `-/at/${revision}/Design/Overview.html`,
      '-/blame/Design/Overview.html',
      '-/changes.html',
      '-/changes.json',
      `-/commit/${revision}.html`,
      '-/feed.xml',
      '-/feed/Design/Overview.xml',
      '-/history/Design/Overview.html',
      '-/index.html',
      '-/links/Design/Overview.html',
      '-/links/Home.html',
      '-/links/Overview.html',
      '-/llms.txt',
      '-/search.html',
      '-/search/page/Design/Overview.json',
      '-/search/recent.json',
      '-/versions/Design/Overview.json',
      'pages/Big.html',
      'pages/Design/Overview.html',
      'pages/Design/Overview.md',
      'pages/Home.html',
      'pages/Overview.html',
      'sidebar.json',
    ]);
    const source = await store.get('fragments/me/notes/pages/Design/Overview.md');
    expect(source).toMatchObject({
      contentType: 'text/markdown; charset=utf-8',
      metadata: { version: pages[0]?.version },
    });
    expect(artifacts.get(page('Design/Overview'))).toContain('Big');
    expect(artifacts.get('fragments/me/notes/-/index.html')).toContain('/me/notes/Design/Overview');
  });

  it("costs a content edit the same objects and bytes at 5 pages and at 5,000, but for the trees of the page's folders", async () => {
    const measure = async (pages: number) => {
      const store = countingStore(new MemoryObjectStore());
      const wiki = await makeWiki(store);
      const changes = Array.from({ length: pages }, (_, i) =>
        put(
          `Folder_${String(Math.floor(i / 100)).padStart(2, '0')}/Page_${String(i).padStart(4, '0')}`,
          `# Page\n\nText ${String(i).padStart(4, '0')}.\n`,
        ),
      );
      await wiki.write({ changes, author: AUTHOR, message: 'Begin' });
      store.reset();
      await wiki.write({
        changes: [{ op: 'edit', path: 'Folder_00/Page_0003', oldText: 'Text', newText: 'Words' }],
        author: AUTHOR,
      });
      const puts = store.requests.filter(({ method }) => method === 'put');
      const [git, artifacts] = [true, false].map((isGit) => puts.filter(({ key }) => key.startsWith('git/') === isGit));
      const keys = artifacts?.map(({ key, bytes }) => [key.replace(/[0-9a-f]{40}/, 'OID'), bytes]).sort();
      return { requests: store.requests.length, gitPuts: git?.length, keys };
    };
    const [small, large] = [await measure(5), await measure(5000)];
    expect(large.requests).toBe(small.requests);
    expect(large.gitPuts).toBe(small.gitPuts);
    expect(small.gitPuts).toBe(5);
    const sizes = (measured: typeof small) => new Map(measured.keys as [string, number][]);
    expect([...sizes(large).keys()]).toEqual([...sizes(small).keys()]);
    for (const [key, bytes] of sizes(large)) {
      if (key.endsWith('/search/recent.json')) {
        // Until the first fold, all pages are in it as far as there is room.
        expect(bytes).toBeLessThanOrEqual(MAX_ROOT_BYTES);
        continue;
      }
      // The lists of recent changes tell how many pages the first commit had: "5" or "5,000".
      const slack = key.includes('changes') || key.endsWith('/feed.xml') ? 64 : 0;
      expect(Math.abs(bytes - (sizes(small).get(key) as number)), key).toBeLessThanOrEqual(slack);
    }
  }, 120_000);

  it('reads and puts the sidebar only when a page comes, goes or changes its title', async () => {
    const store = countingStore(new MemoryObjectStore());
    const wiki = await makeWiki(store);
    await wiki.write({ changes: [put('A', '# Title\n\ntext\n')], author: AUTHOR });
    const touched = async (change: PageChange) => {
      store.reset();
      await wiki.write({ changes: [change], author: AUTHOR });
      return store.requests.filter(({ key }) => key.endsWith('sidebar.json')).map(({ method }) => method);
    };
    expect(await touched({ op: 'edit', path: 'A', oldText: 'text', newText: 'words' })).toEqual([]);
    expect(await touched({ op: 'edit', path: 'A', oldText: 'Title', newText: 'Name' })).toEqual(['get', 'put']);
    expect(await touched(put('B', 'new'))).toEqual(['get', 'put']);
    expect(await touched({ op: 'delete', path: 'B' })).toEqual(['get', 'put']);
  });

  it('leaves a tombstone, so that a writer who was slow can not bring a deleted page back', async () => {
    const store = new MemoryObjectStore();
    await makeWiki(store);
    const { promise: held, resolve: release } = Promise.withResolvers<Fate>();
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    const slow = faultyStore(store, (method, key): Fate | Promise<Fate> => {
      if (method !== 'put' || key !== page('Folder/A')) return 'through';
      reach();
      return held;
    });
    const slowWrite = (await openTestWikis(slow).open('me/notes')).write({
      changes: [put('Folder/A', 'text')],
      author: AUTHOR,
    });
    await reached;
    const quick = await openTestWikis(store).open('me/notes');
    await quick.write({ changes: [{ op: 'delete', path: 'Folder/A' }], author: AUTHOR });
    release('through');
    expect((await slowWrite).committed).toBe(true);
    expect(await store.get(page('Folder/A'))).toMatchObject({ metadata: { state: 'deleted' } });
    expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([]);
  });

  it('puts a stand-in where a bare name leads, until a page of that name is there', async () => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(store);
    const write = (...changes: PageChange[]) => wiki.write({ changes, author: AUTHOR });
    const standIn = async () => (await readArtifacts(store, 'me', 'notes')).get(page('Topic'));

    await write(put('One/Topic', '# T\n'));
    expect(await standIn()).toContain('/me/notes/One/Topic');
    await write(put('Two/Topic', '# T\n'));
    expect(await standIn()).toContain('/me/notes/Two/Topic');
    await write(put('Topic', '# The topic itself\n'));
    expect(await standIn()).toContain('The topic itself');
    await write({ op: 'delete', path: 'Topic' });
    expect(await standIn()).toContain('/me/notes/One/Topic');
    await write({ op: 'delete', path: 'One/Topic' }, { op: 'move', path: 'Two/Topic', newPath: 'Two/Other' });
    expect(await standIn()).toBeUndefined();
  });

  it('puts a stand-in where a title leads, and takes it away with the title', async () => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(store);
    const write = (...changes: PageChange[]) => wiki.write({ changes, author: AUTHOR });
    const standIn = async (name: string) => (await readArtifacts(store, 'me', 'notes')).get(page(name));

    await write(put('Log/0042', '# What we chose\n'));
    expect(await standIn('What_we_chose')).toContain('/me/notes/Log/0042');
    await write({ op: 'edit', path: 'Log/0042', oldText: 'chose', newText: 'left' });
    expect(await standIn('What_we_chose')).toBeUndefined();
    expect(await standIn('What_we_left')).toContain('/me/notes/Log/0042');
    expect(await standIn('0042')).toContain('/me/notes/Log/0042');
    await write(put('Log/0042', '# Not/a name?\n'));
    expect(await standIn('What_we_left')).toBeUndefined();
  });

  it('lists only the first pages of a name that very many share', async () => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(store);
    const changes = Array.from({ length: 60 }, (_, i) => put(`Log/Day_${i}`, '# Untitled\n'));
    await wiki.write({ changes, author: AUTHOR });
    const standIn = (await readArtifacts(store, 'me', 'notes')).get(page('Untitled'));
    expect(standIn?.match(/href="\/me\/notes\/Log\/Day_\d+"/g)).toHaveLength(50);
    expect(standIn).toContain('60 pages have this name');
    expect(standIn).toContain('other 10');
  });

  it("leads from the wiki's own address to the index before there is a Home page", async () => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(store);
    const home = async () => (await readArtifacts(store, 'me', 'notes')).get(page('Home'));
    await wiki.write({ changes: [put('Deep/Note', '# N\n')], author: AUTHOR });
    // It leads on to the index, and tells of no page itself: the index may ask for more than this address.
    expect(await home()).toContain('/me/notes/-/');
    expect(await home()).not.toContain('Deep/Note');
    await wiki.write({ changes: [put('readme', '# Read me first\n')], author: AUTHOR });
    expect(await home()).toContain('/me/notes/readme');
    await wiki.write({ changes: [put('Home', '# The real home\n')], author: AUTHOR });
    expect(await home()).toContain('The real home');
  });

  it.each([1, 2, 3, 4, 5, 6])(
    'ends, whatever is written, with what publishing the history anew gives (seed %i)',
    async (seed) => {
      const store = new MemoryObjectStore();
      const wiki = await makeWiki(store);
      const random = seededRandom(seed);
      const pick = <T>(items: readonly T[]): T => items[(random.bytes(1)[0] as number) % items.length] as T;
      const paths = ['Home', 'A', 'B', 'X/A', 'X/B', 'Y/A', 'Y/Z/B', 'readme'];
      for (let step = 0; step < 30; step++) {
        const path = pick(paths);
        const change = pick<PageChange>([
          put(path, `# Title ${pick(['one', 'two'])}\n\n${step}\n`),
          put(path, `text ${step}`),
          { op: 'delete', path },
          { op: 'move', path, newPath: pick(paths) },
        ]);
        await wiki.write({ changes: [change], author: AUTHOR }).catch(() => undefined);
      }
      expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([]);
    },
  );

  it('stopped at any request of a write, is made good by the next publication', async () => {
    const script: PageChange[][] = [
      [put('A', '# A\n'), put('X/B', '# B\n')],
      [{ op: 'edit', path: 'A', oldText: 'A', newText: 'New title' }],
      [{ op: 'move', path: 'X/B', newPath: 'Y/B' }],
      [{ op: 'delete', path: 'A' }],
    ];
    let stopAt = 0;
    for (let stopped = true; stopped; stopAt++) {
      const store = new MemoryObjectStore();
      await makeWiki(store);
      let count = 0;
      // The request at which the process dies goes through unanswered; none comes after it.
      const dying = faultyStore(store, (): Fate => {
        count++;
        return count <= stopAt ? 'through' : count === stopAt + 1 ? 'answer lost' : 'lost';
      });
      const wiki = await openTestWikis(dying)
        .open('me/notes')
        .catch(() => undefined);
      for (const changes of wiki ? script : []) await wiki?.write({ changes, author: AUTHOR }).catch(() => undefined);
      stopped = count > stopAt;
      await (await openTestWikis(store).open('me/notes')).publish();
      expect(
        differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store)),
        `stopped at request ${stopAt}`,
      ).toEqual([]);
    }
    expect(stopAt).toBeGreaterThan(40);
  });
});
