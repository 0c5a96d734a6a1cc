import { pageKey, sidebarKey } from '@holt/edge';
import { movedHtml } from '@holt/site';
import { MemoryObjectStore, type ObjectStore } from '@holt/storage';
import { expect, it } from 'vitest';
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
import type { Wiki } from './wiki.ts';

const WIKI = { owner: 'me', name: 'notes' };

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });
const move = (path: string, newPath: string): PageChange => ({ op: 'move', path, newPath });
const redirects = (text: string | null): PageChange => ({
  op: 'store',
  path: '_redirects',
  content: text === null ? null : new TextEncoder().encode(text),
});
const write = (wiki: Wiki, ...changes: PageChange[]) => wiki.write({ changes, author: AUTHOR });

async function makeWiki(store: ObjectStore, ...changes: PageChange[]): Promise<Wiki> {
  const wiki = await openTestWikis(store).create('me/notes', { public: true });
  await write(wiki, ...changes);
  return wiki;
}

/** What a reader gets at an address; undefined: 404. */
async function served(store: ObjectStore, path: string): Promise<string | undefined> {
  const object = await store.get(pageKey('me', 'notes', path));
  return object === undefined || object.metadata.state === 'deleted'
    ? undefined
    : new TextDecoder().decode(object.body);
}

const moved = (path: string, target: string) => movedHtml({ wiki: WIKI, path, target });

async function expectAsRenderedAnew(store: ObjectStore): Promise<void> {
  expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([]);
}

it.each(['Old', 'folder/Old'])(
  'the old address of a page leads to the new one, until a page is there (%s)',
  async (old) => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(store, put(old, 'text\n'));
    await write(wiki, move(old, 'x/New'));
    expect(await served(store, old)).toBe(moved(old, 'x/New'));
    await write(wiki, move('x/New', 'x/Newer'));
    expect(await served(store, old)).toBe(moved(old, 'x/Newer'));
    expect(await served(store, 'x/New')).toBe(moved('x/New', 'x/Newer'));
    await write(wiki, put(old, '# Back\n'));
    expect(await served(store, old)).toContain('<h1');
    expect(await served(store, old)).not.toContain('http-equiv="refresh"');
    await write(wiki, { op: 'delete', path: old });
    expect(await served(store, old)).toBeUndefined();
    await expectAsRenderedAnew(store);
  },
);

it.each(['Gone', 'folder/Gone'])('lines that somebody else wrote lead on, too, and cease to (%s)', async (gone) => {
  const store = new MemoryObjectStore();
  const wiki = await makeWiki(store, put('Home', 'text\n'));
  await write(wiki, redirects(`# ours\n/${gone} /Home\n`));
  expect(await served(store, gone)).toBe(moved(gone, 'Home'));
  await write(wiki, redirects(`/${gone} /Elsewhere\n`));
  expect(await served(store, gone)).toBe(moved(gone, 'Elsewhere'));
  await write(wiki, redirects(`/${gone} /Elsewhere\n/Elsewhere /${gone}\n`));
  expect(await served(store, gone)).toBeUndefined();
  await write(wiki, redirects(`/${gone} /Home\n`));
  await write(wiki, redirects(null));
  expect(await served(store, gone)).toBeUndefined();
  await expectAsRenderedAnew(store);
});

it.each(['Page', 'folder/Page'])(
  'a page has the word before a line for its path, which counts when it is gone (%s)',
  async (path) => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(store, put(path, '# Here\n'));
    await write(wiki, redirects(`/${path} /Other\n`));
    expect(await served(store, path)).toContain('Here</h1>');
    await write(wiki, { op: 'delete', path });
    expect(await served(store, path)).toBe(moved(path, 'Other'));
    await expectAsRenderedAnew(store);
  },
);

it('a redirect has the word before pages that are called so', async () => {
  const store = new MemoryObjectStore();
  const wiki = await makeWiki(store, put('Name', 'text\n'), put('folder/Name', 'another\n'));
  await write(wiki, move('Name', 'Other'));
  expect(await served(store, 'Name')).toBe(moved('Name', 'Other'));
  await write(wiki, redirects(null));
  expect(await served(store, 'Name')).toContain('folder/Name');
  await expectAsRenderedAnew(store);
});

it.each(['Old', 'folder/Old'])(
  'a slow publisher of a redirect does not hide the page that came after it (%s)',
  async (old) => {
    const store = new MemoryObjectStore();
    await makeWiki(store, put(old, 'text\n'));
    let overtaken: Promise<unknown> | undefined;
    const slow = faultyStore(store, async (method, key): Promise<Fate> => {
      if (method === 'put' && key === pageKey('me', 'notes', old) && overtaken === undefined) {
        const other = await openTestWikis(store, 2).open('me/notes');
        overtaken = write(other, put(old, '# Back\n'));
        await overtaken;
      }
      return 'through';
    });
    await write(await openTestWikis(slow, 3).open('me/notes'), move(old, 'x/New'));
    expect(await overtaken).toMatchObject({ generation: 3, published: true });
    expect(await served(store, old)).toContain('Back</h1>');
    await expectAsRenderedAnew(store);
  },
);

it.each(['Old', 'folder/Old'])(
  'a slow publisher of a page does not hide that it was renamed since (%s)',
  async (old) => {
    const store = new MemoryObjectStore();
    await makeWiki(store, put('Home', 'text\n'));
    let overtaken: Promise<unknown> | undefined;
    const slow = faultyStore(store, async (method, key): Promise<Fate> => {
      if (method === 'put' && key === pageKey('me', 'notes', old) && overtaken === undefined) {
        const other = await openTestWikis(store, 2).open('me/notes');
        overtaken = write(other, move(old, 'x/New'));
        await overtaken;
      }
      return 'through';
    });
    await write(await openTestWikis(slow, 3).open('me/notes'), put(old, 'text\n'));
    expect(await overtaken).toMatchObject({ published: true });
    expect(await served(store, old)).toBe(moved(old, 'x/New'));
    await expectAsRenderedAnew(store);
  },
);

it('a slow publisher, whose wiki’s sidebar is newer than itself, does not hide that Home was renamed since', async () => {
  const store = new MemoryObjectStore();
  await makeWiki(store, put('Home', 'text\n'));
  let overtaken: Promise<unknown> | undefined;
  let isHeld = false;
  const slow = faultyStore(store, async (method, key): Promise<Fate> => {
    if (method === 'get' && key === sidebarKey('me', 'notes') && overtaken === undefined) {
      // The newer one gets as far as the sidebar, and waits there until the slow one is done.
      const newer = faultyStore(store, async (ownMethod, own): Promise<Fate> => {
        if (own === pageKey('me', 'notes', 'Home') && isHeld) return 'lost';
        isHeld ||= own === sidebarKey('me', 'notes') && ownMethod === 'put';
        return 'through';
      });
      const other = await openTestWikis(newer, 2).open('me/notes');
      overtaken = write(other, move('Home', 'Start'));
      await overtaken;
    }
    return 'through';
  });
  await write(await openTestWikis(slow, 3).open('me/notes'), put('Another', 'text\n'));
  expect(await overtaken).toMatchObject({ published: false });
  await (await openTestWikis(store, 4).open('me/notes')).publish();
  expect(await served(store, 'Home')).toBe(moved('Home', 'Start'));
  await expectAsRenderedAnew(store);
});

it('a hostile file of redirects leads nowhere out of the wiki, and stands in no write’s way', async () => {
  const store = new MemoryObjectStore();
  const wiki = await makeWiki(store, put('Home', 'text\n'), put('folder/Page', 'text\n'));
  const before = await readArtifacts(store, 'me', 'notes');
  const text = [
    '/a https://evil.example/\n/b //evil.example\n/c /\\evil.example\n/d javascript:alert(1)\n/e /-/sidebar.json\n',
    '/l/1 /l/2\n/l/2 /l/1\n/f /\u0000\n/\u202e /x\n/g /../../other/wiki/Page\n',
    `# ${'x'.repeat(1024 * 1024)}\n`,
    '/l/1 /l/2\n/l/2 /l/1\n',
  ].join('');
  await write(wiki, redirects(text));
  const changed = differingKeys(before, await readArtifacts(store, 'me', 'notes')).filter((key) =>
    key.includes('/pages/'),
  );
  expect(changed).toEqual([]);
  expect(await write(wiki, move('folder/Page', 'folder/New'))).toMatchObject({ published: true });
  expect(await served(store, 'folder/Page')).toBe(moved('folder/Page', 'folder/New'));
  await expectAsRenderedAnew(store);
});

it('the page that a commit renamed and changed is known by the line that the commit added', async () => {
  const store = new MemoryObjectStore();
  const wiki = await makeWiki(store, put('a/Page', '[next](Next)\n'), put('a/Next', 'x\n'));
  await write(wiki, move('a/Page', 'b/Page'));
  const [change] = await wiki.history({ limit: 1 });
  expect(change?.changes).toContainEqual(expect.objectContaining({ kind: 'renamed', path: 'b/Page', from: 'a/Page' }));
});
