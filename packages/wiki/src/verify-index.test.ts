import { dashKey, gitPrefix } from '@holt/edge';
import { encodeRoot, entryName, type SearchRoot } from '@holt/search';
import { describe, expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import {
  createIndexWorld,
  type IndexWorld,
  keysBelow,
  MAINS,
  mainOfHead,
  ROOT_KEY,
  readMain,
  readStoredRoot,
} from './testing/index-world.ts';
import { AUTHOR, type Fate, faultyStore } from './testing/test-wiki.ts';

const note = (path: string, words: string): PageChange => ({ op: 'put', path, content: `# ${path}\n\n${words}\n` });
const write = ({ wiki }: IndexWorld, ...changes: PageChange[]) => wiki.write({ changes, author: AUTHOR });

/** Four pages in the main part; one of them was changed since, one came, one is gone. */
async function makeWorld(): Promise<IndexWorld> {
  const world = await createIndexWorld();
  await write(world, note('Home', 'one'), note('B', 'two'), note('C', 'three'), note('D', 'four'));
  await world.wiki.fold({ only: 'index' });
  await write(world, note('Home', 'five'), note('E', 'six'), { op: 'delete', path: 'C' });
  return world;
}

async function changeRoot({ store }: IndexWorld, change: (root: SearchRoot) => SearchRoot): Promise<void> {
  await store.put(ROOT_KEY, encodeRoot(change(await readStoredRoot(store))), await headersOf(store, ROOT_KEY));
}

/** What is put over an object of the index keeps its type, or that alone would be a difference. */
async function headersOf(store: IndexWorld['store'], key: string) {
  const { contentType, cacheControl, metadata } = (await store.head(key)) ?? {};
  return { ...(contentType && { contentType }), ...(cacheControl && { cacheControl }), ...(metadata && { metadata }) };
}

const mainKey = async ({ store }: IndexWorld, end: string) =>
  (await keysBelow(store, MAINS)).find((key) => key.endsWith(end)) ?? '';

const harms: [what: string, problem: string, where: string, harm: (world: IndexWorld) => Promise<unknown>][] = [
  ['no root', 'missing', 'recent.json', ({ store }) => store.delete(ROOT_KEY)],
  ['a garbled root', 'differs', 'recent.json', ({ store }) => store.put(ROOT_KEY, 'garbage')],
  [
    'a root of a commit that is not there yet',
    'from-the-future',
    'recent.json',
    (world) => changeRoot(world, (root) => ({ ...root, generation: 3 })),
  ],
  [
    'a root whose main part is of no commit',
    'differs',
    'recent.json',
    (world) =>
      changeRoot(world, (root) => ({
        ...root,
        ...(root.main && { main: { ...root.main, revision: 'f'.repeat(40) } }),
      })),
  ],
  [
    'a root that lacks a changed page',
    'differs',
    'recent.json',
    (world) => changeRoot(world, (root) => ({ ...root, changed: root.changed.filter(({ path }) => path !== 'Home') })),
  ],
  [
    'a root that lacks a page that is gone',
    'differs',
    'recent.json',
    (world) => changeRoot(world, (root) => ({ ...root, changed: root.changed.filter(({ path }) => path !== 'C') })),
  ],
  [
    'a root that has other words of a page',
    'differs',
    'recent.json',
    (world) =>
      changeRoot(world, (root) => ({
        ...root,
        changed: root.changed.map((page) => ({
          ...page,
          ...(page.entry && { entry: { ...page.entry, text: 'other' } }),
        })),
      })),
  ],
  [
    'a root that says of a page that it is gone, which it is not',
    'differs',
    'recent.json',
    (world) => changeRoot(world, (root) => ({ ...root, changed: [{ path: 'B', generation: 2 }, ...root.changed] })),
  ],
  [
    'a manifest that is gone',
    'missing',
    'manifest.json',
    async (world) => world.store.delete(await mainKey(world, 'manifest.json')),
  ],
  [
    'a shard with other bytes',
    'differs',
    'terms/0.bin',
    async (world) => {
      const key = await mainKey(world, 'terms/0.bin');
      await world.store.put(key, 'garbage', await headersOf(world.store, key));
    },
  ],
  [
    'an object that a main part does not have',
    'unexpected',
    'terms/99.bin',
    async (world) => world.store.put((await mainKey(world, 'terms/0.bin')).replace('0.bin', '99.bin'), 'more'),
  ],
  [
    'a shard that is kept for half a minute only',
    'differs',
    'terms/0.bin',
    async (world) => {
      const key = await mainKey(world, 'terms/0.bin');
      const { body = '' } = (await world.store.get(key)) ?? {};
      await world.store.put(key, body, { ...(await headersOf(world.store, key)), cacheControl: 'max-age=30' });
    },
  ],
];

describe('verifying', () => {
  it.each(harms)('finds %s: %s %s; and rebuilding mends it', async (_, problem, where, harm) => {
    const world = await makeWorld();
    expect((await world.wiki.verify()).differences).toEqual([]);
    await harm(world);
    const { differences, complete } = await world.wiki.verify();
    expect(complete).toBe(true);
    expect(differences).toEqual([{ key: expect.stringMatching(new RegExp(`${where}$`)), problem }]);

    const { repaired } = await world.wiki.rebuild();
    expect(repaired).toEqual(differences);
    expect((await world.wiki.verify()).differences).toEqual([]);
    const { main, changed } = await readStoredRoot(world.store);
    expect(changed).toEqual([]);
    expect(main && (await readMain(world.store, main))).toEqual(await mainOfHead(world));
    expect((await world.wiki.rebuild()).repaired).toEqual([]);
  });

  it('finds a main part that was made from other entries, though each object is what was put', async () => {
    const world = await createIndexWorld();
    await write(world, note('Home', 'one'));
    const key = dashKey('me', 'notes', entryName('Home'));
    const { body = new Uint8Array() } = (await world.store.get(key)) ?? {};
    const headers = await headersOf(world.store, key);
    await world.store.put(key, Buffer.from(body).toString().replace('one', 'uno'), headers);
    await world.wiki.fold({ only: 'index' });
    await world.store.put(key, body, headers);
    const { differences } = await world.wiki.verify();
    expect(differences.map(({ problem }) => problem)).toContain('differs');
    expect(differences.every(({ key }) => key.startsWith(MAINS))).toBe(true);
    await world.wiki.rebuild();
    expect((await world.wiki.verify()).differences).toEqual([]);
  });

  it('is content with a root that says that it lacks changes', async () => {
    const world = await makeWorld();
    await changeRoot(world, (root) => ({ ...root, changed: [], missingUpTo: 2 }));
    expect((await world.wiki.verify()).differences).toEqual([]);
    expect((await world.wiki.rebuild()).repaired).toEqual([]);
    expect((await readStoredRoot(world.store)).missingUpTo).toBeUndefined();
  });

  it('is content with what folds have left behind or are at, and with main parts that were put aside', async () => {
    const world = await makeWorld();
    await world.wiki.fold({ only: 'index' });
    await world.store.put(`${MAINS}1-00000000/terms/0.bin`, 'left');
    await world.store.put(`${MAINS}9-00000000/terms/0.bin`, 'under way');
    expect((await world.wiki.verify()).differences).toEqual([]);
  });

  it('looks again when the index was folded meanwhile', async () => {
    const world = await makeWorld();
    let folds = 0;
    const store = faultyStore(world.store, async (method, key): Promise<Fate> => {
      // Between the root and the main part that it names: that one is gone by then.
      if (method === 'list' && key.startsWith(MAINS) && folds++ === 0) {
        for (const object of await keysBelow(world.store, MAINS)) await world.store.delete(object);
        await world.wiki.fold({ only: 'index' });
      }
      return 'through';
    });
    expect((await (await world.open(store)).verify()).differences).toEqual([]);
    expect(folds).toBe(2);
  });
});

describe('a wiki whose HEAD was set back', () => {
  it('has an index of that HEAD after the maintenance', async () => {
    const world = await makeWorld();
    const ref = `${gitPrefix('me', 'notes')}info/refs`;
    const backup = await world.store.get(ref);
    await write(world, note('Home', 'seven'), note('F', 'eight'));
    await world.wiki.fold({ only: 'index' });
    await world.store.put(ref, backup?.body ?? '', backup);
    const wiki = await world.open();
    expect((await wiki.verify()).differences).toContainEqual({ key: ROOT_KEY, problem: 'from-the-future' });
    await wiki.reconcile();
    expect((await wiki.verify()).differences).toEqual([]);
    const { main } = await readStoredRoot(world.store);
    expect(main && (await readMain(world.store, main))).toEqual(await mainOfHead(world));
  });
});
