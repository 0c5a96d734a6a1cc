import { dashUrl, sidebarKey } from '@holt/edge';
import { linksHtml, readLinks, readSidebar } from '@holt/site';
import { MemoryObjectStore, type ObjectStore, seededRandom } from '@holt/storage';
import { bodyEtagStore, countingStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import { linksKey } from './link-artifacts.ts';
import type { PageChange } from './page-change.ts';
import { interleave } from './testing/interleave.ts';
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

const WIKI = { id: 'me/notes', owner: 'me', name: 'notes' };
const PATHS = ['A', 'B', 'a/A', 'a/B', 'b/A', 'b/c/D', 'a/D', 'E'];

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });
const write = (wiki: Wiki, ...changes: PageChange[]) => wiki.write({ changes, author: AUTHOR });

/** The pages that link to an address; undefined where it is told to be gone, or nothing is told. */
async function linksTo(store: ObjectStore, address: string): Promise<string[] | undefined> {
  const object = await store.get(linksKey(WIKI, address));
  if (object === undefined || object.metadata.state === 'deleted') return undefined;
  return readLinks(new TextDecoder().decode(object.body), WIKI);
}

async function makeWiki(store: ObjectStore) {
  return openTestWikis(store).create('me/notes', { public: true });
}

describe('what links to an address', () => {
  it('is told from when a page is there or is linked, until neither is so', async () => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(store);
    expect(await linksTo(store, 'B')).toBeUndefined();
    await write(wiki, put('A', '[[B]] [[B]] ![[B]] [a](A)\n'), put('x/C', '[b](/B)\n'));
    expect(await linksTo(store, 'B')).toEqual(['A', 'x/C']);
    expect(await linksTo(store, 'A')).toEqual([]);
    await write(wiki, put('B', 'here\n'), put('A', 'no more\n'), put('x/C', 'nor here\n'));
    expect(await linksTo(store, 'B')).toEqual([]);
    await write(wiki, { op: 'delete', path: 'B' });
    expect(await linksTo(store, 'B')).toBeUndefined();
    expect((await store.get(linksKey(WIKI, 'B')))?.metadata.state).toBe('deleted');
  });

  it('is put only where a page begins or ceases to link', async () => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(store);
    await write(wiki, put('A', '[[B]] [[C]]\n'), put('B', 'x\n'), put('C', 'x\n'));
    const before = new Map((await store.list({ prefix: '' })).objects.map(({ key, etag }) => [key, etag]));
    await write(wiki, put('A', '# Changed\n\n[[C]] and [[D]]\n'));
    const changed = (await store.list({ prefix: linksKey(WIKI, '*').split('*')[0] ?? '' })).objects
      .filter(({ key, etag }) => before.get(key) !== etag)
      .map(({ key }) => key);
    expect(changed.sort()).toEqual([linksKey(WIKI, 'B'), linksKey(WIKI, 'D')]);
  });

  it('is right after an object that can’t be read, when the rebuild has come that asks for itself', async () => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(store);
    await write(wiki, put('A', '[[B]]\n'), put('B', 'x\n'));
    await store.put(linksKey(WIKI, 'B'), 'garbage');
    expect(await write(wiki, put('C', '[[B]]\n'))).toMatchObject({ published: true });
    expect(await linksTo(store, 'B')).toEqual(['C']);
    await wiki.reconcile();
    expect(await linksTo(store, 'B')).toEqual(['A', 'C']);
  });

  it.each(['get', 'put'])('is not undone by a publisher whose %s comes late', async (slowMethod) => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(store);
    await write(wiki, put('A', 'nothing\n'), put('B', 'x\n'));
    let overtaken: Promise<unknown> | undefined;
    const slow = faultyStore(store, async (method, key): Promise<Fate> => {
      if (method === slowMethod && key === linksKey(WIKI, 'B') && overtaken === undefined) {
        const other = await openTestWikis(store, 2).open('me/notes');
        overtaken = write(other, put('A', 'nothing again\n'));
        await overtaken;
      }
      return 'through';
    });
    await write(await openTestWikis(slow, 3).open('me/notes'), put('A', '[[B]]\n'));
    expect(await overtaken).toMatchObject({ generation: 3, published: true });
    expect(await linksTo(store, 'B')).toEqual([]);
  });

  it('is put right by reconciling where a write has built on what a late request had left', async () => {
    const store = bodyEtagStore();
    const wiki = await makeWiki(store);
    await write(wiki, put('A', '[[B]]\n'), put('B', 'x\n'), put('C', '[[B]]\n'));
    await write(wiki, put('D', '[[B]]\n'));
    // As if a request of an older publisher had been applied after the newer one's.
    await store.put(linksKey(WIKI, 'B'), linksHtml({ wiki: WIKI, path: 'B', from: ['A', 'C'] }), {
      contentType: 'text/html; charset=utf-8',
      metadata: { generation: '1' },
    });
    await write(wiki, put('E', '[[B]]\n'));
    expect(await linksTo(store, 'B')).toEqual(['A', 'C', 'E']);
    await wiki.reconcile();
    expect(await linksTo(store, 'B')).toEqual(['A', 'C', 'D', 'E']);
    expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([]);
  });
});

describe('what links by a name alone', () => {
  const edit = (content: string) => put('A', content);
  const gone = (path: string): PageChange => ({ op: 'delete', path });

  it('is told while a page in a folder is called so, a page is there, or somebody links; so a page’s own list can lead there', async () => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(store);
    const steps: [linking: string[] | undefined, ...PageChange[]][] = [
      [undefined, edit('x\n')],
      [[], put('x/Mill', '# Mill\n')],
      [[], put('y/z/Mill', '# Mill\n'), gone('x/Mill')],
      [undefined, gone('y/z/Mill')],
      [['A'], edit('[[Mill]]\n')],
      [['A'], put('x/Mill', '# Mill\n')],
      [[], edit('x\n')],
      [[], put('Mill', '# Mill\n')],
      [[], gone('Mill')],
      [[], { op: 'move', path: 'x/Mill', newPath: 'y/Mill' }],
      [undefined, { op: 'move', path: 'y/Mill', newPath: 'y/Weir' }],
    ];
    for (const [index, [linking, ...changes]] of steps.entries()) {
      await write(wiki, ...changes);
      expect(await linksTo(store, 'Mill'), `after step ${index}`).toEqual(linking);
      await expectListsThatLead(store);
    }
    expect((await store.get(linksKey(WIKI, 'Mill')))?.metadata.state).toBe('deleted');
    expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([]);
  });

  it('asks which pages are called so only when nobody links any more, and the sidebar for it', async () => {
    const store = countingStore(new MemoryObjectStore());
    const wiki = await makeWiki(store);
    await write(wiki, edit('[[Mill]] [[x/Mill]]\n'), put('B', '[[Mill]]\n'), put('x/Mill', 'x\n'));
    const asked = async (...changes: PageChange[]) => {
      store.reset();
      await write(wiki, ...changes);
      const known = store.requests.filter(({ key }) => key === sidebarKey('me', 'notes'));
      return known.map(({ method }) => method);
    };
    expect(await asked(put('x/Mill', 'changed\n'))).toEqual([]);
    expect(await asked(edit('[[x/Mill]]\n'))).toEqual([]);
    expect(await asked(edit('no more\n'))).toEqual([]);
    expect(await asked(edit('[[Weir]]\n'))).toEqual([]);
    expect(await asked(edit('no more\n'), put('B', 'no more\n'))).toEqual(['get']);
    expect(await linksTo(store, 'Mill')).toEqual([]);
    expect(await linksTo(store, 'Weir')).toBeUndefined();
    expect(await asked(gone('x/Mill'))).toEqual(['get', 'put']);
    expect(await linksTo(store, 'Mill')).toBeUndefined();
  });

  it.each(['old', 'unreadable', 'lost'])('asks the tree where the sidebar is %s', async (which) => {
    const store = new MemoryObjectStore();
    const wiki = await makeWiki(store);
    await write(wiki, edit('# A\n\n[[Mill]]\n'));
    const key = sidebarKey('me', 'notes');
    const old = await store.get(key);
    await write(wiki, put('x/Mill', 'x\n'));
    if (which === 'lost') await store.delete(key);
    else if (which === 'old') await store.put(key, old?.body ?? '', { metadata: { ...old?.metadata } });
    else await store.put(key, 'garbage', { metadata: { generation: '2' } });
    await write(wiki, edit('# A\n\nno more\n'));
    expect(await linksTo(store, 'Mill')).toEqual([]);
  });

  it.each([
    ['the last page of that name goes', 'another comes', gone('x/Mill'), put('y/Mill', 'x\n')],
    ['nobody links any more', 'a page of that name goes', edit('no more\n'), gone('x/Mill')],
    ['a page of that name comes', 'all go', put('y/Mill', 'x\n'), gone('x/Mill')],
    ['the last page of that name goes', 'it comes back', gone('x/Mill'), put('x/Mill', 'back\n')],
  ] satisfies [string, string, PageChange, PageChange][])(
    'is not undone by a slow publisher: %s, and meanwhile %s',
    async (_what, _meanwhile, change, meanwhile) => {
      for (const [slowMethod, slowKey] of [
        ['get', linksKey(WIKI, 'Mill')],
        ['put', linksKey(WIKI, 'Mill')],
        ['get', sidebarKey('me', 'notes')],
      ] as const) {
        const store = new MemoryObjectStore();
        await write(await makeWiki(store), edit('[[Mill]]\n'), put('B', 'x\n'));
        await write(await openTestWikis(store, 9).open('me/notes'), edit('x [[Mill]]\n'), put('x/Mill', 'x\n'));
        let overtaken: Promise<unknown> | undefined;
        const slow = faultyStore(store, async (method, key): Promise<Fate> => {
          if (method === slowMethod && key === slowKey && overtaken === undefined) {
            const other = await openTestWikis(store, 2).open('me/notes');
            overtaken = write(other, meanwhile, edit('nor here\n'));
            await overtaken;
          }
          return 'through';
        });
        await write(await openTestWikis(slow, 3).open('me/notes'), change);
        expect(await overtaken, `${slowMethod} ${slowKey}`).toMatchObject({ published: true });
        await expectListsThatLead(store);
        expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([]);
      }
    },
  );
});

/** Each page has a list, which leads to no list that is not there; and a list by name is there for what a page is called. */
async function expectListsThatLead(store: ObjectStore): Promise<void> {
  const sidebar = await store.get(sidebarKey('me', 'notes'));
  const paths = readSidebar(new TextDecoder().decode(sidebar?.body)).map(({ path }) => path);
  for (const path of paths) {
    const html = new TextDecoder().decode((await store.get(linksKey(WIKI, path)))?.body);
    const name = path.split('/').at(-1) as string;
    expect(html.includes(`href="${dashUrl('me', 'notes', `links/${name}`)}"`), path).toBe(true);
    expect(await linksTo(store, path), path).toBeDefined();
    expect(await linksTo(store, name), path).toBeDefined();
  }
  const linked = new Set<string>();
  const lists = [...(await readArtifacts(store, 'me', 'notes'))].filter(([key]) =>
    key.startsWith(linksKey(WIKI, '').slice(0, -5)),
  );
  const names = new Set(paths.map((path) => path.split('/').at(-1)));
  for (const [key, html] of lists) {
    const address = key.slice(linksKey(WIKI, '').length - 5, -5);
    if (readLinks(html, WIKI).length > 0) linked.add(address);
    expect(linked.has(address) || paths.includes(address) || names.has(address), address).toBe(true);
  }
}

/** A choice of a seed's own. */
function chooser(seed: number) {
  const random = seededRandom(seed);
  const below = (count: number) => Buffer.from(random.bytes(4)).readUInt32LE() % count;
  return { below, pick: <T>(items: readonly T[]): T => items[below(items.length)] as T };
}

type Chooser = ReturnType<typeof chooser>;

function randomChange({ below, pick }: Chooser): PageChange {
  const link = () => pick(['[[%]]', '[[%|text]]', '[text](/%)', '![[%]]', '`[[%]]`']).replace('%', pick(PATHS));
  switch (below(8)) {
    case 0:
      return { op: 'delete', path: pick(PATHS) };
    case 1:
    case 2:
      return { op: 'move', path: pick(PATHS), newPath: pick(PATHS) };
    case 3: {
      const content = `/${pick(PATHS)} /${pick(PATHS)}\n/${pick(PATHS)} /${pick(PATHS)}\n`;
      return { op: 'store', path: '_redirects', content: below(2) === 0 ? null : new TextEncoder().encode(content) };
    }
    default:
      return put(pick(PATHS), `# T${below(3)}\n\n${Array.from({ length: below(4) }, link).join(' ')}\n`);
  }
}

describe('links and redirects, published step by step', () => {
  it.each(Array.from({ length: 20 }, (_, seed) => seed))(
    'are what publishing from nothing gives, whatever was lost or died on the way (seed %i)',
    async (seed) => {
      const store = new MemoryObjectStore();
      await makeWiki(store);
      const choice = chooser(seed);
      for (let step = 0; step < 14; step++) {
        let left = choice.below(60);
        const dying = faultyStore(store, () => (left-- > 0 || choice.below(2) === 0 ? 'through' : 'answer lost'));
        const wiki = await openTestWikis(choice.below(3) === 0 ? dying : store, seed * 100 + step)
          .open('me/notes')
          .catch(() => undefined);
        const changes = Array.from({ length: 1 + choice.below(3) }, () => randomChange(choice));
        // Many can't be done, or die.
        if (wiki !== undefined) await write(wiki, ...changes).catch(() => undefined);
      }
      await (await openTestWikis(store).open('me/notes')).publish();
      await expectListsThatLead(store);
      expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([]);
    },
  );

  it.each(Array.from({ length: 10 }, (_, seed) => seed))(
    'are so, too, when several publish at once (seed %i)',
    async (seed) => {
      const store = new MemoryObjectStore();
      await write(await makeWiki(store), ...PATHS.map((path) => put(path, '[[A]] [[b/c/D]]\n')));
      const choice = chooser(1000 + seed);
      const processes = Array.from({ length: 3 }, (_, process) => async (own: ObjectStore) => {
        const wiki = await openTestWikis(own, seed * 10 + process).open('me/notes');
        for (let i = 0; i < 3; i++) await write(wiki, randomChange(choice)).catch(() => undefined);
      });
      await interleave(store, processes, {
        pick: (waiting) => choice.below(waiting.length),
        decide: () => (choice.below(100) === 0 ? 'answer lost' : 'through'),
        check: async () => undefined,
      });
      await (await openTestWikis(store).open('me/notes')).publish();
      await expectListsThatLead(store);
      expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([]);
    },
  );
});
