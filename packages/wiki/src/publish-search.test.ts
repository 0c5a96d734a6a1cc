import { dashKey, gitPrefix } from '@holt/edge';
import {
  decodeEntry,
  decodeRoot,
  entryName,
  openSearch,
  ROOT_NAME,
  SEARCH_FORMAT,
  type SearchRoot,
} from '@holt/search';
import { MemoryObjectStore, type ObjectStore } from '@holt/storage';
import { bodyEtagStore, countingStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import { createChangedEntries } from './changed-entries.ts';
import type { PageChange } from './page-change.ts';
import { AUTHOR, type Fate, faultyStore, openTestWikis } from './testing/test-wiki.ts';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });
const key = (name: string) => dashKey('me', 'notes', name);
const ROOT_KEY = key(ROOT_NAME);
const open = (store: ObjectStore) => openTestWikis(store).open('me/notes');

async function makeWiki(store: ObjectStore, ...writes: PageChange[][]) {
  const wiki = await openTestWikis(store).create('me/notes');
  for (const changes of writes) await wiki.write({ changes, author: AUTHOR });
  return wiki;
}

async function readRoot(store: ObjectStore): Promise<SearchRoot> {
  return decodeRoot((await store.get(ROOT_KEY))?.body ?? new Uint8Array());
}

async function readEntry(store: ObjectStore, path: string) {
  const object = await store.get(key(entryName(path)));
  return object && { entry: decodeEntry(object.body), metadata: object.metadata };
}

/** The pages that the root knows, each as its path, its generation and what there is of it. */
async function known(store: ObjectStore): Promise<string[]> {
  const { changed } = await readRoot(store);
  return changed.map(({ path, generation, entry, isApart }) =>
    [path, generation, entry?.text ?? (isApart ? 'apart' : 'gone')].join(' '),
  );
}

describe("a page's entry", () => {
  it('says what a reader sees of the page, and where its headings are', async () => {
    const store = new MemoryObjectStore();
    const markdown = '---\ntags: [One, "#two"]\n---\n# Title\n\nIntro <!-- not this -->\n\n## A part\n\nSome `code`.\n';
    const wiki = await makeWiki(store, [put('Folder/Page', markdown)]);
    const { version } = await wiki.readPage('Folder/Page');
    expect((await readEntry(store, 'Folder/Page'))?.entry).toEqual({
      path: 'Folder/Page',
      title: 'Title',
      version,
      generation: 1,
      tags: ['One', 'two'],
      headings: [{ slug: 'a-part', text: 'A part', offset: 6 }],
      text: 'Intro\nSome code.',
    });
  });

  it('keeps a first heading that is not the title', async () => {
    const store = new MemoryObjectStore();
    await makeWiki(store, [put('A', '---\ntitle: Other\n---\n# First\n\ntext'), put('B', 'before\n\n# First\n\ntext')]);
    for (const path of ['A', 'B']) {
      expect((await readEntry(store, path))?.entry.headings).toEqual([
        { slug: 'first', text: 'First', offset: path === 'A' ? 0 : 7 },
      ]);
    }
  });

  it('never has the same bytes twice, also where the page is as it was, or gone once more', async () => {
    const store = bodyEtagStore();
    const [text, none] = [put('A', 'text'), { op: 'delete', path: 'A' } as const];
    const wiki = await makeWiki(store, [put('Home', 'h')]);
    const etags = new Set<string | undefined>();
    for (const change of [text, none, text, put('A', 'other'), text, none]) {
      await wiki.write({ changes: [change], author: AUTHOR });
      const info = await store.head(key(entryName('A')));
      expect(info?.metadata.state).toBe(change.op === 'delete' ? 'deleted' : undefined);
      etags.add(info?.etag);
    }
    expect(etags.size).toBe(6);
  });

  it('is in the root only where its path is too long for its address', async () => {
    const store = new MemoryObjectStore();
    const paths = [230, 231].map((length) => 'Folder/'.padEnd(length, 'x'));
    await makeWiki(
      store,
      paths.map((path) => put(path, 'text')),
    );
    const entries = await Promise.all(paths.map(async (path) => (await readEntry(store, path)) !== undefined));
    expect(entries).toEqual([true, false]);
    expect((await readRoot(store)).changed.map(({ entry }) => entry?.path)).toEqual(paths);
  });
});

describe('the root of the index', () => {
  it('is told of all changes of a wiki since it began', async () => {
    const store = new MemoryObjectStore();
    await makeWiki(
      store,
      [put('A', 'one'), put('X/B', 'b')],
      [{ op: 'edit', path: 'A', oldText: 'one', newText: 'two' }],
      [{ op: 'move', path: 'X/B', newPath: 'C' }, put('Long', 'long '.repeat(10_000))],
    );
    expect(await known(store)).toEqual(['A 2 two', 'C 3 b', 'Long 3 apart', 'X/B 3 gone']);
    const { generation, revision, missingUpTo } = await readRoot(store);
    expect({ generation, revision, missingUpTo }).toEqual({
      generation: 3,
      revision: (await (await open(store)).history())[0]?.revision,
      missingUpTo: undefined,
    });
  });

  it('costs a write of one page four requests: a look at what is there, and a put, of the entry and of the root', async () => {
    const store = countingStore(new MemoryObjectStore());
    const wiki = await makeWiki(store, [put('A', 'one'), put('B', 'b')]);
    store.reset();
    await wiki.write({ changes: [put('A', 'two')], author: AUTHOR });
    const ofSearch = store.requests.filter((request) => request.key.includes('/-/search'));
    expect(ofSearch.map((request) => `${request.method} ${request.key.slice(key('').length - 10)}`).sort()).toEqual([
      'get search/recent.json',
      'head search/page/A.json',
      'put search/page/A.json',
      'put search/recent.json',
    ]);
  });

  it('is not put where it knows all of it: as after an answer that was lost', async () => {
    const store = new MemoryObjectStore();
    await makeWiki(store, [put('A', 'one')]);
    const unanswered = faultyStore(
      store,
      (method, at): Fate => (method === 'put' && at === ROOT_KEY ? 'answer lost' : 'through'),
    );
    const result = await (await open(unanswered)).write({ changes: [put('A', 'two')], author: AUTHOR });
    expect(result).toMatchObject({ committed: true, published: false });
    const etag = (await store.head(ROOT_KEY))?.etag;
    expect(await known(store)).toEqual(['A 2 two']);
    const wiki = await open(store);
    await wiki.publish();
    expect((await store.head(ROOT_KEY))?.etag).toBe(etag);
  });

  it('is left alone by a publication of everything, which may be of an older HEAD', async () => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(store, [put('A', 'one')]);
    await store.delete(ROOT_KEY);
    await wiki.publish({ full: true });
    expect(await store.head(ROOT_KEY)).toBeUndefined();
  });

  it('has the changes of all publishers, also of one who was overtaken', async () => {
    const store = bodyEtagStore();
    await makeWiki(store, [put('Home', 'h')]);
    const { promise: held, resolve: release } = Promise.withResolvers<Fate>();
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    let isFirst = true;
    const slow = faultyStore(store, (method, at): Fate | Promise<Fate> => {
      if (method !== 'put' || at !== ROOT_KEY || !isFirst) return 'through';
      isFirst = false;
      reach();
      return held;
    });
    const slowWrite = (await open(slow)).write({ changes: [put('A', 'slow'), put('B', 'slow')], author: AUTHOR });
    await reached;
    const quick = await open(store);
    await quick.write({ changes: [put('A', 'quick')], author: AUTHOR });
    const overtaken = await known(store);
    expect(overtaken).toEqual(['A 3 quick', 'B 2 slow', 'Home 1 h']);
    await quick.write({ changes: [{ op: 'delete', path: 'B' }], author: AUTHOR });
    release('through');
    expect(await slowWrite).toMatchObject({ committed: true, published: true });
    expect(await known(store)).toEqual(['A 3 quick', 'B 4 gone', 'Home 1 h']);
  });

  it('of a wiki that was published before says what it was not told', async () => {
    const store = new MemoryObjectStore();
    await makeWiki(store, [put('A', 'a')], [put('B', 'b')]);
    await store.delete(ROOT_KEY);
    const wiki = await open(store);
    await wiki.write({ changes: [put('C', 'c')], author: AUTHOR });
    expect(await known(store)).toEqual(['C 3 c']);
    expect((await readRoot(store)).missingUpTo).toBe(2);
    await wiki.write({ changes: [put('D', 'd')], author: AUTHOR });
    expect(await readRoot(store)).toMatchObject({ generation: 4, missingUpTo: 2 });
  });

  it('that is damaged is named, with the remedy, and not overwritten by a write; reconciling makes the index anew', async () => {
    for (const body of [
      'garbage',
      '',
      `{"format":${SEARCH_FORMAT}}`,
      `{"format":${SEARCH_FORMAT},"generation":1,"revision":"r","former":[],"changed":[0]}`,
    ]) {
      const store = new MemoryObjectStore();
      const wiki = await makeWiki(store, [put('A', 'a')]);
      await store.put(ROOT_KEY, body);
      expect(await wiki.write({ changes: [put('A', 'b')], author: AUTHOR })).toMatchObject({
        committed: true,
        published: false,
        publishError: expect.stringMatching(new RegExp(`${ROOT_KEY}.*holt rebuild --wiki me/notes`)),
      });
      expect(new TextDecoder().decode((await store.get(ROOT_KEY))?.body)).toBe(body);
      expect((await readEntry(store, 'A'))?.entry.text).toBe('b');
      await expect(wiki.publish()).rejects.toMatchObject({ code: 'damaged', data: { key: ROOT_KEY } });
      await wiki.reconcile();
      expect(await wiki.verify()).toMatchObject({ differences: [], complete: true });
      expect((await readRoot(store)).generation).toBe(2);
    }
  });
});

describe('the root of the index where HEAD was set back and has come further than it was', () => {
  const REF = `${gitPrefix('me', 'notes')}info/refs`;

  /** @param foldAt what was committed when the index was folded: what stays, what goes, or never */
  async function makeOvertaken(foldAt: 'stays' | 'goes' | 'never') {
    const store = bodyEtagStore();
    const wiki = await makeWiki(store, [put('Home', 'old')]);
    if (foldAt === 'stays') await wiki.fold({ only: 'index' });
    const backup = await store.get(REF);
    for (const path of ['A', 'Gone', 'B']) await wiki.write({ changes: [put(path, 'secret')], author: AUTHOR });
    if (foldAt === 'goes') await wiki.fold({ only: 'index' });
    const before = await readRoot(store);
    await store.put(REF, backup?.body ?? '', backup);
    const again = await open(store);
    for (const path of ['N1', 'N2', 'N3', 'N4', 'N5'])
      await again.write({ changes: [put(path, 'new')], author: AUTHOR });
    return { store, wiki: again, before };
  }

  async function find(store: ObjectStore, text: string): Promise<string[]> {
    const index = openSearch(async (name) => {
      const object = await store.get(key(name));
      return object?.metadata.state === 'deleted' ? undefined : object?.body;
    });
    return (await index.query(text)).hits.map(({ path }) => path).sort();
  }

  it.each(['stays', 'goes', 'never'] as const)(
    'has all of the one history and nothing of the other: %s',
    async (foldAt) => {
      const { store, wiki, before } = await makeOvertaken(foldAt);
      const all = ['N1', 'N2', 'N3', 'N4', 'N5'];
      const check = async () => {
        expect([await find(store, 'new'), await find(store, 'secret'), await find(store, 'old')]).toEqual([
          all,
          [],
          ['Home'],
        ]);
        for (const [text, paths] of [
          ['new', all],
          ['secret', []],
        ] as const) {
          expect((await wiki.search({ text })).hits.map(({ path }) => path).sort()).toEqual(paths);
        }
      };
      await check();
      const root = await readRoot(store);
      expect(root.main).toEqual(foldAt === 'stays' ? before.main : undefined);
      expect(root.former.map(({ name }) => name)).toEqual(foldAt === 'goes' ? [before.main?.name] : []);
      await wiki.fold({ only: 'index', ifDue: true });
      await check();
      const { main } = await readRoot(store);
      // With no main part to read it is folded at once, under a number above all before.
      if (foldAt === 'goes') expect(Number.parseInt(main?.name ?? '', 10)).toBeGreaterThan(4);
      else expect(main).toEqual(root.main);
      await wiki.fold({ only: 'index' });
      await check();
    },
  );

  it('keeps its main part where only the mark of what is published was lost', async () => {
    const store = bodyEtagStore();
    const wiki = await makeWiki(store, [put('Home', 'old')], [put('A', 'a')]);
    await wiki.fold({ only: 'index' });
    await wiki.write({ changes: [put('B', 'b')], author: AUTHOR });
    const before = await readRoot(store);
    await store.delete(key('changes.json'));
    await (await open(store)).publish();
    expect(await readRoot(store)).toEqual(before);
  });

  it('keeps what a later publication has merged before the first one was through', async () => {
    const store = bodyEtagStore();
    await openTestWikis(store).create('me/notes');
    const { promise: held, resolve: release } = Promise.withResolvers<Fate>();
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    const slow = faultyStore(store, (method, at): Fate | Promise<Fate> => {
      if (method !== 'put' || at !== ROOT_KEY) return 'through';
      reach();
      return held;
    });
    const first = (await open(slow)).write({ changes: [put('A', 'one'), put('B', 'one')], author: AUTHOR });
    await reached;
    const second = await open(store);
    await second.write({ changes: [put('A', 'two')], author: AUTHOR });
    await second.fold({ only: 'index' });
    await second.write({ changes: [put('C', 'three')], author: AUTHOR });
    const before = await readRoot(store);
    release('through');
    expect(await first).toMatchObject({ committed: true, published: true });
    expect(await readRoot(store)).toEqual(before);
    expect(before).toMatchObject({ generation: 3, main: { generation: 2 } });
  });
});

it('half surrogate pairs of front matter do no harm: what is beside them is found, before a fold and after', async () => {
  const store = new MemoryObjectStore();
  const odd =
    '---\ntitle: "Odd \\uD83D"\ntags: ["a\\uD83D", "a\\uE000", "\\uDC00"]\n---\n# Part &#xD83D;\n\nlighthouse\n';
  const wiki = await makeWiki(store, [put('Odd', odd), put('Even', 'lighthouse')]);
  const { title, tags, headings } = (await readEntry(store, 'Odd'))?.entry ?? expect.fail();
  expect([title, ...tags, ...headings.map(({ text }) => text)].filter((text) => !text.isWellFormed())).toEqual([]);
  expect(tags).toEqual(['a\ufffd', 'a\ue000', '\ufffd']);
  for (const step of ['before', 'after'] as const) {
    if (step === 'after') expect((await wiki.fold({ only: 'index' }))?.index?.main).toMatchObject({ pages: 2 });
    const hits = async (text: string, tag?: string) =>
      (await wiki.search({ text, ...(tag !== undefined && { tag }) })).hits.map(({ path }) => path).sort();
    expect(await hits('lighthouse')).toEqual(['Even', 'Odd']);
    expect(await hits('lighthouse', 'a\ue000')).toEqual(['Odd']);
    expect((await wiki.verify()).differences).toEqual([]);
  }
});

it('the page of results is put with the first publication, and not by later writes', async () => {
  const store = countingStore(new MemoryObjectStore());
  const wiki = await makeWiki(store, [put('A', 'a')]);
  expect(await store.get(key('search'))).toMatchObject({ contentType: 'text/html; charset=utf-8' });
  store.reset();
  await wiki.write({ changes: [put('B', '# New')], author: AUTHOR });
  expect(store.requests.filter((request) => request.key === key('search'))).toEqual([]);
});

it('of a large publication only the last pages are asked for what they say, and no long text is kept', async () => {
  const count = 2000;
  const entries = createChangedEntries(count);
  const asked: string[] = [];
  for (let i = 1; i <= count; i++) {
    const path = `P${i}`;
    const text = i === count ? 'long '.repeat(10_000) : 'short';
    await entries.add({ path, generation: i }, async () => {
      asked.push(path);
      return { path, title: path, version: 'v', generation: i, tags: [], headings: [], text };
    });
  }
  const all = await entries.all();
  expect(all.map(({ generation }) => generation)).toEqual(Array.from({ length: count }, (_, i) => i + 1));
  expect(asked).toEqual(Array.from({ length: 512 }, (_, i) => `P${count - 512 + i + 1}`));
  expect(all.filter(({ entry }) => entry !== undefined).length).toBe(511);
  expect(all.filter(({ isApart }) => isApart === true).length).toBe(count - 511);
});
