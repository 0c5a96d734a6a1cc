import { MemoryObjectStore, type ObjectStore } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import type { WikiError } from './errors.ts';
import type { PageChange } from './page-change.ts';
import { AUTHOR, type Fate, faultyStore, openTestWikis } from './testing/test-wiki.ts';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });

async function makeWiki(store: ObjectStore = new MemoryObjectStore()) {
  const wiki = await openTestWikis(store).create('me/notes');
  const write = async (...changes: PageChange[]) => (await wiki.write({ changes, author: AUTHOR })).revision;
  return { store, wiki, write };
}

describe('reverting a commit', () => {
  it('takes back all that it did to pages and attachments, and nothing that came later', async () => {
    const { wiki, write } = await makeWiki();
    await write(put('A', 'one\ntwo\nthree\nfour\nfive\n'), put('Gone', 'g'), put('Old', 'o'));
    const revision = await write(
      { op: 'edit', path: 'A', oldText: 'two', newText: '2' },
      put('New', 'n'),
      { op: 'delete', path: 'Gone' },
      { op: 'move', path: 'Old', newPath: 'Moved' },
      { op: 'store', path: 'img/a.png', content: new Uint8Array([1]) },
    );
    await write({ op: 'edit', path: 'A', oldText: 'five', newText: '5' }, put('Later', 'l'));
    const result = await wiki.revert({ revision, author: AUTHOR });
    expect(result).toMatchObject({ committed: true, published: true, generation: 4 });
    expect((await wiki.readPage('A')).content).toBe('one\ntwo\nthree\nfour\n5\n');
    expect([...(await wiki.listFiles()).keys()]).toEqual(['A.md', 'Gone.md', 'Later.md', 'Old.md']);
    expect((await wiki.history())[0]?.message).toBe(`Revert "Edit A and 4 more"\n\nThis reverts commit ${revision}.`);
    expect((await wiki.verify()).differences).toEqual([]);
  });

  it('can itself be taken back, and the first commit of all can', async () => {
    const { wiki, write } = await makeWiki();
    const first = await write(put('A', 'a'));
    const { revision } = await wiki.revert({ revision: first, author: AUTHOR });
    expect((await wiki.listPages()).total).toBe(0);
    await wiki.revert({ revision, author: AUTHOR });
    expect((await wiki.readPage('A')).content).toBe('a');
  });

  it('names the pages that later commits changed in the same place, and changes nothing', async () => {
    const { wiki, write } = await makeWiki();
    await write(put('A', 'one\n'), put('B', 'b\n'), put('C', 'c\n'));
    const revision = await write(put('A', 'two\n'), put('B', 'bb\n'), put('C', 'cc\n'));
    const head = await write(put('A', 'three\n'), { op: 'delete', path: 'B' });
    await expect(wiki.revert({ revision, author: AUTHOR })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('"A.md", "B.md"'),
      data: { paths: ['A.md', 'B.md'], merged: [expect.stringContaining('<<<<<<<'), undefined] },
    });
    expect((await wiki.history())[0]?.revision).toBe(head);
  });

  it('of what is as before already writes nothing', async () => {
    const { wiki, write } = await makeWiki();
    await write(put('A', 'one'));
    const revision = await write(put('A', 'two'));
    const head = await write(put('A', 'one'));
    expect(await wiki.revert({ revision, author: AUTHOR })).toMatchObject({ unchanged: true, revision: head });
    expect(await wiki.history()).toHaveLength(3);
  });

  it('sent again with its key is answered with the first result, also when the change was made again since', async () => {
    const { wiki, write } = await makeWiki();
    await write(put('A', 'one\n'));
    const revision = await write(put('A', 'two\n'));
    const request = { revision, author: AUTHOR, idempotencyKey: 'k' };
    const first = await wiki.revert(request);
    const replayed = { replayed: true, revision: first.revision, pages: [{ path: 'A' }] };
    expect(await wiki.revert(request)).toMatchObject(replayed);
    await write(put('A', 'two\n'));
    expect(await wiki.revert(request)).toMatchObject(replayed);
    await write(put('A', 'three\n'));
    expect(await wiki.revert(request)).toMatchObject(replayed);
    expect((await wiki.readPage('A')).content).toBe('three\n');
    await expect(wiki.revert({ ...request, message: 'Other' })).rejects.toMatchObject({ code: 'key-reused' });
  });

  it('keeps what another writer changed while it was made', async () => {
    const { store, write } = await makeWiki();
    await write(put('A', 'one\ntwo\nthree\nfour\nfive\n'));
    const revision = await write({ op: 'edit', path: 'A', oldText: 'two', newText: '2' });
    const other = await openTestWikis(store, 2).open('me/notes');
    let writes = 0;
    const meddling = faultyStore(store, async (method, key): Promise<Fate> => {
      if (method === 'put' && key.endsWith('info/refs') && writes < 2) {
        writes++;
        const change: PageChange = { op: 'edit', path: 'A', oldText: 'five', newText: `five\n${writes}` };
        await other.write({ changes: [change], author: AUTHOR });
      }
      return 'through';
    });
    await (await openTestWikis(meddling, 3).open('me/notes')).revert({ revision, author: AUTHOR });
    expect((await other.readPage('A')).content).toBe('one\ntwo\nthree\nfour\nfive\n2\n1\n');
  });

  it('is refused as a whole where it would change a file that its writer may not, and tells nothing of that', async () => {
    const { wiki, write } = await makeWiki();
    await write(put('A', 'one\n'), put('Secret/B', 'hidden words\n'));
    const revision = await write(put('A', 'two\n'), put('Secret/B', 'other words\n'));
    const image = await write({ op: 'store', path: 'Secret/x.png', content: new Uint8Array([1]) });
    const head = await write(put('Secret/B', 'later words\n'));
    const mayChange = (path: string) => !path.startsWith('Secret/');
    for (const each of [revision, image]) {
      const error = await wiki.revert({ revision: each, author: AUTHOR, mayChange }).catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: 'not-allowed' });
      expect(JSON.stringify([(error as WikiError).message, (error as WikiError).data])).not.toMatch(
        /Secret|words|x\.png/,
      );
    }
    expect((await wiki.history())[0]?.revision).toBe(head);
  });

  it('is refused so too where what is hidden of it is as before already, and its message is quoted nowhere', async () => {
    const { wiki, write } = await makeWiki();
    const changes = [put('Secret/B', 'b\n'), put('A', 'a\n')];
    const { revision } = await wiki.write({ changes, author: AUTHOR, message: 'Hidden words' });
    const alone = await write(put('Secret/C', 'c\n'));
    const head = await write({ op: 'delete', path: 'Secret/B' }, { op: 'delete', path: 'Secret/C' });
    const mayChange = (path: string) => !path.startsWith('Secret/');
    for (const each of [revision, alone]) {
      await expect(wiki.revert({ revision: each, author: AUTHOR, mayChange })).rejects.toMatchObject({
        code: 'not-allowed',
      });
    }
    expect((await wiki.history())[0]?.revision).toBe(head);
    expect((await wiki.readPage('A')).content).toBe('a\n');
  });

  it('of what its writer may change asks for pages by path, for attachments by file, and for the redirects not at all', async () => {
    const { wiki, write } = await makeWiki();
    await write({ op: 'store', path: 'Old page.md', content: new TextEncoder().encode('o') });
    const revision = await write(
      { op: 'move', path: 'Old_page', newPath: 'New' },
      { op: 'store', path: 'img/a.png', content: new Uint8Array([1]) },
    );
    const asked = new Set<string>();
    const mayChange = (path: string) => asked.add(path).has(path);
    await wiki.revert({ revision, author: AUTHOR, mayChange });
    expect([...asked].sort()).toEqual(['New', 'Old_page', 'img/a.png']);
    const redirects = { op: 'store', path: '_redirects', content: new TextEncoder().encode('/X /Old_page\n') } as const;
    const alone = await write(redirects);
    await expect(wiki.revert({ revision: alone, author: AUTHOR, mayChange: () => false })).rejects.toMatchObject({
      code: 'not-allowed',
    });
  });

  it('counts as a write of its author', async () => {
    const { wiki, write } = await makeWiki();
    await write(put('A', 'one'));
    const revision = await write(put('A', 'two'));
    const limits = { writesPerMinute: 3, bytesPerMinute: 1000 };
    const request = { revision, author: AUTHOR, limits, idempotencyKey: 'k' };
    const first = await wiki.revert(request);
    await expect(wiki.revert({ ...request, revision: first.revision, idempotencyKey: 'l' })).rejects.toMatchObject({
      code: 'rate-limited',
    });
    expect(await wiki.revert(request)).toMatchObject({ replayed: true });
  });

  it('names the agent that did it', async () => {
    const { wiki, write } = await makeWiki();
    const revision = await write(put('A', 'one'));
    await wiki.revert({ revision, author: AUTHOR, agent: 'Some agent' });
    expect((await wiki.history())[0]).toMatchObject({ agent: 'Some agent' });
  });

  it('names a revision that the wiki does not have', async () => {
    const { wiki, write } = await makeWiki();
    const revision = '1'.repeat(40);
    await expect(wiki.revert({ revision, author: AUTHOR })).rejects.toMatchObject({ code: 'revision-not-found' });
    await write(put('A', 'a'));
    await expect(wiki.revert({ revision, author: AUTHOR })).rejects.toMatchObject({ code: 'revision-not-found' });
  });
});
