import { MemoryObjectStore } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import { AUTHOR, openTestWikis } from './testing/test-wiki.ts';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });
const text = (content: string) => new TextEncoder().encode(content);
const BOB = { name: 'Bob', email: 'bob@example.org' };

/** Six commits about one page, under two names, and its neighbours. */
async function makeWiki() {
  const wiki = await openTestWikis(new MemoryObjectStore()).create('me/notes');
  const revisions: string[] = [];
  const write = async (message: string, changes: PageChange[], author = AUTHOR, idempotencyKey?: string) => {
    const key = idempotencyKey === undefined ? {} : { idempotencyKey };
    revisions.push((await wiki.write({ changes, author, message, ...key })).revision);
  };
  await write('Begin', [put('Draft', '# Plan\n\none\ntwo\nthree\n'), put('Other', 'x\n')]);
  await write('Change a line', [{ op: 'edit', path: 'Draft', oldText: 'two', newText: '2' }], BOB, 'key-1');
  await write('Something else', [put('Other', 'y\n')]);
  await write('Give it its name', [{ op: 'move', path: 'Draft', newPath: 'Design/Plan' }]);
  await write('Say more', [{ op: 'edit', path: 'Design/Plan', oldText: 'three', newText: 'three\nfour' }]);
  await write('Away', [{ op: 'delete', path: 'Design/Plan' }]);
  return { wiki, revisions };
}

describe('the history of a wiki', () => {
  it('lists its commits, newest first, with author, message and what they changed', async () => {
    const { wiki, revisions } = await makeWiki();
    const changes = await wiki.history();
    expect(changes.map(({ revision }) => revision)).toEqual([...revisions].reverse());
    expect(changes.map(({ message }) => message)).toEqual([
      'Away',
      'Say more',
      'Give it its name',
      'Something else',
      'Change a line',
      'Begin',
    ]);
    expect(changes[4]).toMatchObject({ author: BOB, date: '2026-01-02T03:04:05.000Z' });
    expect(changes.map(({ changes }) => changes.map(({ kind, path }) => `${kind} ${path}`))).toEqual([
      ['deleted Design/Plan'],
      ['modified Design/Plan'],
      ['renamed Design/Plan', 'added _redirects'],
      ['modified Other'],
      ['modified Draft'],
      ['added Draft', 'added Other'],
    ]);
  });

  it('comes in pages, each going on after the last one of the page before', async () => {
    const { wiki, revisions } = await makeWiki();
    const seen: string[] = [];
    for (let startAfter: string | undefined; ; ) {
      const page = await wiki.history({ limit: 4, ...(startAfter && { startAfter }) });
      seen.push(...page.map(({ revision }) => revision));
      if (page.length < 4) break;
      startAfter = page.at(-1)?.revision;
    }
    expect(seen).toEqual([...revisions].reverse());
  });

  it('is empty before the first commit', async () => {
    expect(await (await openTestWikis().create('me/notes')).history()).toEqual([]);
  });

  it('tells how many files a big commit changed, and lists the first of them', async () => {
    const wiki = await openTestWikis().create('me/notes');
    await wiki.write({ changes: Array.from({ length: 120 }, (_, i) => put(`P${i}`, `${i}`)), author: AUTHOR });
    const [change] = await wiki.history();
    expect(change?.changes).toHaveLength(100);
    expect(change?.omitted).toBe(20);
  });

  it('names a revision that it does not have', async () => {
    const { wiki } = await makeWiki();
    await expect(wiki.history({ startAfter: '0'.repeat(40) })).rejects.toMatchObject({ code: 'revision-not-found' });
    await expect(wiki.history({ startAfter: 'main' })).rejects.toMatchObject({ code: 'revision-not-found' });
  });
});

describe('the history of a page', () => {
  it('goes back over its renames, and begins with its deletion', async () => {
    const { wiki, revisions } = await makeWiki();
    const changes = await wiki.history({ path: 'Design/Plan' });
    expect(changes.map(({ revision, changes }) => [revisions.indexOf(revision), ...changes])).toEqual([
      [5, { kind: 'deleted', path: 'Design/Plan' }],
      [4, { kind: 'modified', path: 'Design/Plan' }],
      [3, { kind: 'renamed', path: 'Design/Plan', from: 'Draft' }],
      [1, { kind: 'modified', path: 'Draft' }],
      [0, { kind: 'added', path: 'Draft' }],
    ]);
    expect(changes.map(({ version }) => version === undefined)).toEqual([true, false, false, false, false]);
    expect((await wiki.readPage('Draft', { revision: revisions[1] as string })).version).toBe(changes[3]?.version);
  });

  it('comes in pages, too', async () => {
    const { wiki, revisions } = await makeWiki();
    const startAfter = revisions[4] as string;
    const page = await wiki.history({ path: 'Design/Plan', limit: 2, startAfter });
    expect(page.map(({ revision }) => revisions.indexOf(revision))).toEqual([3, 1]);
    const elsewhere = wiki.history({ path: 'Design/Plan', startAfter: revisions[2] as string });
    await expect(elsewhere).rejects.toMatchObject({ code: 'revision-not-found' });
  });

  it('finds a page whose file has spaces in its name, also when it is gone', async () => {
    const wiki = await openTestWikis().create('me/notes');
    const store = (content: Uint8Array | null) =>
      wiki.write({ changes: [{ op: 'store', path: 'My Notes/To Do.md', content }, put('A', 'a')], author: AUTHOR });
    await store(text('one'));
    expect(await wiki.history({ path: 'My_Notes/To_Do' })).toHaveLength(1);
    await store(null);
    const kinds = (await wiki.history({ path: 'My_Notes/To_Do' })).map(({ changes }) => changes[0]);
    expect(kinds).toEqual([
      { kind: 'deleted', path: 'My_Notes/To_Do' },
      { kind: 'added', path: 'My_Notes/To_Do' },
    ]);
  });

  it("is the same from what is published as from the commits, at a cost that the length of the wiki's history has no part in", async () => {
    const store = new MemoryObjectStore();
    const wiki = await openTestWikis(store).create('me/notes');
    const write = (...changes: PageChange[]) => wiki.write({ changes, author: AUTHOR });
    await write(put('Draft', '# Plan\n\none\ntwo\nthree\n'));
    for (let i = 0; i < 60; i++)
      await write(put('Other', `${i}`), ...(i % 20 === 0 ? [put('Draft', `# Plan\n\n${i}\n`)] : []));
    await write({ op: 'move', path: 'Draft', newPath: 'Plan' });
    await write({ op: 'delete', path: 'Plan' });
    await write(put('Plan', 'again'));
    const counted = countingStore(store);
    const open = async () => (await openTestWikis(counted).open('me/notes')).history({ path: 'Plan' });
    counted.reset();
    const published = await open();
    expect(published).toHaveLength(7);
    // The settings, the ref twice, the mark, the states of both paths, and the commits.
    expect(counted.requests.length).toBeLessThanOrEqual(6 + 7);
    await store.delete('fragments/me/notes/-/versions/Plan.json');
    expect(await open()).toEqual(published);
  });

  it.each([
    ['Never', 'page-not-found'],
    ['../x', 'invalid-path'],
  ])('of %s is refused as %s', async (path, code) => {
    const { wiki } = await makeWiki();
    await expect(wiki.history({ path })).rejects.toMatchObject({ code });
  });
});

describe('a difference', () => {
  it('is what a revision changed', async () => {
    const { wiki, revisions } = await makeWiki();
    const patch = await wiki.diff(revisions[1] as string);
    expect(patch).toContain('--- a/Draft.md');
    expect(patch).toContain('-two\n+2\n');
    expect(await wiki.diff(revisions[3] as string)).toContain('rename to Design/Plan.md');
    expect(await wiki.diff(revisions[0] as string)).toContain('new file mode 100644');
  });

  it('is between any two revisions, either way', async () => {
    const { wiki, revisions } = await makeWiki();
    const [first, , third] = revisions as [string, string, string];
    const patch = await wiki.diff(third, { against: first });
    expect(patch).toContain('-two\n+2\n');
    expect(patch).toContain('-x\n+y\n');
    expect(await wiki.diff(first, { against: third })).toContain('-2\n+two\n');
    expect(await wiki.diff(first, { against: first })).toBe('');
  });

  it('of more files than can be shown is refused, and says where to look', async () => {
    const wiki = await openTestWikis().create('me/notes');
    const changes = Array.from({ length: 2001 }, (_, i) => put(`F${i % 20}/P${i}`, 'same'));
    const { revision } = await wiki.write({ changes, author: AUTHOR });
    await expect(wiki.diff(revision)).rejects.toMatchObject({
      code: 'too-large',
      message: expect.stringContaining('Clone me/notes'),
    });
  }, 120_000);

  it('of a revision that is none is refused', async () => {
    const { wiki, revisions } = await makeWiki();
    await expect(wiki.diff('HEAD')).rejects.toMatchObject({ code: 'revision-not-found' });
    const against = '0'.repeat(40);
    await expect(wiki.diff(revisions[0] as string, { against })).rejects.toMatchObject({ code: 'revision-not-found' });
  });
});

describe('blame', () => {
  it('tells for each line of a page which commit made it so, over a rename', async () => {
    const { wiki, revisions } = await makeWiki();
    const lines = await wiki.blame('Design/Plan', { revision: revisions[4] as string });
    expect(lines.map(({ text, revision }) => [text, revisions.indexOf(revision)])).toEqual([
      ['# Plan\n', 0],
      ['\n', 0],
      ['one\n', 0],
      ['2\n', 1],
      ['three\n', 0],
      ['four\n', 4],
    ]);
    expect(lines[3]).toMatchObject({ author: BOB, message: 'Change a line' });
  });

  it('looks at HEAD by default, and names a page that is not there', async () => {
    const { wiki, revisions } = await makeWiki();
    expect(await wiki.blame('Other')).toMatchObject([{ text: 'y\n', revision: revisions[2] }]);
    await expect(wiki.blame('Design/Plan')).rejects.toMatchObject({ code: 'page-not-found' });
  });
});
