import { dashKey, dashUrl, pageKey, SITE_KEY, sidebarKey } from '@holt/edge';
import { readMenu } from '@holt/site';
import { MemoryObjectStore, type ObjectStore, openKeyValueStore } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import { AUTHOR, BY, openTestAccess, openTestWikis } from './testing/test-wiki.ts';
import type { Wiki } from './wiki.ts';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });
const write = (wiki: Wiki, ...changes: PageChange[]) => wiki.write({ changes, author: AUTHOR });

async function makeWiki(store: ObjectStore, ...changes: PageChange[]): Promise<Wiki> {
  const wiki = await openTestWikis(store).create('me/notes', { public: true });
  await write(wiki, ...changes);
  return wiki;
}

async function textAt(store: ObjectStore, key: string): Promise<string | undefined> {
  const object = await store.get(key);
  return object === undefined || object.metadata.state === 'deleted'
    ? undefined
    : new TextDecoder().decode(object.body);
}

const setSite = (store: ObjectStore, site: unknown) =>
  openKeyValueStore({ store, key: 'control/key-values.json' }).update({ put: { [SITE_KEY]: JSON.stringify(site) } });

describe('the menu', () => {
  const menuOf = async (store: ObjectStore) => readMenu((await textAt(store, sidebarKey('me', 'notes'))) ?? '');

  it('is in the sidebar, made from the page Sidebar, and changes with its text alone', async () => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(store, put('Home', 'x\n'));
    expect(await textAt(store, sidebarKey('me', 'notes'))).not.toContain('menu');
    await write(wiki, put('Sidebar', '# Menu\n\n- [[Home|Start]]\n'));
    expect(await menuOf(store)).toEqual([['Menu'], ['Start', '/me/notes/']]);
    await write(wiki, put('Sidebar', '# Menu\n\n- [[Home|Begin]]\n'));
    expect(await menuOf(store)).toEqual([['Menu'], ['Begin', '/me/notes/']]);
    await write(wiki, put('folder/Sidebar', '[[Other]]\n'), put('Another', 'x\n'));
    expect(await menuOf(store)).toEqual([['Menu'], ['Begin', '/me/notes/']]);
    await write(wiki, { op: 'delete', path: 'Sidebar' });
    expect(await menuOf(store)).toEqual([]);
    expect(await wiki.verify()).toMatchObject({ differences: [] });
  });

  it('is not put for an edit of any other page', async () => {
    const store = countingStore(new MemoryObjectStore());
    const wiki = await makeWiki(store, put('Home', '# H\n'), put('Sidebar', '[[Home]]\n'));
    store.reset();
    await write(wiki, put('Home', '# H\n\nmore\n'));
    expect(store.requests.filter(({ key }) => key === sidebarKey('me', 'notes'))).toEqual([]);
  });
});

describe('the lists of pages for programs', () => {
  const LLMS = dashKey('me', 'notes', 'llms.txt');
  const SITEMAP = dashKey('me', 'notes', 'sitemap.xml');

  it('name every page, and come and go with the pages', async () => {
    const store = new MemoryObjectStore();
    await setSite(store, { iss: 'i', aud: 'a', signIn: '', origin: 'https://wiki.example' });
    const wiki = await makeWiki(store, put('Home', '# Welcome\n'), put('docs/A', 'x\n'));
    expect(await textAt(store, LLMS)).toContain('Welcome');
    expect(await textAt(store, SITEMAP)).toContain('<loc>https://wiki.example/me/notes/</loc>');
    await write(wiki, { op: 'delete', path: 'Home' });
    expect(await textAt(store, LLMS)).not.toContain('Welcome');
    expect(await textAt(store, SITEMAP)).not.toContain('/me/notes/</loc>');
    expect(await wiki.verify()).toMatchObject({ differences: [] });
  });

  it.each([
    ['no origin', { iss: 'i' }],
    ['a path', { origin: 'https://wiki.example/path' }],
    ['no web address', { origin: 'javascript:alert(1)' }],
    ['a number', { origin: 5 }],
    ['nothing at all', null],
  ])('are without a sitemap where the site’s entry names %s', async (_what, site) => {
    const store = new MemoryObjectStore();
    await setSite(store, site);
    const wiki = await makeWiki(store, put('Home', 'x\n'));
    expect(await store.head(SITEMAP)).toBeUndefined();
    await setSite(store, { origin: 'https://wiki.example' });
    await write(wiki, put('New', 'x\n'));
    expect(await textAt(store, SITEMAP)).toContain('/me/notes/New');
    await setSite(store, site);
    await write(wiki, put('Newer', 'x\n'));
    expect((await store.head(SITEMAP))?.metadata.state).toBe('deleted');
    expect(await wiki.verify()).toMatchObject({ differences: [] });
  });
});

describe('what stands where a page was deleted', () => {
  const at = async (store: ObjectStore, path: string) => {
    const object = await store.get(pageKey('me', 'notes', path));
    return { isGone: object?.metadata.state === 'deleted', body: new TextDecoder().decode(object?.body) };
  };

  it.each(['Gone', 'folder/Gone'])('tells so, by whom and why, and leads to its history (%s)', async (path) => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(store, put(path, '# Here\n'), put('Other', 'x\n'));
    await wiki.write({ changes: [{ op: 'delete', path }], author: AUTHOR, message: 'It was wrong' });
    const expectTombstone = async () => {
      const { isGone, body } = await at(store, path);
      expect(isGone).toBe(true);
      expect(body).toContain('This page was deleted');
      expect(body).toContain('It was wrong');
      expect(body).toContain(`href="${dashUrl('me', 'notes', `history/${path}`)}"`);
      expect(body).not.toContain('Nothing has been written');
    };
    await expectTombstone();
    await write(wiki, put('Another', 'x\n'));
    await wiki.reconcile();
    await expectTombstone();
    await store.delete(pageKey('me', 'notes', path));
    await wiki.publish({ full: true });
    await expectTombstone();
    await write(wiki, put(path, '# Back\n'));
    expect(await at(store, path)).toMatchObject({ isGone: false, body: expect.stringContaining('Back</h1>') });
    expect(await wiki.verify()).toMatchObject({ differences: [] });
  });

  it('is a way on where there is one: to pages of that name, or where the page went', async () => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(store, put('A', 'x\n'), put('folder/A', 'x\n'), put('B', 'x\n'), put('Home', 'x\n'));
    await write(wiki, { op: 'delete', path: 'A' }, { op: 'move', path: 'B', newPath: 'folder/C' });
    await write(wiki, { op: 'delete', path: 'Home' });
    for (const [path, target] of [
      ['A', '/me/notes/folder/A'],
      ['B', '/me/notes/folder/C'],
      ['Home', '/me/notes/-/'],
    ] as const) {
      const { isGone, body } = await at(store, path);
      expect(isGone, path).toBe(false);
      expect(body).toContain(`url=${target}"`);
    }
  });
});

describe('a wiki whose links have their title first', () => {
  it('reads them so everywhere, once the rebuild has come that the change asks for', async () => {
    const store = new MemoryObjectStore();
    const before = await makeWiki(store, put('Home', '# [[Left|Right]]\n\n[[Left|Right]]\n'), put('Right', 'x\n'));
    expect(await textAt(store, dashKey('me', 'notes', 'links/Left'))).toContain('Home');
    expect(before.titleFirst).toBeUndefined();

    const access = openTestAccess(store);
    await access.setTitleFirst('me/notes', true, BY);
    expect(await access.read('me/notes')).toMatchObject({ titleFirst: true, public: true });
    expect((await access.audit('me/notes'))[0]).toMatchObject({ what: 'set-title-first', titleFirst: true, by: BY });
    const wiki = await openTestWikis(store).open('me/notes');
    expect(wiki.titleFirst).toBe(true);
    await wiki.reconcile();
    expect((await wiki.readPage('Home')).title).toBe('Left');
    expect(await textAt(store, dashKey('me', 'notes', 'links/Left'))).toBeUndefined();
    expect(await textAt(store, dashKey('me', 'notes', 'links/Right'))).toContain('Home');
    expect(await textAt(store, sidebarKey('me', 'notes'))).toContain('Left');
    expect(await wiki.verify()).toMatchObject({ differences: [] });
    await write(wiki, { op: 'move', path: 'Right', newPath: 'Wrong' });
    expect((await wiki.readPage('Home')).content).toBe('# [[Left|Wrong]]\n\n[[Left|Wrong]]\n');

    await access.setTitleFirst('me/notes', false, BY);
    expect((await openTestWikis(store).info('me/notes')).titleFirst).toBeUndefined();
    await access.setTitleFirst('me/notes', false, BY);
    expect(await access.audit('me/notes')).toHaveLength(3);
  });
});
