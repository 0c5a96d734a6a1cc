import { dashUrl, fragmentsPrefix, resolve } from '@holt/edge';
import { MemoryObjectStore, type ObjectStore } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import type { PageState } from './page-state.ts';
import {
  AUTHOR,
  differingKeys,
  type Fate,
  faultyStore,
  openTestWikis,
  readArtifacts,
  renderAnew,
} from './testing/test-wiki.ts';
import type { Wiki } from './wiki.ts';

const PREFIX = fragmentsPrefix('me', 'notes');
const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });

async function makeWiki(store: ObjectStore = new MemoryObjectStore()) {
  const wiki = await openTestWikis(store).create('me/notes', { public: true });
  return { store, wiki, write: (...changes: PageChange[]) => wiki.write({ changes, author: AUTHOR }) };
}

async function readText(store: ObjectStore, name: string): Promise<string> {
  const object = await store.get(PREFIX + name);
  if (object === undefined) throw new Error(`There is no ${name}.`);
  return new TextDecoder().decode(object.body);
}

async function readState(store: ObjectStore, path: string): Promise<PageState> {
  return JSON.parse(await readText(store, `-/versions/${path}.json`));
}

/** Opens the wiki for a process that dies when all its puts of artifacts are under way, of which only this one has arrived. */
function openDying(store: ObjectStore, arrives: string): Promise<Wiki> {
  const { promise: dead, resolve: die } = Promise.withResolvers<Fate>();
  const dying = faultyStore(store, (method, key): Fate | Promise<Fate> => {
    if (method !== 'put' || !key.startsWith(PREFIX)) return 'through';
    if (key !== PREFIX + arrives) return dead;
    setImmediate(() => die('lost'));
    return 'through';
  });
  return openTestWikis(dying).open('me/notes');
}

/** A page with so many changes. */
async function makeChangedPage(changes: number, store?: ObjectStore) {
  const made = await makeWiki(store);
  for (let number = 1; number <= changes; number++) await made.write(put('Log/Day', `# Day\n\nline ${number}\n`));
  return made;
}

describe('what is kept of a page', () => {
  it('tells of each change who made it, which agent wrote, and what became of the page', async () => {
    const { store, wiki, write } = await makeWiki();
    const { revision: first } = await write(put('A', '# A\n\none\n'));
    const { revision: second } = await wiki.write({
      changes: [put('A', '# A\n\none\ntwo\n')],
      author: AUTHOR,
      agent: 'claude-code',
    });
    const { revision: third } = await write({ op: 'delete', path: 'A' });
    const state = await readState(store, 'A');
    expect(state).toMatchObject({ path: 'A', generation: 3, count: 3, links: [] });
    expect(state.version).toBeUndefined();
    expect(state.changes).toMatchObject([
      { oid: third, kind: 'deleted', authorName: 'Ada', subject: 'Delete A' },
      { oid: second, kind: 'modified', agent: 'claude-code' },
      { oid: first, kind: 'added', generation: 1 },
    ]);
    expect(state.changes[2]).not.toHaveProperty('agent');
    expect(await readText(store, '-/history/A.html')).toContain('claude-code');
    expect(await readText(store, '-/feed/A.xml')).toContain('Delete A');
    expect(await readText(store, `-/at/${second}/A.html`)).toContain('two');
    expect(await store.get(`${PREFIX}-/at/${third}/A.html`)).toBeUndefined();
  });

  it('leads from a renamed page to what it was, and back, and keeps whose its lines are', async () => {
    const { store, write } = await makeWiki();
    const { revision: first } = await write(put('A', '# A\n\none\ntwo\n'));
    const { revision: second } = await write({ op: 'move', path: 'A', newPath: 'X/B' });
    const { revision: third } = await write({ op: 'edit', path: 'X/B', oldText: 'two', newText: '2' });
    expect((await readState(store, 'A')).changes[0]).toMatchObject({ oid: second, kind: 'deleted', to: 'X/B' });
    const { changes, count, blame } = await readState(store, 'X/B');
    expect(count).toBe(2);
    expect(changes[1]).toMatchObject({ oid: second, kind: 'renamed', from: 'A' });
    expect(blame).toMatchObject({
      commits: [{ oid: first }, { oid: third }],
      lines: [
        [3, 0],
        [1, 1],
      ],
    });
    const blamed = await readText(store, '-/blame/X/B.html');
    expect(blamed.indexOf(first)).toBeLessThan(blamed.indexOf(third));
  });

  it('keeps the newest hundred changes, and each full hundred at an address that never changes', async () => {
    const { store } = await makeChangedPage(203);
    const { changes, count } = await readState(store, 'Log/Day');
    expect([count, changes.length, changes[0]?.generation, changes.at(-1)?.generation]).toEqual([203, 100, 203, 104]);
    expect(await readText(store, '-/history/Log/Day.html')).toContain('/me/notes/-/older/2/Log/Day');
    expect(await readText(store, '-/older/2/Log/Day.html')).toContain('/me/notes/-/older/1/Log/Day');
    const { commits } = JSON.parse(await readText(store, '-/changes/2.json'));
    expect(commits.map((commit: { generation: number }) => commit.generation)).toEqual(
      Array.from({ length: 100 }, (_, index) => 200 - index),
    );
    expect(await readText(store, '-/changes.html')).toContain('/me/notes/-/changes/2');
    expect(await store.head(`${PREFIX}-/changes/3.html`)).toBeUndefined();
    for (const name of ['-/older/1/Log/Day.html', '-/changes/1.html']) {
      expect(await store.head(PREFIX + name)).toMatchObject({ cacheControl: 'public, max-age=31536000, immutable' });
    }
    expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([]);
  }, 60_000);

  it.each([
    ['the one that made it full', 1],
    ['that one and the next', 2],
  ])(
    'has a full hundred also when %s put nothing but the state',
    async (_which, losers) => {
      const { store } = await makeChangedPage(99);
      for (let number = 100; number < 100 + losers; number++) {
        const wiki = await openDying(store, '-/versions/Log/Day.json');
        await wiki.write({ changes: [put('Log/Day', `# Day\n\nline ${number}\n`)], author: AUTHOR });
      }
      expect((await readState(store, 'Log/Day')).count).toBe(99 + losers);
      await (await openTestWikis(store).open('me/notes')).publish();
      expect(await readText(store, '-/older/1/Log/Day.html')).toContain('Log/Day');
      expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([]);
    },
    60_000,
  );

  it('is looked at again when a late request put back a blame whose bytes name no commit', async () => {
    const { store, wiki, write } = await makeWiki();
    await write(put('A', 'one\n'));
    await write(put('A', 'one\ntwo\n'));
    const late = await store.get(`${PREFIX}-/blame/A.html`);
    await write(put('A', 'one\n'));
    if (late === undefined) throw new Error('There is no blame.');
    await store.put(late.key, late.body, late);
    await wiki.reconcile();
    expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([]);
  });

  it.each([
    ['with dots and another ending', 'Notes/data.v1.json'],
    ['beyond ASCII', 'Über/Größe_&_Maß'],
    ['as long as a path may be', `A/${'b'.repeat(238)}`],
  ])('has an address that the edge knows, for a path %s', async (_which, path) => {
    const { store, write } = await makeWiki();
    await write(put(path, '# A\n\none\n'));
    const names = [...(await readArtifacts(store, 'me', 'notes')).keys()]
      .filter((key) => key.startsWith(`${PREFIX}-/`) && !key.startsWith(`${PREFIX}-/versions/`))
      .map((key) => key.slice(`${PREFIX}-/`.length));
    for (const view of ['history', 'blame']) expect(names.join()).toContain(`${view}/${path}`);
    for (const name of names) {
      const urls = [name, name.replace(/(^index)?\.html$/, '')].map((address) => dashUrl('me', 'notes', address));
      const keys = urls.map((url) => resolve(url)).map((route) => (route.kind === 'object' ? route.key : route.kind));
      expect(keys, name).toContain(`${PREFIX}-/${name}`);
    }
  });
});

describe('what publishing costs', () => {
  const requestsOf = async (store: ReturnType<typeof countingStore>, work: () => Promise<unknown>) => {
    store.reset();
    await work();
    const of = (method: string) => store.requests.filter((request) => request.method === method).length;
    return { puts: of('put'), gets: of('get'), heads: of('head') };
  };

  it('does not grow with how many changes there have been', async () => {
    const measure = async (changes: number) => {
      const store = countingStore(new MemoryObjectStore());
      const { write } = await makeChangedPage(changes, store);
      return requestsOf(store, () => write(put('Log/Day', '# Day\n\nmeasured\n')));
    };
    expect(await measure(150)).toEqual(await measure(3));
  }, 60_000);

  it.each([
    ['the page that is gone', 'A'],
    ['the page that it has become', 'X/B'],
  ])(
    'does not either when a rename died with nothing put but the state of %s',
    async (_which, path) => {
      const measure = async (edits: number) => {
        const store = countingStore(new MemoryObjectStore());
        const { write } = await makeWiki(store);
        await write(put('A', '# A\n\none\n'));
        for (let number = 0; number < edits; number++) await write(put('Other', `# Other\n\n${number}\n`));
        const wiki = await openDying(store, `-/versions/${path}.json`);
        await wiki.write({ changes: [{ op: 'move', path: 'A', newPath: 'X/B' }], author: AUTHOR });
        const cost = await requestsOf(store, async () => (await openTestWikis(store).open('me/notes')).publish());
        expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([]);
        return cost;
      };
      expect(await measure(30)).toEqual(await measure(2));
    },
    60_000,
  );

  it('makes a state anew from git when its object was lost', async () => {
    const { store, write } = await makeChangedPage(5);
    await store.delete(`${PREFIX}-/versions/Log/Day.json`);
    await write(put('Log/Day', '# Day\n\nafter the loss\n'));
    expect((await readState(store, 'Log/Day')).count).toBe(6);
    expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([]);
  });
});
