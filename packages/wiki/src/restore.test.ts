import { MemoryObjectStore, type ObjectStore } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import { AUTHOR, type Fate, faultyStore, openTestWikis } from './testing/test-wiki.ts';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });

async function makeWiki(store: ObjectStore = new MemoryObjectStore()) {
  const wiki = await openTestWikis(store).create('me/notes');
  const write = async (...changes: PageChange[]) => (await wiki.write({ changes, author: AUTHOR })).revision;
  return { store, wiki, write };
}

describe('restoring a page', () => {
  it('brings a deleted page back as it was last, as one commit that says so', async () => {
    const { wiki, write } = await makeWiki();
    await write(put('A', 'first'), put('B', 'b'));
    await write(put('A', '\ufefflast words\r\nno line end'));
    await write({ op: 'delete', path: 'A' });
    await write(put('B', 'later'));
    const result = await wiki.restore({ path: 'A', author: AUTHOR });
    expect(result).toMatchObject({ committed: true, published: true, replayed: false, generation: 5 });
    expect(result.pages).toMatchObject([{ path: 'A', url: '/me/notes/A' }]);
    expect((await wiki.readPage('A')).content).toBe('\ufefflast words\r\nno line end');
    expect((await wiki.history())[0]).toMatchObject({ message: 'Restore A', changes: [{ kind: 'added', path: 'A' }] });
    expect((await wiki.verify()).differences).toEqual([]);
  });

  it('names the agent that did it', async () => {
    const { wiki, write } = await makeWiki();
    await write(put('A', 'first'));
    await write({ op: 'delete', path: 'A' });
    await wiki.restore({ path: 'A', author: AUTHOR, agent: 'Some agent' });
    expect((await wiki.history())[0]).toMatchObject({ message: 'Restore A', agent: 'Some agent' });
  });

  it('keeps the name of a file with spaces', async () => {
    const { wiki, write } = await makeWiki();
    const path = 'My Folder/To Do.md';
    await write({ op: 'store', path, content: new TextEncoder().encode('x') });
    await write({ op: 'delete', path: 'My_Folder/To_Do' });
    await wiki.restore({ path: 'My_Folder/To_Do', author: AUTHOR });
    expect([...(await wiki.listFiles()).keys()]).toEqual([path]);
  });

  it('makes a page what it was at a revision, whether it is there or not', async () => {
    const { wiki, write } = await makeWiki();
    const first = await write(put('A', 'first'));
    await write(put('A', 'second'));
    await wiki.restore({ path: 'A', revision: first, author: AUTHOR });
    expect((await wiki.readPage('A')).content).toBe('first');
    expect(await wiki.restore({ path: 'A', revision: first, author: AUTHOR })).toMatchObject({ unchanged: true });
    await write({ op: 'delete', path: 'A' });
    await wiki.restore({ path: 'A', revision: first, author: AUTHOR, message: 'As it began' });
    expect((await wiki.history({ path: 'A', limit: 1 }))[0]?.message).toBe('As it began');
  });

  it('is refused for a page that is there, one that never was, and one that was not there yet', async () => {
    const { wiki, write } = await makeWiki();
    const first = await write(put('A', 'a'));
    await write(put('B', 'b'));
    const restore = (path: string, revision?: string) =>
      wiki.restore({ path, author: AUTHOR, ...(revision && { revision }) });
    await expect(restore('A')).rejects.toMatchObject({ code: 'page-exists' });
    await expect(restore('Never')).rejects.toMatchObject({ code: 'page-not-found' });
    await expect(restore('B', first)).rejects.toMatchObject({ code: 'page-not-found' });
    await expect(restore('A', 'x')).rejects.toMatchObject({ code: 'revision-not-found' });
    await expect(restore('-/x')).rejects.toMatchObject({ code: 'invalid-path' });
    expect(await wiki.history()).toHaveLength(2);
  });

  it('on a base version is a conflict where the page is at another, and where it is as wanted none', async () => {
    const { wiki, write } = await makeWiki();
    const first = await write(put('A', 'first'));
    await write(put('A', 'second'));
    const second = (await wiki.readPage('A')).version;
    await write(put('A', 'third'));
    const third = (await wiki.readPage('A')).version;
    const request = { path: 'A', revision: first, author: AUTHOR };
    for (const baseVersion of [second, 'none']) {
      await expect(wiki.restore({ ...request, baseVersion })).rejects.toMatchObject({
        code: 'conflict',
        message: expect.stringContaining(`send this again with base_version ${third}`),
        data: { path: 'A', baseVersion, currentVersion: third, theirs: 'third' },
      });
    }
    expect((await wiki.readPage('A')).content).toBe('third');
    const { pages } = await wiki.restore({ ...request, baseVersion: third });
    expect(pages).toMatchObject([{ path: 'A', previousVersion: third }]);
    expect(await wiki.restore({ ...request, baseVersion: third })).toMatchObject({ unchanged: true });

    await write({ op: 'delete', path: 'A' });
    await expect(wiki.restore({ ...request, baseVersion: third })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('without base_version'),
    });
    expect(await wiki.restore({ ...request, baseVersion: 'none' })).toMatchObject({ unchanged: false });
  });

  it('on a base version is another write than without, under one key', async () => {
    const { wiki, write } = await makeWiki();
    await write(put('A', 'a'));
    await write({ op: 'delete', path: 'A' });
    const request = { path: 'A', author: AUTHOR, idempotencyKey: 'k' };
    await wiki.restore({ ...request, baseVersion: 'none' });
    expect(await wiki.restore({ ...request, baseVersion: 'none' })).toMatchObject({ replayed: true });
    await expect(wiki.restore(request)).rejects.toMatchObject({ code: 'key-reused' });
  });

  it('is refused where a name is taken that differs only by case', async () => {
    const { wiki, write } = await makeWiki();
    await write(put('Note', 'a'));
    await write({ op: 'delete', path: 'Note' });
    await write(put('NOTE', 'b'));
    await expect(wiki.restore({ path: 'Note', author: AUTHOR })).rejects.toMatchObject({ code: 'path-collides' });
  });

  it('sent again with its key is answered with the first result', async () => {
    const { wiki, write } = await makeWiki();
    await write(put('A', 'a'));
    await write({ op: 'delete', path: 'A' });
    const request = { path: 'A', author: AUTHOR, idempotencyKey: 'k' };
    const first = await wiki.restore(request);
    expect(await wiki.restore(request)).toMatchObject({
      replayed: true,
      revision: first.revision,
      pages: [{ path: 'A', version: first.pages[0]?.version }],
    });
    // Deleted since, and not to be brought back by a message that came twice.
    await write({ op: 'delete', path: 'A' });
    expect(await wiki.restore(request)).toMatchObject({ replayed: true, revision: first.revision });
    await expect(wiki.readPage('A')).rejects.toMatchObject({ code: 'page-not-found' });
    await expect(wiki.restore({ ...request, path: 'B' })).rejects.toMatchObject({ code: 'key-reused' });
  });

  it('does not replace a page that another writer made meanwhile', async () => {
    const { store, write } = await makeWiki();
    await write(put('A', 'old'));
    await write({ op: 'delete', path: 'A' });
    const other = await openTestWikis(store, 2).open('me/notes');
    let isWritten = false;
    const meddling = faultyStore(store, async (method, key): Promise<Fate> => {
      if (method === 'put' && key.endsWith('info/refs') && !isWritten) {
        isWritten = true;
        await other.write({ changes: [put('A', 'theirs')], author: AUTHOR });
      }
      return 'through';
    });
    const wiki = await openTestWikis(meddling, 3).open('me/notes');
    await expect(wiki.restore({ path: 'A', author: AUTHOR })).rejects.toMatchObject({ code: 'page-exists' });
    expect((await other.readPage('A')).content).toBe('theirs');
  });
});
