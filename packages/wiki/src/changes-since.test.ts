import { MemoryObjectStore } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import { AUTHOR, openTestWikis } from './testing/test-wiki.ts';
import type { Wiki } from './wiki.ts';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });
const move = (path: string, newPath: string): PageChange => ({ op: 'move', path, newPath });
const remove = (path: string): PageChange => ({ op: 'delete', path });

async function makeWiki(writes: readonly PageChange[][]): Promise<{ wiki: Wiki; revisions: string[] }> {
  const wiki = await openTestWikis().create('me/notes');
  const revisions: string[] = [];
  for (const changes of writes) revisions.push((await wiki.write({ changes, author: AUTHOR, agent: 'Tess' })).revision);
  return { wiki, revisions };
}

const edits = (count: number) => Array.from({ length: count }, (_, i) => [put(`P${i % 7}`, `text ${i}`)]);

describe('what changed since a revision', () => {
  it('that is HEAD is nothing', async () => {
    const { wiki, revisions } = await makeWiki(edits(3));
    const revision = revisions[2] as string;
    expect(await wiki.changesSince({ revision })).toEqual({ revision, isComplete: true, commits: [], pages: [] });
  });

  it('is the commits after it, newest first, and what became of the pages', async () => {
    const { wiki, revisions } = await makeWiki([
      [put('Stays', 's'), put('Changes', '1'), put('Goes', 'g'), put('Draft', 'some text\n')],
      [put('Changes', '2'), remove('Goes')],
      [move('Draft', 'Plan'), put('New', 'n')],
      [put('Passing', 'p')],
      [move('Plan', 'Design/Plan'), { op: 'edit', path: 'Design/Plan', oldText: 'some', newText: 'more' }],
      [remove('Passing')],
    ]);
    const since = await wiki.changesSince({ revision: revisions[0] as string });
    expect(since.isComplete).toBe(true);
    expect(since.revision).toBe(revisions[5]);
    expect(since.commits.map(({ revision }) => revisions.indexOf(revision))).toEqual([5, 4, 3, 2, 1]);
    expect(since.commits[0]).toMatchObject({ author: AUTHOR, agent: 'Tess', message: 'Delete Passing' });
    const version = async (path: string) => (await wiki.readPage(path)).version;
    expect(since.pages).toEqual([
      { path: 'Changes', kind: 'changed', version: await version('Changes') },
      { path: 'Design/Plan', kind: 'renamed', from: 'Draft', version: await version('Design/Plan') },
      { path: 'Goes', kind: 'deleted' },
      { path: 'New', kind: 'created', version: await version('New') },
    ]);
    expect(since.next).toBeUndefined();
  });

  it('tells of a page at the old path of a renamed one that both are there', async () => {
    const { wiki, revisions } = await makeWiki([[put('A', 'one\n')], [move('A', 'B')], [put('A', 'another')]]);
    const { pages } = await wiki.changesSince({ revision: revisions[0] as string });
    expect(pages.map(({ path, kind }) => [path, kind])).toEqual([
      ['A', 'changed'],
      ['B', 'created'],
    ]);
  });

  it('that is the first commit leaves that one out; without a revision it is told, too', async () => {
    const { wiki, revisions } = await makeWiki(edits(4));
    const since = await wiki.changesSince({ revision: revisions[0] as string });
    expect(since.commits).toHaveLength(3);
    expect(since.pages.map(({ kind }) => kind)).toEqual(['created', 'created', 'created']);
    const all = await wiki.changesSince();
    expect(all.commits).toHaveLength(4);
    expect(all.pages).toHaveLength(4);
    expect(all.isComplete).toBe(true);
  });

  it('that this wiki does not have is refused', async () => {
    const { wiki } = await makeWiki(edits(1));
    for (const revision of ['0'.repeat(40), 'main', '']) {
      await expect(wiki.changesSince({ revision })).rejects.toMatchObject({ code: 'revision-not-found' });
    }
    const { version } = await wiki.readPage('P0');
    await expect(wiki.changesSince({ revision: version })).rejects.toMatchObject({ code: 'revision-not-found' });
    await expect(wiki.changesSince({ startAfter: 'P0' })).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it('is empty in a wiki without commits', async () => {
    const wiki = await openTestWikis().create('me/notes');
    expect(await wiki.changesSince()).toEqual({ isComplete: true, commits: [], pages: [] });
  });

  it('that is no ancestor of HEAD is not complete, but tells what differs', async () => {
    const store = new MemoryObjectStore();
    const wikis = openTestWikis(store);
    const wiki = await wikis.create('me/notes');
    const first = await wiki.write({ changes: [put('A', 'a')], author: AUTHOR });
    const ref = await store.get('git/me/notes/info/refs');
    const lost = await wiki.write({ changes: [put('A', 'lost')], author: AUTHOR });
    // What another line of commits leaves behind: the ref stands where it did, and the commit is there still.
    await store.put('git/me/notes/info/refs', ref?.body as Uint8Array, ref);
    const again = await openTestWikis(store, 2).open('me/notes');
    await again.write({ changes: [put('B', 'b')], author: AUTHOR });
    const since = await again.changesSince({ revision: lost.revision });
    expect(since.isComplete).toBe(false);
    expect(since.commits.map(({ revision }) => revision)).toContain(first.revision);
    expect(since.pages.map(({ path, kind }) => [path, kind])).toEqual([
      ['A', 'changed'],
      ['B', 'created'],
    ]);
  });

  it('comes in parts, each up to the same HEAD', async () => {
    const { wiki, revisions } = await makeWiki([...edits(3), Array.from({ length: 12 }, (_, i) => put(`Q${i}`, 'q'))]);
    const commits: string[] = [];
    const pages: string[] = [];
    let parts = 0;
    for (let startAfter: string | undefined; ; parts++) {
      const part = await wiki.changesSince({ limit: 2, ...(startAfter && { startAfter }) });
      expect(part.revision).toBe(revisions[3]);
      expect(part.commits.length).toBeLessThanOrEqual(2);
      expect(part.pages.length).toBeLessThanOrEqual(2);
      commits.push(...part.commits.map(({ revision }) => revision));
      pages.push(...part.pages.map(({ path }) => path));
      if (parts === 0) await wiki.write({ changes: [put('Later', 'l')], author: AUTHOR });
      if (part.next === undefined) break;
      startAfter = part.next;
    }
    expect(commits).toEqual([...revisions].reverse());
    expect(new Set(pages).size).toBe(15);
    expect(pages).toHaveLength(15);
    expect(parts).toBe(7);
  });
});

describe('in a wiki of 620 commits', () => {
  it('a revision further back than 500 is told as such, and asking costs a process that knows nothing a bounded number of requests', async () => {
    const store = new MemoryObjectStore();
    const wiki = await openTestWikis(store).create('me/notes');
    const revisions: string[] = [];
    for (const changes of edits(620)) revisions.push((await wiki.write({ changes, author: AUTHOR })).revision);

    const far = await wiki.changesSince({ revision: revisions[100] as string, limit: 1 });
    expect(far.isComplete).toBe(false);
    expect(far.pages).toHaveLength(1);
    expect((await wiki.changesSince({ revision: revisions[119] as string, limit: 1 })).isComplete).toBe(true);

    const counted = countingStore(store);
    const stranger = await openTestWikis(counted).open('me/notes');
    counted.reset();
    const near = await stranger.changesSince({ revision: revisions[540] as string, limit: 10 });
    expect([near.isComplete, near.commits.length]).toEqual([true, 10]);
    // The ref, the mark, the revision, two trees; and of 11 commits each with its own tree.
    expect(counted.requests.length, JSON.stringify(counted.requests)).toBeLessThanOrEqual(40);
    expect(counted.requests.filter(({ method }) => method !== 'get')).toEqual([]);
  }, 120_000);
});
