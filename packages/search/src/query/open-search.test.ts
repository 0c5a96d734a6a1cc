import { beforeAll, describe, expect, it } from 'vitest';
import { SearchError } from '../errors.ts';
import { entryName, ROOT_NAME } from '../names.ts';
import { createTestIndex, pageOf, type TestIndex } from './testing/test-index.ts';
import type { QueryOptions, Search } from './types.ts';

const PAGES = {
  Home: pageOf('Home', 'Welcome. Start with the guide, or look at how the wiki is searched.'),
  'Guide/Getting_Started': pageOf(
    'Getting Started',
    'Install the wiki with one command.\nThen write snake_case names, a readFileSync call, and rule E-2.\nSee https://example.com/deep/link?id=77.',
    {
      tags: ['Beginner', 'how to'],
      headings: [
        { slug: 'install', text: 'Install', offset: 0 },
        { slug: 'names', text: 'Naming things', offset: 35 },
      ],
    },
  ),
  'Guide/Search': pageOf('Search', 'Words are found by their beginning while one types.', { tags: ['reference'] }),
  'Guide/Search_API': pageOf(
    'Search API',
    'The API answers a search with pages; search again for more. Search, search.',
    {
      tags: ['reference', 'api'],
    },
  ),
  'Notes/Consistency': pageOf('Consistency', 'A reader never sees half a write. The quick brown fox jumps.'),
  'Notes/Fox': pageOf('Animals', 'A fox that is brown and quick, not a quick brown one. Ein Fuchs, мышь, αλεπού.'),
  'Notes/Languages': pageOf(
    'Sprachen',
    'Résumé, Straße, naïve. Привет, мир! Καλημέρα κόσμε. 東京都に住んでいます。서울 한국어. ประเทศไทย',
  ),
  'Notes/Zebra': pageOf('Zebra crossing', 'Nothing of the kind.', { tags: ['api'] }),
};

const indexes: Record<string, (index: TestIndex) => Promise<void>> = {
  'pages that changed lately': async (index) => index.write(PAGES),
  'pages of the main part': async (index) => {
    index.write(PAGES);
    await index.fold();
  },
  'pages of both, some written anew': async (index) => {
    const old = Object.keys(PAGES).map((path) => [
      path,
      pageOf('Old search zebra', 'old search fox zebra 東京 "quick brown fox"'),
    ]);
    index.write(Object.fromEntries(old.slice(0, 4)));
    index.write(Object.fromEntries(Object.entries(PAGES).slice(4)));
    await index.fold();
    index.write(Object.fromEntries(Object.entries(PAGES).slice(0, 4)));
  },
};

describe.each(Object.keys(indexes))('%s', (name) => {
  let search: Search;
  beforeAll(async () => {
    const index = createTestIndex();
    await indexes[name]?.(index);
    search = index.open();
  });
  const pathsOf = async (text: string, options: QueryOptions = {}): Promise<string[]> =>
    (await search.query(text, options)).hits.map(({ path }) => path);

  it.each([
    ['resume', 'Notes/Languages'],
    ['RÉSUMÉ', 'Notes/Languages'],
    ['naive', 'Notes/Languages'],
    ['привет', 'Notes/Languages'],
    ['ΚΑΛΗΜΕΡΑ', 'Notes/Languages'],
    ['καλημερα κοσμε', 'Notes/Languages'],
    ['東京', 'Notes/Languages'],
    ['京都', 'Notes/Languages'],
    ['東京都', 'Notes/Languages'],
    ['都', 'Notes/Languages'],
    ['한국어', 'Notes/Languages'],
    ['ไทย', 'Notes/Languages'],
    ['αλεπου', 'Notes/Fox'],
    ['snake_case', 'Guide/Getting_Started'],
    ['snakecase', 'Guide/Getting_Started'],
    ['snake case', 'Guide/Getting_Started'],
    ['readFileSync', 'Guide/Getting_Started'],
    ['readfilesync', 'Guide/Getting_Started'],
    ['filesync', undefined],
    ['read file', 'Guide/Getting_Started'],
    ['E-2', 'Guide/Getting_Started'],
    ['e2', 'Guide/Getting_Started'],
    ['https://example.com/deep/link?id=77', 'Guide/Getting_Started'],
    ['example.com', 'Guide/Getting_Started'],
    ['deep/link', 'Guide/Getting_Started'],
    ['consistency', 'Notes/Consistency'],
    ['consitency', 'Notes/Consistency'],
    ['consistnecy', 'Notes/Consistency'],
    ['xonsistency', 'Notes/Consistency'],
    ['consistnecyy', 'Notes/Consistency'],
    ['cnosisstency', 'Notes/Consistency'],
    ['zbera', 'Notes/Zebra'],
    ['crosing zebra', 'Notes/Zebra'],
    ['lZebra', 'Notes/Zebra'],
    ['cros', 'Notes/Zebra'],
    ['ox', undefined],
    ['e-3', undefined],
  ])('for %j puts %j first', async (text, path) => {
    expect((await pathsOf(text))[0]).toBe(path);
  });

  it('puts the page first whose title is what was asked for, then those whose title begins with it', async () => {
    expect(await pathsOf('search')).toEqual(['Guide/Search', 'Guide/Search_API']);
    expect(await pathsOf('the')).toHaveLength(5);
  });

  it('tells what was searched for instead of a word that no page has', async () => {
    const { corrected, isPartial } = await search.query('consistancy reader');
    expect(corrected).toEqual([{ word: 'consistancy', to: 'consistency' }]);
    expect(isPartial).toBe(false);
    expect((await search.query('consistency')).corrected).toEqual([]);
  });

  it('does not look for typos in short words and in numbers', async () => {
    expect(await pathsOf('fxo')).toEqual([]);
    expect(await pathsOf('snake78')).toEqual([]);
  });

  it('finds what the last word may become, while one types', async () => {
    expect(await pathsOf('getting st', { isTyping: true })).toEqual(['Guide/Getting_Started']);
    expect(await pathsOf('getting st ', { isTyping: true })).not.toEqual([]);
    expect((await search.query('getting st ', { isTyping: true })).corrected).toEqual([]);
    expect(await pathsOf('cons', { isTyping: true })).toEqual(['Notes/Consistency']);
    expect(await pathsOf('snake_ca', { isTyping: true })).toEqual(['Guide/Getting_Started']);
    expect(await pathsOf('s', { isTyping: true })).toContain('Guide/Search');
    expect(await pathsOf('東', { isTyping: true })).toEqual(['Notes/Languages']);
  });

  it('finds phrases as they are written, whatever signs are between their words', async () => {
    expect(await pathsOf('"quick brown fox"')).toEqual(['Notes/Consistency']);
    expect((await pathsOf('“quick brown”')).toSorted()).toEqual(['Notes/Consistency', 'Notes/Fox']);
    expect(await pathsOf('"brown quick"')).toEqual([]);
    expect(await pathsOf('"quick quick"')).toEqual([]);
    expect(await pathsOf('"rule E-2"')).toEqual(['Guide/Getting_Started']);
    expect(await pathsOf('"search api"')).toEqual(['Guide/Search_API']);
    expect(await pathsOf('"naming things"')).toEqual(['Guide/Getting_Started']);
    expect(await pathsOf('"東京都に住"')).toEqual(['Notes/Languages']);
    expect(await pathsOf('"京東"')).toEqual([]);
    expect((await pathsOf('"quick brow', { isTyping: true })).toSorted()).toEqual(['Notes/Consistency', 'Notes/Fox']);
    expect(await pathsOf('"quick brow"', { isTyping: true })).toEqual([]);
  });

  it('leaves out what has a minus in front', async () => {
    expect(await pathsOf('search -api')).toEqual(['Guide/Search']);
    expect(await pathsOf('fox -"quick brown fox"')).toEqual(['Notes/Fox']);
    expect(await pathsOf('api -tag:reference')).toEqual(['Notes/Zebra']);
    expect(await pathsOf('search -path:guide/search_')).toEqual(['Guide/Search']);
    expect(await pathsOf('-path:Guide -path:Notes')).toEqual(['Home']);
    expect(await pathsOf('--zebra')).toEqual(['Notes/Zebra']);
  });

  it('narrows down to tags and paths', async () => {
    expect(await pathsOf('tag:api')).toEqual(['Guide/Search_API', 'Notes/Zebra']);
    expect(await pathsOf('TAG:#API search')).toEqual(['Guide/Search_API']);
    expect(await pathsOf('tag:"how to"')).toEqual(['Guide/Getting_Started']);
    expect(await pathsOf('tag:reference tag:api')).toEqual(['Guide/Search_API']);
    expect(await pathsOf('tag:none')).toEqual([]);
    expect(await pathsOf('path:guide/s')).toEqual(['Guide/Search', 'Guide/Search_API']);
    expect(await pathsOf('path:Notes/Zebra path:Home')).toEqual(['Home', 'Notes/Zebra']);
    expect(await pathsOf('', { tag: 'beginner' })).toEqual(['Guide/Getting_Started']);
    expect(await pathsOf('', { prefix: 'Notes/Z' })).toEqual(['Notes/Zebra']);
    expect(await pathsOf('', { prefix: 'notes/z' })).toEqual([]);
    expect((await pathsOf('the', { prefix: 'Guide/' })).toSorted()).toEqual([
      'Guide/Getting_Started',
      'Guide/Search_API',
    ]);
  });

  it('gives the pages with most of the words where none has all, and says so', async () => {
    const { hits, isPartial } = await search.query('fox jumps crossing');
    expect(hits.map(({ path }) => path)).toEqual(['Notes/Consistency']);
    expect(isPartial).toBe(true);
    const unknown = await search.query('qqqqqq');
    expect(unknown).toMatchObject({ hits: [], isPartial: false, corrected: [] });
  });

  it('gives the hits in portions that make the whole', async () => {
    const all = await pathsOf('the', { limit: 100 });
    const portions: string[] = [];
    for (let offset: number | undefined = 0; offset !== undefined; ) {
      const { hits, next } = await search.query('the', { limit: 2, offset });
      expect(hits.length).toBeLessThanOrEqual(2);
      portions.push(...hits.map(({ path }) => path));
      offset = next;
    }
    expect(portions).toEqual(all);
    expect(await search.query('the', { offset: 1e9 })).toMatchObject({ hits: [], isPartial: false });
  });

  it('answers as if pages that may not be seen were not there', async () => {
    const maySee = (path: string): boolean => !path.startsWith('Notes/');
    const bare = createTestIndex();
    bare.write(Object.fromEntries(Object.entries(PAGES).filter(([path]) => maySee(path))));
    for (const text of [
      'fox',
      'search',
      'consistency',
      'consistency guide',
      'zebr',
      'the',
      'tag:api',
      '"quick brown"',
      '-api',
    ]) {
      const { generation: _, revision: __, ...seen } = await search.query(text, { maySee });
      const { generation: ___, revision: ____, ...there } = await bare.open().query(text, { maySee: () => true });
      expect(seen, text).toEqual(there);
    }
  });

  it('marks the words in pieces of the text, below the nearest heading', async () => {
    const { hits } = await search.query('snake_case');
    const [excerpt] = await search.excerpts(hits[0] as (typeof hits)[number]);
    expect(excerpt?.heading).toEqual({ slug: 'names', text: 'Naming things', marks: [] });
    expect(excerpt?.marks.map(([start, end]) => excerpt.text.slice(start, end))).toEqual(['snake_case']);
  });

  it.each([
    ['', 'empty'],
    ['   \u0000 "" -', 'empty'],
    ['a'.repeat(1001), 'too-long'],
    [Array.from({ length: 33 }, (_, index) => `w${index}`).join(' '), 'too-many-words'],
    [`"${'a '.repeat(32)}b"`, 'too-many-words'],
  ])('says what is wrong with %j', async (text, flaw) => {
    expect(await search.query(text)).toMatchObject({ hits: [], flaw });
  });
});

describe('what changed since the main part was made', () => {
  it('hides what the main part says of the same pages', async () => {
    const index = createTestIndex();
    index.write({ A: pageOf('Alpha', 'apple pear'), B: pageOf('Beta', 'apple plum'), C: pageOf('Gamma', 'cherry') });
    await index.fold();
    const search = index.open();
    const pathsOf = async (text: string) => (await search.query(text)).hits.map(({ path }) => path);
    expect(await pathsOf('apple')).toEqual(['A', 'B']);
    index.write({ A: pageOf('Alpha', 'quince'), B: undefined });
    expect(await pathsOf('apple')).toEqual([]);
    expect(await pathsOf('quince')).toEqual(['A']);
    expect(await pathsOf('beta')).toEqual([]);
    await index.fold();
    expect(await pathsOf('apple')).toEqual([]);
    expect(await pathsOf('quince')).toEqual(['A']);
  });

  it('corrects a word that only pages have as they were', async () => {
    const index = createTestIndex();
    index.write({ A: pageOf('Alpha', 'hourse'), B: pageOf('Beta', 'horse') });
    await index.fold();
    index.write({ A: pageOf('Alpha', 'changed') });
    expect(await index.open().query('hourse')).toMatchObject({
      hits: [{ path: 'B' }],
      corrected: [{ word: 'hourse', to: 'horse' }],
    });
  });

  it('loads the entries of pages that the root does not carry, and tells how many it did not', async () => {
    const index = createTestIndex();
    const pages = Array.from({ length: 5 }, (_, at) => [`Page_${at}`, pageOf(`Page ${at}`, 'apart')] as const);
    index.write(Object.fromEntries(pages), { isApart: true });
    expect(await index.open({ maxApart: 5 }).query('apart')).toMatchObject({ hits: { length: 5 }, notSearched: 0 });
    const few = index.open();
    expect(await few.query('apart')).toMatchObject({ hits: { length: 2 }, notSearched: 3 });
    expect(await few.query('page')).toMatchObject({ hits: { length: 5 } });
    expect(await few.query('page', { maySee: (path) => path === 'Page_0' })).toMatchObject({ hits: { length: 1 } });
    const none = index.open({ maxApart: 0 });
    expect(await none.query('apart')).toMatchObject({ hits: [], notSearched: 5 });
  });

  it('lets an overlay win over all', async () => {
    const index = createTestIndex();
    index.write({ A: pageOf('Alpha', 'apple'), B: pageOf('Beta', 'apple') });
    await index.fold();
    index.write({ C: pageOf('Gamma', 'apple') });
    const search = index.open();
    const overlay = async () => [
      { path: 'A', generation: 9 },
      { path: 'C', generation: 9, entry: pageOf('Gamma', 'pear', { path: 'C', tags: ['new'] }) },
      { path: 'D', generation: 9, entry: pageOf('Delta', 'apples', { path: 'D' }) },
    ];
    const pathsOf = async (text: string, options: QueryOptions = { overlay }) =>
      (await search.query(text, options)).hits.map(({ path }) => path);
    expect(await pathsOf('apple')).toEqual(['B']);
    expect(await pathsOf('apple', { overlay, isTyping: true })).toEqual(['B', 'D']);
    expect(await pathsOf('pear')).toEqual(['C']);
    expect(await pathsOf('paer')).toEqual(['C']);
    expect(await pathsOf('tag:new')).toEqual(['C']);
    expect(await pathsOf('"apples"')).toEqual(['D']);
    expect(await pathsOf('apple', {})).toEqual(['A', 'B', 'C']);
  });

  it('searches an overlay alone where there is no index', async () => {
    const search = createTestIndex().open();
    const overlay = [{ path: 'A', generation: 1, entry: pageOf('Alpha', 'apple', { path: 'A' }) }];
    expect(await search.query('apple', { overlay })).toMatchObject({ hits: [{ path: 'A' }], isBehind: true });
    expect(await search.query('apple')).toMatchObject({ hits: [], isBehind: true, leftOut: [] });
  });
});

describe('loading', () => {
  it('asks for the root again for each query, for what never changes once', async () => {
    const index = createTestIndex();
    index.write(PAGES);
    await index.fold();
    const search = index.open();
    await search.query('search');
    index.loaded.length = 0;
    await search.query('search');
    expect(index.loaded).toEqual([ROOT_NAME]);
  });

  it('reads the root again once where the main part is gone', async () => {
    const index = createTestIndex();
    index.write(PAGES);
    await index.fold();
    const former = new Map(index.objects);
    index.write({ New: pageOf('New', 'zebra') });
    await index.fold();
    let isFirst = true;
    const { openSearch } = await import('./open-search.ts');
    for (const name of former.keys()) if (name.startsWith('search/main/')) index.objects.delete(name);
    const search = openSearch(async (name) => {
      if (name === ROOT_NAME && isFirst) {
        isFirst = false;
        return former.get(name);
      }
      return index.objects.get(name);
    });
    expect((await search.query('zebra')).hits.map(({ path }) => path).toSorted()).toEqual(['New', 'Notes/Zebra']);
  });

  it('throws for an index that is damaged, and goes on when it is whole again', async () => {
    const index = createTestIndex();
    index.write(PAGES);
    await index.fold();
    const search = index.open();
    const whole = new Map(index.objects);
    for (const name of whole.keys()) if (name !== ROOT_NAME) index.objects.delete(name);
    await expect(search.query('search')).rejects.toThrow(SearchError);
    for (const name of whole.keys()) if (name !== ROOT_NAME) index.objects.set(name, new Uint8Array([1, 2, 3]));
    await expect(search.query('search')).rejects.toMatchObject({ code: 'damaged' });
    index.objects.set(ROOT_NAME, new Uint8Array([1]));
    await expect(search.query('search')).rejects.toMatchObject({ code: 'damaged' });
    for (const [name, bytes] of whole) index.objects.set(name, bytes);
    expect((await search.query('search')).hits).toHaveLength(2);
  });

  it('passes on what loading throws, and the reason of a signal', async () => {
    const index = createTestIndex();
    index.write(PAGES);
    await index.fold();
    const reason = new Error('not any more');
    await expect(index.open().query('search', { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const { openSearch } = await import('./open-search.ts');
    const offline = openSearch(async () => {
      throw reason;
    });
    await expect(offline.query('search')).rejects.toBe(reason);
  });

  it('has no excerpts of a page whose entry is not there', async () => {
    const index = createTestIndex();
    index.write(PAGES);
    await index.fold();
    const search = index.open();
    const { hits } = await search.query('zebra');
    index.objects.delete(entryName('Notes/Zebra'));
    expect(await search.excerpts(hits[0] as (typeof hits)[number])).toEqual([]);
  });
});
