import { linksHtml, readLinks } from '@holt/site';
import { MemoryObjectStore, type ObjectStore, seededRandom } from '@holt/storage';
import { bodyEtagStore } from '@holt/storage/testing';
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
const PATHS = ['A', 'B', 'a/A', 'a/B', 'b/A', 'b/c/D', 'E'];

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
      expect(differingKeys(await readArtifacts(store, 'me', 'notes'), await renderAnew(store))).toEqual([]);
    },
  );
});
