import { dashKey, pageKey } from '@holt/edge';
import { openRepository } from '@holt/git';
import { MemoryObjectStore, type ObjectStore, systemClock } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import { movesIn } from './moves-in.ts';
import type { PageChange } from './page-change.ts';
import {
  AUTHOR,
  BY,
  differingKeys,
  type Fate,
  faultyStore,
  openTestAccess,
  openTestWikis,
  readArtifacts,
  renderAnew,
} from './testing/test-wiki.ts';
import type { Wiki } from './wiki.ts';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });
const move = (path: string, newPath: string): PageChange => ({ op: 'move', path, newPath });

async function wikiWith(pages: Record<string, string>, store: ObjectStore = new MemoryObjectStore()) {
  const wiki = await openTestWikis(store).create('me/notes', { public: true });
  const changes = Object.entries(pages).map(([path, content]) => put(path, content));
  await wiki.write({ changes, author: AUTHOR });
  return { store, wiki };
}

const write = (wiki: Wiki, ...changes: PageChange[]) => wiki.write({ changes, author: AUTHOR });
const textOf = async (wiki: Wiki, path: string) => (await wiki.readPage(path)).content;

/** The wiki's `_redirects`, as a clone has it. */
async function redirectsOf(wiki: Wiki, store: ObjectStore): Promise<string | undefined> {
  const oid = (await wiki.listFiles()).get('_redirects');
  if (oid === undefined) return undefined;
  const repository = openRepository({ store, prefix: 'git/me/notes/', clock: systemClock });
  return new TextDecoder().decode(await repository.readBlob(oid));
}

async function expectAsRenderedAnew(store: ObjectStore): Promise<void> {
  expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([]);
}

describe('a rename', () => {
  it('leaves the list of redirects in git: each is served at its own address, as its readers may know', async () => {
    const { store, wiki } = await wikiWith({ Old: '# Old\n' });
    await write(wiki, move('Old', 'New'));
    expect(await redirectsOf(wiki, store)).toBe('/Old /New\n');
    expect([...(await readArtifacts(store, 'me', 'notes')).keys()].filter((key) => /_redirects$/.test(key))).toEqual(
      [],
    );
  });

  it('keeps a path from the text of a page that others may read than those who may know it', async () => {
    const store = new MemoryObjectStore();
    await wikiWith({ 'Team/Plan': '# Plan\n', 'Team/Notes': '[[Team/Plan]]', Home: '[[Team/Plan]]' }, store);
    await openTestAccess(store).setRules('me/notes', [['Team', 'owner']], BY);
    const wiki = await openTestWikis(store).open('me/notes');
    const { pages } = await write(wiki, move('Team/Plan', 'Team/Secret_name'));
    expect(pages.map(({ path }) => path)).toEqual(['Team/Plan', 'Team/Secret_name', 'Team/Notes']);
    expect(await textOf(wiki, 'Home')).toBe('[[Team/Plan]]');
  });

  it('does not tell a writer who may not see all pages whether another one has the name', async () => {
    for (const other of ['Hidden/Salary', 'Hidden/Other']) {
      const { wiki } = await wikiWith({ 'Team/Salary': '# Text\n', 'Team/Probe': '[[Salary]]', [other]: '# Some\n' });
      const changes = [move('Team/Salary', 'Team/Wages')];
      const { pages } = await wiki.write({ changes, author: AUTHOR, ownBasesOnly: true });
      expect(pages.map(({ path }) => path)).toEqual(['Team/Salary', 'Team/Wages']);
    }
  });

  it('stops at pages whose links take too long to find; the redirect serves them', async () => {
    const intricate = '*a* [b](Old) `d`\n\n'.repeat(1200);
    const linkers = Array.from({ length: 6 }, (_, i): [string, string] => [`L${10 + i}`, `${i} ${intricate}`]);
    const { wiki } = await wikiWith({ Old: '# Old\n', ...Object.fromEntries(linkers) });
    const { pages } = await write(wiki, move('Old', 'New'));
    expect(pages.length).toBeGreaterThan(3);
    expect(pages.length).toBeLessThan(2 + linkers.length);
  });

  it('changes the links to the page in the same commit, each in its form, and publishes just these pages', async () => {
    const { store, wiki } = await wikiWith({
      'docs/Old': '# Topic\n',
      A: 'See [[docs/Old|this]] and [that](docs/Old.md#part).\n',
      'docs/B': '[near](Old) ![[docs/Old]]\n\n[ref]: /docs/Old "T"\n',
      C: 'Nothing about it, but `[[docs/Old]]`.\n',
    });
    const before = await readArtifacts(store, 'me', 'notes');
    const result = await write(wiki, move('docs/Old', 'notes/New'));
    expect(result).toMatchObject({ published: true, generation: 2 });
    expect(result.pages.map(({ path }) => path)).toEqual(['docs/Old', 'notes/New', 'A', 'docs/B']);
    expect(result.pages.find(({ path }) => path === 'A')?.version).toBe((await wiki.readPage('A')).version);
    expect(await textOf(wiki, 'A')).toBe('See [[notes/New|this]] and [that](notes/New.md#part).\n');
    expect(await textOf(wiki, 'docs/B')).toBe('[near](../notes/New) ![[notes/New]]\n\n[ref]: /notes/New "T"\n');
    expect(await redirectsOf(wiki, store)).toBe('/docs/Old /notes/New\n');
    const changed = differingKeys(before, await readArtifacts(store, 'me', 'notes'));
    const pages = changed.filter((key) => /\/pages\/.*\.html$/.test(key)).map((key) => key.split('/pages/')[1]);
    const standIns = ['New.html', 'Old.html', 'Topic.html'];
    expect(pages.sort()).toEqual(['A.html', 'docs/B.html', 'docs/Old.html', 'notes/New.html', ...standIns].sort());
    await expectAsRenderedAnew(store);
  });

  it('takes the relative links of the page along', async () => {
    const { wiki } = await wikiWith({ 'a/Page': '[next](Next) [[./Next]] [self](Page#x)\n', 'a/Next': 'x\n' });
    const { version } = await wiki.readPage('a/Page');
    const result = await wiki.write({
      changes: [{ op: 'move', path: 'a/Page', newPath: 'b/c/Page', baseVersion: version }],
      author: AUTHOR,
    });
    expect(await textOf(wiki, 'b/c/Page')).toBe('[next](../../a/Next) [[../../a/Next]] [self](Page#x)\n');
    expect(result.pages).toMatchObject([
      { path: 'a/Page', previousVersion: version },
      { path: 'b/c/Page', version: (await wiki.readPage('b/c/Page')).version },
    ]);
  });

  it('changes links by a bare name that no longer calls the page, and leaves those that still do, or call others', async () => {
    const { wiki } = await wikiWith({
      'a/Alone': 'x\n',
      'a/Kept': 'x\n',
      'a/Twin': 'x\n',
      'b/Twin': 'x\n',
      Links: '[[Alone]] [[Kept]] [[Twin]]\n',
    });
    await write(wiki, move('a/Alone', 'a/Solo'), move('a/Kept', 'b/Kept'), move('a/Twin', 'a/Sole'));
    expect(await textOf(wiki, 'Links')).toBe('[[a/Solo]] [[Kept]] [[Twin]]\n');
  });

  it('leaves links in pages that its writer may not change: the redirect serves', async () => {
    const { store, wiki } = await wikiWith({ Old: 'x\n', Open: '[[Old]]\n', 'locked/Page': '[[Old]]\n' });
    const result = await wiki.write({
      changes: [move('Old', 'New')],
      author: AUTHOR,
      mayChange: (path) => !path.startsWith('locked/'),
    });
    expect(result.pages.map(({ path }) => path)).toEqual(['Old', 'New', 'Open']);
    expect(await textOf(wiki, 'locked/Page')).toBe('[[Old]]\n');
    expect((await readArtifacts(store, 'me', 'notes')).get(pageKey('me', 'notes', 'Old'))).toContain(
      'url=/me/notes/New',
    );
  });

  it('leaves pages as they are that the same write gives a text', async () => {
    const { wiki } = await wikiWith({ Old: 'x\n', Linker: '[[Old]] one\n' });
    await write(wiki, move('Old', 'New'), put('Linker', '[[Old]] two\n'));
    expect(await textOf(wiki, 'Linker')).toBe('[[Old]] two\n');
  });

  it('swaps two pages and the links to them', async () => {
    const { store, wiki } = await wikiWith({ A: 'a [[B]]\n', B: 'b [[A]]\n', C: '[[A]] [[B]]\n' });
    await write(wiki, move('A', 'T'), move('B', 'A'), move('T', 'B'));
    expect(await textOf(wiki, 'A')).toBe('b [[B]]\n');
    expect(await textOf(wiki, 'B')).toBe('a [[A]]\n');
    expect(await textOf(wiki, 'C')).toBe('[[B]] [[A]]\n');
    await expectAsRenderedAnew(store);
  });

  it('follows a chain of renames with one redirect for each old address, and takes it back when a page comes there', async () => {
    const { store, wiki } = await wikiWith({ 'x/A': 'text\n' });
    await write(wiki, move('x/A', 'x/B'));
    await write(wiki, move('x/B', 'y/C'));
    expect(await redirectsOf(wiki, store)).toBe('/x/A /y/C\n/x/B /y/C\n');
    await write(wiki, put('x/A', 'another\n'));
    expect(await redirectsOf(wiki, store)).toBe('/x/B /y/C\n');
    await write(wiki, move('y/C', 'x/B'));
    expect(await redirectsOf(wiki, store)).toBe('/y/C /x/B\n');
    await write(wiki, { op: 'store', path: 'y/C.md', content: new TextEncoder().encode('stored\n') });
    expect(await redirectsOf(wiki, store)).toBeUndefined();
    await expectAsRenderedAnew(store);
  });

  it('is refused onto a page, and not onto what is only a redirect', async () => {
    const { wiki } = await wikiWith({ A: 'a\n', B: 'b\n' });
    await expect(write(wiki, move('A', 'B'))).rejects.toMatchObject({ code: 'page-exists' });
    await write(wiki, move('A', 'C'));
    await write(wiki, move('B', 'A'));
    expect(await textOf(wiki, 'A')).toBe('b\n');
  });

  it('is told to whoever reads the old path, with the new one', async () => {
    const { wiki } = await wikiWith({ 'a/Old': 'x\n' });
    await write(wiki, move('a/Old', 'b/New'));
    await expect(wiki.readPage('a/Old')).rejects.toMatchObject({
      code: 'page-not-found',
      message: expect.stringContaining('was renamed to "b/New"'),
      data: { path: 'a/Old', newPath: 'b/New' },
    });
    await expect(wiki.readPage('a/Other')).rejects.toMatchObject({ code: 'page-not-found', data: { path: 'a/Other' } });
  });

  it('is told to whoever writes at the old path, unless the new one may not be named', async () => {
    const { wiki } = await wikiWith({ Old: '# Old\n\ntext\n' });
    const { version: baseVersion } = await wiki.readPage('Old');
    await write(wiki, move('Old', 'New'));
    const mayRead = (path: string) => path !== 'New';
    const steps: PageChange[] = [
      { op: 'edit', path: 'Old', oldText: 'text', newText: 'b' },
      { op: 'insert', path: 'Old', where: 'end', content: 'b' },
      { op: 'properties', path: 'Old', properties: { a: 1 } },
      { op: 'delete', path: 'Old' },
      move('Old', 'Other'),
    ];
    for (const step of steps) {
      const told = { code: 'page-not-found', data: { path: 'Old', newPath: 'New' } };
      await expect(write(wiki, step), step.op).rejects.toMatchObject(told);
      const untold = await wiki.write({ changes: [step], author: AUTHOR, mayRead }).catch((error: unknown) => error);
      const nowhere = { ...step, path: 'Nowhere' };
      const absent = await wiki.write({ changes: [nowhere], author: AUTHOR, mayRead }).catch((error: unknown) => error);
      expect(String(untold), step.op).toBe(String(absent).replaceAll('Nowhere', 'Old'));
      expect(untold).toMatchObject({ code: 'page-not-found', data: { path: 'Old' } });
    }
    const based: PageChange = { op: 'put', path: 'Old', content: 'mine', baseVersion };
    const told = { code: 'conflict', data: { path: 'Old', newPath: 'New', mine: 'mine' } };
    await expect(write(wiki, based)).rejects.toMatchObject(told);
    const untold = await wiki.write({ changes: [based], author: AUTHOR, mayRead }).catch((error: unknown) => error);
    expect(untold).toMatchObject({ code: 'conflict', data: { path: 'Old' } });
    expect(String(untold) + JSON.stringify(untold)).not.toContain('New');
  });

  it('is told to a later step of the same write', async () => {
    const { wiki } = await wikiWith({ Old: '# Old\n' });
    const data = { path: 'Old', newPath: 'New', change: 2 };
    const failing = write(wiki, move('Old', 'New'), { op: 'delete', path: 'Old' });
    await expect(failing).rejects.toMatchObject({ code: 'page-not-found', data });
  });

  it('keeps leading to a page that was deleted since: its tombstone tells', async () => {
    const { store, wiki } = await wikiWith({ 'a/Old': 'x\n' });
    await write(wiki, move('a/Old', 'a/New'));
    await write(wiki, { op: 'delete', path: 'a/New' });
    expect(await redirectsOf(wiki, store)).toBe('/a/Old /a/New\n');
    await expectAsRenderedAnew(store);
  });

  it('goes on without what it can’t read of the links: damaged or missing, in published objects or in git', async () => {
    const { store, wiki } = await wikiWith({ Old: 'x\n', One: '[[Old]]\n', Two: '[[Old]]\n' });
    await store.put(dashKey('me', 'notes', 'links/Old'), 'garbage');
    await write(wiki, move('Old', 'New'));
    expect(await textOf(wiki, 'One')).toBe('[[Old]]\n');
    await wiki.reconcile();
    await store.delete(dashKey('me', 'notes', 'links/New'));
    await write(wiki, move('New', 'Newer'));
    expect(await textOf(wiki, 'Newer')).toBe('x\n');
  });

  it('goes on where `_redirects` is no file that it may change', async () => {
    const { store, wiki } = await wikiWith({ Old: 'x\n', '_redirects/Page': 'y\n' });
    await write(wiki, move('Old', 'New'));
    expect([...(await wiki.listFiles()).keys()]).toEqual(['New.md', '_redirects/Page.md']);
    await expectAsRenderedAnew(store);
  });

  it('publishes first what others left unpublished, so that it misses no link', async () => {
    const store = new MemoryObjectStore();
    await wikiWith({ Old: 'x\n', Linker: 'nothing yet\n' }, store);
    let isRefMoved = false;
    const dying = faultyStore(store, (method, key) => {
      const fate = isRefMoved ? 'lost' : 'through';
      isRefMoved ||= method === 'put' && key.endsWith('info/refs');
      return fate;
    });
    const unpublished = await write(await openTestWikis(dying).open('me/notes'), put('Linker', '[[Old]]\n'));
    expect(unpublished.published).toBe(false);
    const wiki = await openTestWikis(store, 2).open('me/notes');
    await write(wiki, move('Old', 'New'));
    expect(await textOf(wiki, 'Linker')).toBe('[[New]]\n');
    await expectAsRenderedAnew(store);
  });

  it('looks anew when another writer comes first', async () => {
    const store = new MemoryObjectStore();
    await wikiWith({ Old: 'x\n', Linker: 'nothing yet\n' }, store);
    let other: Promise<unknown> | undefined;
    const racing = faultyStore(store, async (method, key): Promise<Fate> => {
      if (method === 'put' && key.endsWith('info/refs') && other === undefined) {
        other = openTestWikis(store, 3)
          .open('me/notes')
          .then((wiki) => write(wiki, put('Linker', '[[Old]]\n')));
        await other;
      }
      return 'through';
    });
    const wiki = await openTestWikis(racing, 2).open('me/notes');
    expect(await write(wiki, move('Old', 'New'))).toMatchObject({ generation: 3 });
    expect(await textOf(wiki, 'Linker')).toBe('[[New]]\n');
    await expectAsRenderedAnew(store);
  });

  it('tells all its pages again when it is sent again with its key', async () => {
    const { wiki } = await wikiWith({ Old: 'x\n', Linker: '[[Old]]\n' });
    const request = { changes: [move('Old', 'New')], author: AUTHOR, idempotencyKey: 'once' };
    const first = await wiki.write(request);
    const second = await wiki.write(request);
    expect(second).toMatchObject({ replayed: true, revision: first.revision });
    expect(second.pages.map(({ path, version }) => [path, version])).toEqual(
      first.pages.map(({ path, version }) => [path, version]),
    );
  });

  it('is taken back by a revert, also when other pages were renamed since', async () => {
    const { store, wiki } = await wikiWith({ A: 'a\n', B: 'b\n', Linker: '[[A]]\n' });
    const { revision } = await write(wiki, move('A', 'A2'));
    await write(wiki, move('B', 'B2'));
    await wiki.revert({ revision, author: AUTHOR });
    expect(await textOf(wiki, 'A')).toBe('a\n');
    expect(await textOf(wiki, 'Linker')).toBe('[[A]]\n');
    expect(await redirectsOf(wiki, store)).toBe('/B /B2\n');
    await expectAsRenderedAnew(store);
  });

  it('rewrites at most 1,000 pages', async () => {
    const linkers = Array.from({ length: 1001 }, (_, i) => [`l/${String(i).padStart(4, '0')}`, '[[Old]]\n']);
    const { wiki } = await wikiWith({ Old: 'x\n', ...Object.fromEntries(linkers) });
    const { pages } = await write(wiki, move('Old', 'New'));
    expect(pages).toHaveLength(1002);
    expect(await textOf(wiki, 'l/0999')).toBe('[[New]]\n');
    expect(await textOf(wiki, 'l/1000')).toBe('[[Old]]\n');
  }, 60_000);
});

describe('where a write brings pages', () => {
  const cases: [string, PageChange[], Record<string, string>][] = [
    ['a rename', [move('A', 'B')], { A: 'B' }],
    ['two of one page', [move('A', 'B'), move('B', 'C')], { A: 'C' }],
    ['there and back', [move('A', 'B'), move('B', 'A')], {}],
    ['a swap', [move('A', 'T'), move('B', 'A'), move('T', 'B')], { A: 'B', B: 'A' }],
    ['a rename and a deletion', [move('A', 'B'), { op: 'delete', path: 'B' }], {}],
    ['a rename of a page to where one was deleted', [{ op: 'delete', path: 'B' }, move('A', 'B')], { A: 'B' }],
    ['a rename, and another page at the old path', [move('A', 'B'), put('A', 'x')], {}],
    ['a rename, and another text at the new path', [move('A', 'B'), put('B', 'x')], { A: 'B' }],
    ['a removal by storing', [move('A', 'B'), { op: 'store', path: 'B.md', content: null }], {}],
  ];
  it.each(cases)('is known of %s', (_what, changes, expected) => {
    expect(Object.fromEntries(movesIn(changes))).toEqual(expected);
  });
});
