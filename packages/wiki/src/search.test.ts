import { dashKey } from '@holt/edge';
import { decodeRoot, encodeRoot, ROOT_NAME, SEARCH_FORMAT } from '@holt/search';
import { MemoryObjectStore } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import type { SearchOptions } from './search.ts';
import { AUTHOR, faultyStore, openTestWikis } from './testing/test-wiki.ts';
import type { Wiki } from './wiki.ts';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });
const puts = (pages: Readonly<Record<string, string>>) => Object.entries(pages).map(([path, text]) => put(path, text));

async function makeWiki(pages: Readonly<Record<string, string>>, store = new MemoryObjectStore()): Promise<Wiki> {
  const wiki = await openTestWikis(store).create('me/notes');
  await wiki.write({ changes: puts(pages), author: AUTHOR });
  return wiki;
}

const find = async (wiki: Wiki, text: string, options: Partial<SearchOptions> = {}) =>
  (await wiki.search({ text, ...options })).hits.map(({ path }) => path);

/** All hits, by as many calls as it takes. */
async function findAll(wiki: Wiki, options: SearchOptions): Promise<{ found: string[]; calls: number }> {
  const found: string[] = [];
  for (let [calls, startAfter] = [1, undefined as string | undefined]; ; calls++) {
    const { hits, next, isShifted } = await wiki.search({ ...options, ...(startAfter && { startAfter }) });
    expect(isShifted).toBe(false);
    found.push(...hits.map(({ path }) => path));
    if (next === undefined) return { found, calls };
    startAfter = next;
  }
}

describe('a search', () => {
  it('finds the pages that have all words, the one that is called so first', async () => {
    const wiki = await makeWiki({
      A: 'the release has its plan\n',
      'Plan/Release': '# Something\n',
      Z: '# Release plan\n',
      C: 'only a plan\n',
    });
    const found = await find(wiki, 'release plan');
    expect(found[0]).toBe('Z');
    expect(found.toSorted()).toEqual(['A', 'Plan/Release', 'Z']);
  });

  it.each([
    ['CAFE', 'the Café'],
    ['café', 'the CAFE'],
    ['strasse gross', 'Strasse, groß GROSS'],
    ['σοφος', 'ΣΟΦΌΣ'],
    ['"two words"', 'in Two\n  Words here'],
    ['"two words', 'two words'],
    ['--flag', 'use --flag here'],
    ['漢字', 'これは漢字です'],
    ['ﬁle', 'a file'],
    ['한글', '한글 text'],
    ['snake_case', 'a snake_case name'],
    ['E-2', 'see E-2'],
    ['plan tag:team', '---\ntags: [Team]\n---\nplan'],
    ['plan -other', 'a plan'],
  ])('for %s finds %s', async (query, text) => {
    expect(await find(await makeWiki({ P: text, Other: 'nothing of it' }), query)).toEqual(['P']);
  });

  it.each([
    ['lan', 'the plan'],
    ['"two words"', 'two other words'],
    ['words -two', 'two words'],
    ['words path:Elsewhere', 'two words'],
  ])('for %s does not find %s', async (query, text) => {
    expect(await find(await makeWiki({ P: text }), query)).toEqual([]);
  });

  it('where no page has all words finds those that have some, and says so', async () => {
    const wiki = await makeWiki({ A: 'garden shed\n', B: 'garden\n', C: 'else\n' });
    expect(await wiki.search({ text: 'garden shed' })).toMatchObject({ isPartial: false, hits: [{ path: 'A' }] });
    const { isPartial, hits } = await wiki.search({ text: 'garden shed unicorn' });
    expect(isPartial).toBe(true);
    expect(hits[0]?.path).toBe('A');
  });

  it('takes a word that no page has for the one that it may be, and says so', async () => {
    const wiki = await makeWiki({ A: 'the release\n', B: 'else\n' });
    expect(await wiki.search({ text: 'relaese' })).toMatchObject({
      hits: [{ path: 'A' }],
      corrected: [{ word: 'relaese', to: 'release' }],
    });
  });

  it('tells of a hit its version at HEAD, and where in that the words are', async () => {
    const wiki = await makeWiki({ P: '---\ntags: [x]\n---\n# Title\n\nÀ propos: the Café\nand\nmore  of\tit\n' });
    const { hits, revision } = await wiki.search({ text: 'cafe it' });
    const { version, revision: head } = await wiki.readPage('P');
    expect(revision).toBe(head);
    expect(hits).toMatchObject([{ path: 'P', title: 'Title', version, excerpts: [{ line: 6, column: 15 }] }]);
  });

  it('keeps to a tag and to a prefix', async () => {
    const tagged = (tags: string) => `---\ntags: ${tags}\n---\nword\n`;
    const wiki = await makeWiki({ 'A/1': tagged('[Team, x]'), 'A/2': 'word #team', 'B/1': tagged('team') });
    const paths = async (options: object) => (await find(wiki, 'word', options)).sort();
    expect(await paths({ tag: 'team' })).toEqual(['A/1', 'B/1']);
    expect(await paths({ tag: '#TEAM', prefix: 'A/' })).toEqual(['A/1']);
    expect(await paths({ prefix: 'A/' })).toEqual(['A/1', 'A/2']);
    expect(await paths({ prefix: 'a/' })).toEqual([]);
  });

  it.each(['', '   ', '"', '""', 'a'.repeat(1001), Array.from({ length: 33 }, (_, i) => `w${i}`).join(' ')])(
    'for what is no words, or too many, is refused (%#)',
    async (text) => {
      const wiki = await makeWiki({ P: 'p' });
      await expect(wiki.search({ text })).rejects.toMatchObject({ code: 'invalid-request' });
      const empty = await openTestWikis().create('me/empty');
      await expect(empty.search({ text })).rejects.toMatchObject({ code: 'invalid-request' });
    },
  );

  it('of a wiki without commits finds nothing', async () => {
    const wiki = await openTestWikis().create('me/notes');
    const result = await wiki.search({ text: 'word' });
    expect(result).toMatchObject({ hits: [], notSearched: 0 });
    expect(result).not.toHaveProperty('revision');
    expect(result).not.toHaveProperty('next');
  });
});

describe('a search that goes on', () => {
  const pages = Object.fromEntries(
    Array.from({ length: 45 }, (_, i) => [`P${i}`, i % 9 === 0 ? `# word ${i}\n` : `text word ${i}\n`]),
  );

  it('comes in parts, which together are the whole, in its order', async () => {
    const wiki = await makeWiki(pages);
    const { found, calls } = await findAll(wiki, { text: 'word', limit: 7 });
    expect(calls).toBeGreaterThan(6);
    expect(found).toEqual(await find(wiki, 'word', { limit: 100 }));
    expect(new Set(found).size).toBe(45);
    expect((await findAll(wiki, { text: 'word', limit: 1, prefix: 'P1' })).calls).toBe(11);
  });

  it('says when pages have changed places in between, and only then; none is left out when one is gone', async () => {
    const wiki = await makeWiki(pages);
    const all = await find(wiki, 'word', { limit: 100 });
    const { next } = await wiki.search({ text: 'word', limit: 10 });
    const goOn = () => wiki.search({ text: 'word', limit: 10, startAfter: next as string });
    await wiki.write({ changes: [put('Other', 'nothing\n'), put(all[20] as string, '# word\n')], author: AUTHOR });
    await wiki.write({ changes: [put(all[20] as string, pages[all[20] as string] as string)], author: AUTHOR });
    expect((await goOn()).isShifted).toBe(false);
    await wiki.write({ changes: [{ op: 'delete', path: all[3] as string }], author: AUTHOR });
    const { isShifted, hits } = await goOn();
    expect(isShifted).toBe(true);
    expect(hits[0]?.path).toBe(all[10]);
  });

  it('ends where excerpts have cost enough, and goes on behind', async () => {
    const words = Array.from({ length: 30 }, (_, index) => `w${index}`).join(' ');
    const large = `\`\`\`\n${'x'.repeat(1_000_000)}\n${words}\n\`\`\`\n`;
    const wiki = await makeWiki({ A: large, B: large, C: large });
    const { found, calls } = await findAll(wiki, { text: words });
    expect(found.toSorted()).toEqual(['A', 'B', 'C']);
    expect(calls).toBeGreaterThan(1);
  }, 60_000);

  it.each(['P', '0:P', '1:', '-1:P', '1e3:P', '9999999999:P'])(
    'does not go on from %s, which no answer gave',
    async (startAfter) => {
      const wiki = await makeWiki({ P: 'p' });
      await expect(wiki.search({ text: 'p', startAfter })).rejects.toMatchObject({ code: 'invalid-request' });
    },
  );

  it('is at its end behind the last hit, however far', async () => {
    const wiki = await makeWiki({ P: 'p' });
    for (const startAfter of ['1:P', '999999999:P']) {
      const result = await wiki.search({ text: 'p', startAfter });
      expect(result.hits).toEqual([]);
      expect(result).not.toHaveProperty('next');
    }
  });
});

describe('what was written a moment ago', () => {
  const old = { Same: 'same old\n', Edited: '# Edited\n\nearlier\n', Gone: 'goner\n', Moved: 'mover\n' };
  const changes: PageChange[] = [
    put('Edited', '# Edited\n\nlater\n'),
    put('New', '# New\n\nnewest\n'),
    { op: 'delete', path: 'Gone' },
    { op: 'move', path: 'Moved', newPath: 'Folder/Moved' },
  ];

  async function expectFresh(wiki: Wiki) {
    expect(await find(wiki, 'same')).toEqual(['Same']);
    expect(await find(wiki, 'later')).toEqual(['Edited']);
    expect(await find(wiki, 'earlier')).toEqual([]);
    expect(await find(wiki, 'newest')).toEqual(['New']);
    expect(await find(wiki, 'goner')).toEqual([]);
    expect(await find(wiki, 'mover')).toEqual(['Folder/Moved']);
    const { hits, notSearched } = await wiki.search({ text: 'later' });
    const { version } = await wiki.readPage('Edited');
    expect(hits).toMatchObject([
      { title: 'Edited', version, excerpts: [{ line: 3, column: 1, text: expect.stringContaining('later') }] },
    ]);
    expect(notSearched).toBe(0);
  }

  it('is found at once, and what it was no longer', async () => {
    const wiki = await makeWiki(old);
    expect(await find(wiki, 'earlier')).toEqual(['Edited']);
    await wiki.write({ changes, author: AUTHOR });
    await expectFresh(wiki);
  });

  it('is found at once when it could not be published', async () => {
    const store = new MemoryObjectStore();
    await makeWiki(old, store);
    let isLosing = false;
    const faulty = faultyStore(store, (method, key) =>
      isLosing && method === 'put' && key.startsWith('fragments/') ? 'lost' : 'through',
    );
    const wiki = await openTestWikis(faulty).open('me/notes');
    expect(await find(wiki, 'earlier')).toEqual(['Edited']);
    isLosing = true;
    expect(await wiki.write({ changes, author: AUTHOR })).toMatchObject({ published: false });
    await expectFresh(wiki);
    await expectFresh(await openTestWikis(store).open('me/notes'));
  });

  it.each(['before', 'after'])('is found where it was written %s a fold', async (when) => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(old, store);
    if (when === 'after') await wiki.fold();
    await wiki.write({ changes, author: AUTHOR });
    if (when === 'before') await wiki.fold();
    await expectFresh(wiki);
    await expectFresh(await openTestWikis(store).open('me/notes'));
  });
});

describe('where the index', () => {
  const rootKey = dashKey('me', 'notes', ROOT_NAME);
  const mainKeys = async (store: MemoryObjectStore) => {
    const { objects } = await store.list({ prefix: 'fragments/me/notes/-/search/main/' });
    return objects.map(({ key }) => key);
  };
  const pages = { A: '# A\n\nneedle here\n', B: 'hay\n', 'Folder/C': 'more needle\n' };

  async function expectFound(store: MemoryObjectStore, isDamaged: boolean) {
    const wiki = await openTestWikis(store).open('me/notes');
    const { hits, notSearched, damage } = await wiki.search({ text: 'needle' });
    expect(hits.map(({ path }) => path).sort()).toEqual(['A', 'Folder/C']);
    expect(hits.find(({ path }) => path === 'A')).toMatchObject({ title: 'A', excerpts: [{ line: 3, column: 1 }] });
    expect(notSearched).toBe(0);
    expect(damage !== undefined).toBe(isDamaged);
  }

  it('is not there, texts are searched', async () => {
    const store = new MemoryObjectStore();
    await makeWiki(pages, store);
    await store.delete(rootKey);
    await expectFound(store, false);
  });

  it.each(['', '{', 'null', `{"format":${SEARCH_FORMAT}}`, '\u0000'])(
    'is %j, texts are searched, and that it is damaged is said',
    async (body) => {
      const store = new MemoryObjectStore();
      await makeWiki(pages, store);
      await store.put(rootKey, body);
      await expectFound(store, true);
    },
  );

  it('is of another format, texts are searched', async () => {
    const store = new MemoryObjectStore();
    await makeWiki(pages, store);
    const root = decodeRoot((await store.get(rootKey))?.body as Uint8Array);
    await store.put(rootKey, encodeRoot({ ...root, format: 99 }));
    await expectFound(store, false);
  });

  it('lacks objects, or has others in their place, texts are searched, and that it is damaged is said', async () => {
    const store = new MemoryObjectStore();
    await (await makeWiki(pages, store)).fold();
    const keys = await mainKeys(store);
    expect(keys.length).toBeGreaterThan(1);
    for (const harm of [(key: string) => store.put(key, 'garbled'), (key: string) => store.delete(key)]) {
      for (const key of keys) await harm(key);
      await expectFound(store, true);
    }
  });

  it('misses changes, the texts of the pages that changed are searched', async () => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(pages, store);
    await wiki.fold();
    await wiki.write({ changes: [put('B', 'needle too\n'), { op: 'delete', path: 'A' }], author: AUTHOR });
    const root = decodeRoot((await store.get(rootKey))?.body as Uint8Array);
    expect(root.changed.map(({ path }) => path)).toEqual(['A', 'B']);
    await store.put(rootKey, encodeRoot({ ...root, changed: [], missingUpTo: root.generation }));
    expect((await find(await openTestWikis(store).open('me/notes'), 'needle')).sort()).toEqual(['B', 'Folder/C']);
  });

  it('knows of changes without their texts, these are read', async () => {
    const store = new MemoryObjectStore();
    await makeWiki(pages, store);
    const root = decodeRoot((await store.get(rootKey))?.body as Uint8Array);
    const changed = root.changed.map(({ path, generation }) => ({ path, generation, isApart: true as const }));
    await store.put(rootKey, encodeRoot({ ...root, changed }));
    await expectFound(store, false);
    const wiki = await openTestWikis(store).open('me/notes');
    const mayRead = (path: string) => path !== 'B';
    for (const narrow of [{ prefix: 'Folder/' }, { prefix: 'Folder/', mayRead }, { mayRead }]) {
      expect(await wiki.search({ text: 'more', ...narrow })).toMatchObject({
        hits: [{ path: 'Folder/C' }],
        notSearched: 0,
      });
    }
  });

  it('is of commits that are not in the history, as after a backup was brought back, HEAD is searched', async () => {
    const store = new MemoryObjectStore();
    await (await makeWiki(pages, store)).fold();
    const root = decodeRoot((await store.get(rootKey))?.body as Uint8Array);
    const revision = 'f'.repeat(40);
    await store.put(
      rootKey,
      encodeRoot({ ...root, generation: 99, revision, ...(root.main && { main: { ...root.main, revision } }) }),
    );
    await expectFound(store, false);
  });

  it('can not be asked for, the search fails as unavailable', async () => {
    const store = new MemoryObjectStore();
    await makeWiki(pages, store);
    const wiki = await openTestWikis(faultyStore(store, (_, key) => (key === rootKey ? 'lost' : 'through'))).open(
      'me/notes',
    );
    await expect(wiki.search({ text: 'needle' })).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('in a wiki of 1,200 pages', () => {
  const path = (i: number) => `F${i % 5}/P${String(i).padStart(4, '0')}`;
  const changes = Array.from({ length: 1200 }, (_, i) =>
    put(path(i), `# Page ${i}\n\n${i % 300 === 299 ? 'needle' : i}\n`),
  );

  it('without an index, 1,000 texts are searched, 64 at once, the others by their paths, and how many these are is said', async () => {
    const store = new MemoryObjectStore();
    const wiki = await openTestWikis(store).create('me/notes');
    await wiki.write({ changes, author: AUTHOR });
    await store.delete(dashKey('me', 'notes', ROOT_NAME));
    const counted = countingStore(store);
    let [underWay, most] = [0, 0];
    const watched = {
      ...counted,
      get: async (key: string) => {
        underWay++;
        most = Math.max(most, underWay);
        await Promise.resolve();
        return counted.get(key).finally(() => underWay--);
      },
    };
    const stranger = await openTestWikis(watched).open('me/notes');
    counted.reset();
    const first = await stranger.search({ text: 'needle' });
    expect(first.notSearched).toBe(200);
    // The root, the ref, 6 folders, and the hits.
    expect(counted.requests.length).toBeLessThanOrEqual(1000 + 8 + 4);
    expect(most).toBeLessThanOrEqual(64);
    expect(first.hits.map((hit) => hit.path)).not.toContain(path(1199));
    expect((await find(stranger, 'P1199'))[0]).toBe(path(1199));
    // What is hidden, or not asked for, takes nobody's place.
    const below = await stranger.search({ text: 'needle', prefix: 'F4/' });
    expect(below).toMatchObject({ notSearched: 0 });
    expect(below.hits.map((hit) => hit.path)).toContain(path(1199));
    const visible = await stranger.search({ text: 'needle', mayRead: (each) => each.startsWith('F4/') });
    expect(visible).toMatchObject({ notSearched: 0 });

    counted.reset();
    const tagged = await stranger.listPages({ tag: 'none' });
    expect(tagged.pages).toEqual([]);
    expect(tagged.next).toBe((await stranger.listPages()).pages[999]?.path);
  }, 60_000);

  it('with one, a search reads what its words need, and a second one less', async () => {
    const store = new MemoryObjectStore();
    const wiki = await openTestWikis(store).create('me/notes');
    await wiki.write({ changes, author: AUTHOR });
    await wiki.fold();
    const counted = countingStore(store);
    const stranger = await openTestWikis(counted).open('me/notes');
    counted.reset();
    expect(await find(stranger, 'needle')).toHaveLength(4);
    expect(counted.requests.length).toBeLessThan(30);
    counted.reset();
    expect(await find(stranger, 'needle')).toHaveLength(4);
    // The ref and the root, and what of git is not kept.
    expect(counted.requests.length).toBeLessThanOrEqual(4);
  }, 60_000);
});
