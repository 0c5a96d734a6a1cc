import { MemoryObjectStore, type ObjectStore } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import { createGitClone, type GitClone } from './testing/git-clone.ts';
import { AUTHOR, type Fate, faultyStore, openTestWikis } from './testing/test-wiki.ts';

async function importFrom(clone: GitClone, store: ObjectStore, name = 'main') {
  const wiki = await openTestWikis(store, 7).open('me/notes');
  const source = await clone.open();
  const from = (await source.resolve(name)) ?? '';
  return wiki.importHistory({ source, from });
}

/** A clone with three commits and a merge: four in all, three of them on the line of first parents. */
function makeSource() {
  const clone = createGitClone();
  clone.commit({ 'Home.md': '# Home\n', 'img/a.png': 'png' });
  clone.git('checkout', '--quiet', '-b', 'side');
  clone.commit({ 'Side.md': '# Side\n' });
  clone.git('checkout', '--quiet', 'main');
  clone.commit({ 'Home.md': '# Home, changed\n' });
  clone.git('merge', '--quiet', '--no-ff', '--message', 'Merge side', 'side');
  return clone;
}

async function makeEmptyWiki() {
  const store = new MemoryObjectStore();
  return { store, wiki: await openTestWikis(store).create('me/notes') };
}

/** A wiki with two pages, cloned by someone. */
async function makeClonedWiki() {
  const { store, wiki } = await makeEmptyWiki();
  await wiki.write({ changes: [{ op: 'put', path: 'A', content: '# A\n' }], author: AUTHOR });
  await wiki.write({ changes: [{ op: 'put', path: 'X/B', content: '# B\n' }], author: AUTHOR });
  const clone = createGitClone();
  await clone.fetch(store);
  clone.git('reset', '--quiet', '--hard', 'wiki/main');
  return { store, wiki, clone };
}

async function expectClean(store: ObjectStore) {
  const report = await (await openTestWikis(store).open('me/notes')).verify();
  expect(report).toMatchObject({ differences: [], damage: [], complete: true });
  return report;
}

describe('importing a history', () => {
  it('takes the whole of it into a wiki without commits, with the same oids, and publishes it', async () => {
    const clone = makeSource();
    const { store, wiki } = await makeEmptyWiki();
    const head = clone.git('rev-parse', 'main');
    const imported = await importFrom(clone, store);
    expect(imported).toEqual({ revision: head, generation: 4, commits: 4, objects: 13, published: true });
    expect((await wiki.listPages()).pages.map(({ path }) => path)).toEqual(['Home', 'Side']);
    expect((await expectClean(store)).revision).toBe(head);
    await wiki.write({ changes: [{ op: 'put', path: 'A', content: '# A\n' }], author: AUTHOR });
    expect(await wiki.history({ limit: 1 })).toMatchObject([{ message: 'Write A' }]);
    await expectClean(store);
  });

  it('gives them back: a clone of the wiki passes git fsck and has the same commits', async () => {
    const clone = makeSource();
    const { store } = await makeEmptyWiki();
    await importFrom(clone, store);
    const copy = createGitClone();
    await copy.fetch(store);
    expect(copy.git('fsck', '--strict', '--full')).toBe('');
    expect(copy.git('rev-list', '--all')).toBe(clone.git('rev-list', 'main'));
  });

  it('takes what someone has committed on top of the wiki, and stores only that', async () => {
    const { store, wiki, clone } = await makeClonedWiki();
    clone.commit({ 'A.md': '# A, longer\n' });
    const head = clone.commit({ 'X/C.md': '# C\n', 'X/B.md': undefined });
    const counting = countingStore(store);
    expect(await importFrom(clone, counting)).toMatchObject({
      revision: head,
      generation: 4,
      commits: 4,
      // Two commits, two blobs, a tree for the first and two for the second.
      objects: 7,
    });
    const stored = counting.requests.filter(({ method, key }) => method === 'put' && key.includes('/objects/'));
    expect(stored).toHaveLength(7);
    expect((await wiki.listPages()).pages.map(({ path }) => path)).toEqual(['A', 'X/C']);
    await expectClean(store);
  });

  it('takes a merge of the wiki into the line of someone who wrote meanwhile, whatever the merge made of it', async () => {
    const { store, wiki, clone } = await makeClonedWiki();
    clone.commit({ 'A.md': '# A, mine\n', 'Mine.md': '# Mine\n' });
    // On the wiki, pages come and change that the merge keeps, changes and leaves out.
    const write = (path: string, content: string) =>
      wiki.write({ changes: [{ op: 'put', path, content }], author: AUTHOR });
    await write('X/B', '# B, theirs\n');
    await write('Theirs', '# Theirs\n');
    await write('X/Dropped', '# Dropped\n');
    await write('X/Reset', '# Reset\n');
    await clone.fetch(store);
    clone.git('merge', '--quiet', '--no-commit', '--no-ff', 'wiki/main');
    clone.git('rm', '--quiet', '-f', 'X/Dropped.md');
    const merge = clone.commit({ 'X/B.md': '# B\n' });
    const imported = await importFrom(clone, store);
    expect(imported).toMatchObject({ revision: merge, commits: 8, published: true });
    // No publisher of the old line, however slow, may have its way with these.
    for (const page of ['A', 'Mine', 'Theirs', 'X/B', 'X/Reset', 'X/Dropped']) {
      const { generation } = (await store.head(`fragments/me/notes/pages/${page}.html`))?.metadata ?? {};
      expect(Number(generation), page).toBeGreaterThan(6);
    }
    expect(imported.generation).toBeGreaterThan(6);
    expect((await wiki.listPages()).pages.map(({ path }) => path)).toEqual(['A', 'Mine', 'Theirs', 'X/B', 'X/Reset']);
    await expectClean(store);
    await write('A', '# A, once more\n');
    await write('X/B', '# B, once more\n');
    await expectClean(store);
  });

  it('does nothing when the wiki has the commits already, be it with more on top', async () => {
    const { store, wiki, clone } = await makeClonedWiki();
    const before = await store.head('git/me/notes/info/refs');
    expect(await importFrom(clone, store)).toMatchObject({ generation: 2, commits: 2, objects: 0 });
    expect(await importFrom(clone, store, clone.git('rev-parse', 'main~1'))).toMatchObject({
      generation: 2,
      commits: 1,
      objects: 0,
    });
    expect(await store.head('git/me/notes/info/refs')).toEqual(before);
    await wiki.write({ changes: [{ op: 'put', path: 'A', content: 'more' }], author: AUTHOR });
    expect(await importFrom(clone, store)).toMatchObject({ generation: 3, objects: 0 });
  });

  it('refuses a history that lacks commits of the wiki, says what to do, and changes nothing', async () => {
    const { store, wiki, clone } = await makeClonedWiki();
    clone.commit({ 'A.md': '# A, mine\n' });
    const { revision } = await wiki.write({ changes: [{ op: 'put', path: 'A', content: 'theirs' }], author: AUTHOR });
    const before = await store.list({ prefix: '' });
    await expect(importFrom(clone, store)).rejects.toMatchObject({
      code: 'history-diverged',
      message: expect.stringContaining(revision),
      data: { revision },
    });
    await expect(importFrom(makeSource(), store)).rejects.toMatchObject({ code: 'history-diverged' });
    expect(await store.list({ prefix: '' })).toEqual(before);
  });

  it('loses no write that came between: what was a step forward is one no longer', async () => {
    const { store, clone } = await makeClonedWiki();
    clone.commit({ 'A.md': '# A, mine\n' });
    const other = await openTestWikis(store, 2).open('me/notes');
    let isWritten = false;
    const meddling = faultyStore(store, async (method, key): Promise<Fate> => {
      if (method === 'put' && key.endsWith('info/refs') && !isWritten) {
        isWritten = true;
        await other.write({ changes: [{ op: 'put', path: 'A', content: 'theirs' }], author: AUTHOR });
      }
      return 'through';
    });
    await expect(importFrom(clone, meddling)).rejects.toMatchObject({ code: 'history-diverged' });
    expect((await other.readPage('A')).content).toBe('theirs');
    await expectClean(store);
  });

  it('whose last request gets no answer says so, and may be made again', async () => {
    const { store, clone } = await makeClonedWiki();
    const head = clone.commit({ 'A.md': '# A, mine\n' });
    let fate: Fate = 'lost';
    const faulty = faultyStore(store, (method, key) =>
      method === 'put' && key.endsWith('info/refs') ? fate : 'through',
    );
    await expect(importFrom(clone, faulty)).rejects.toMatchObject({
      code: 'unknown-outcome',
      message: expect.stringContaining('import the same again'),
    });
    fate = 'answer lost';
    expect(await importFrom(clone, faulty)).toMatchObject({ revision: head, published: true });
    await expectClean(store);
  });

  it('that could not be published says so, and the next reconciliation ends it', async () => {
    const clone = makeSource();
    const { store, wiki } = await makeEmptyWiki();
    const faulty = faultyStore(store, (_method, key) => (key.endsWith('Home.html') ? 'lost' : 'through'));
    expect(await importFrom(clone, faulty)).toMatchObject({
      published: false,
      publishError: expect.stringContaining('Home.html'),
    });
    await wiki.reconcile();
    await expectClean(store);
  });
});
