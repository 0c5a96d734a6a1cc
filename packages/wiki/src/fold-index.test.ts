import { gitPrefix } from '@holt/edge';
import { encodeRoot, openMain } from '@holt/search';
import { describe, expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import {
  createIndexWorld,
  HOUR_MS,
  type IndexWorld,
  keysBelow,
  MAINS,
  mainOfHead,
  mainsIn,
  ROOT_KEY,
  readMain,
  readStoredRoot,
} from './testing/index-world.ts';
import { AUTHOR, type Fate, faultyStore } from './testing/test-wiki.ts';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });
const note = (title: string, words: string) => put(title, `# ${title}\n\n${words}\n`);

async function write({ wiki }: IndexWorld, ...changes: PageChange[]) {
  return await wiki.write({ changes, author: AUTHOR });
}

async function foldIndex({ wiki }: Pick<IndexWorld, 'wiki'>, ifDue = false) {
  return (await wiki.fold({ only: 'index', ifDue }))?.index;
}

/** So large that the root can't carry it. */
const LARGE = 'filler '.repeat(3000);

async function expectFolded(world: IndexWorld): Promise<void> {
  const root = await readStoredRoot(world.store);
  expect(root).toMatchObject({ changed: [] });
  expect(root.missingUpTo).toBeUndefined();
  expect(root.main && (await readMain(world.store, root.main))).toEqual(await mainOfHead(world));
  expect((await world.wiki.verify()).differences).toEqual([]);
}

describe('folding the index', () => {
  it('makes a main part of all pages, and empties the root', async () => {
    const world = await createIndexWorld();
    const { revision } = await write(world, note('Home', 'a lighthouse'), note('Deep/Sea', 'a diver'));
    const { main, removedObjects } = (await foldIndex(world)) ?? {};
    expect(main).toMatchObject({ revision, generation: 1, changed: 2, pages: 2 });
    expect(main?.objects).toBeGreaterThan(1);
    expect(removedObjects).toBe(0);
    expect(await readStoredRoot(world.store)).toMatchObject({ generation: 1, revision, former: [] });
    await expectFolded(world);
  });

  it('gives the same bytes in many steps as in one, whatever came, changed, moved and went', async () => {
    const world = await createIndexWorld();
    const steps: PageChange[][] = [
      [note('Home', 'a lighthouse'), note('Deep/Sea', 'a diver'), note('B', 'b')],
      [{ op: 'edit', path: 'Home', oldText: 'lighthouse', newText: 'harbour' }],
      [{ op: 'delete', path: 'B' }, note('Aa', 'first of all now')],
      [{ op: 'move', path: 'Deep/Sea', newPath: 'Zebra' }],
      [{ op: 'store', path: 'img/a.png', content: new Uint8Array([1]) }],
      [note('B', 'b again'), note('Home', 'a lighthouse')],
    ];
    for (const changes of steps) {
      await write(world, ...changes);
      expect((await foldIndex(world))?.main).toBeDefined();
      await expectFolded(world);
    }
  });

  it('does nothing when nothing has come since, and nothing in a wiki without pages', async () => {
    const world = await createIndexWorld();
    expect(await foldIndex(world)).toBeUndefined();
    await write(world, note('Home', 'words'));
    await foldIndex(world);
    const before = await world.store.get(ROOT_KEY);
    expect(await foldIndex(world)).toEqual({ removedObjects: 0 });
    expect(await world.store.get(ROOT_KEY)).toEqual(before);
  });

  it('is due by itself when the root can carry no more, and not before', async () => {
    const world = await createIndexWorld();
    await write(world, note('Home', 'words'));
    expect(await foldIndex(world, true)).toBeUndefined();
    for (const path of ['Large', 'Larger']) await write(world, note(path, LARGE));
    expect((await readStoredRoot(world.store)).changed).toContainEqual({ path: 'Large', generation: 2, isApart: true });
    expect(await foldIndex(world, true)).toBeUndefined();
    await write(world, note('Largest', LARGE));
    expect((await foldIndex(world, true))?.main).toMatchObject({ pages: 4 });
    expect(await foldIndex(world, true)).toBeUndefined();
    await expectFolded(world);
  });

  it('indexes what was committed and is not published yet', async () => {
    const world = await createIndexWorld();
    await write(world, note('Home', 'words'));
    const dying = faultyStore(world.store, (_, key) => (key.startsWith('fragments/') ? 'lost' : 'through'));
    const elsewhere = await world.open(dying);
    const late = await elsewhere.write({ changes: [note('Late', 'a latecomer')], author: AUTHOR });
    expect(late.published).toBe(false);
    await foldIndex(world);
    const root = await readStoredRoot(world.store);
    expect(root.main).toMatchObject({ revision: late.revision });
    const main = await openMain(
      async (name) => (await world.store.get(`fragments/me/notes/-/${name}`))?.body,
      root.main?.name ?? '',
    );
    expect(await main.term('latecomer')).toMatchObject({ count: 1 });
    await world.wiki.publish();
    await expectFolded(world);
  });

  it('works on one of two things though the other fails, and tells the failure', async () => {
    const world = await createIndexWorld();
    await write(world, note('Home', 'words'));
    const noMain = await world.open(
      faultyStore(world.store, (method, key) => (method === 'put' && key.startsWith(MAINS) ? 'lost' : 'through')),
    );
    await expect(noMain.fold()).rejects.toMatchObject({ code: 'unavailable', key: expect.stringContaining(MAINS) });
    expect((await world.store.get(`${gitPrefix('me', 'notes')}objects/info/packs`))?.body).not.toEqual(
      Buffer.from('\n'),
    );
    const noPack = await world.open(
      faultyStore(world.store, (method, key) => (method === 'put' && key.startsWith('git/') ? 'lost' : 'through')),
    );
    await write(world, note('More', 'words'));
    await expect(noPack.fold()).rejects.toMatchObject({ code: 'unavailable', key: expect.stringContaining('git/') });
    await expectFolded(world);
  });
});

describe('main parts that were replaced', () => {
  it('stay for an hour for readers who began with them, and go after that', async () => {
    const world = await createIndexWorld();
    await write(world, note('Home', 'one'));
    const first = (await foldIndex(world))?.main;
    const before = first && (await readMain(world.store, first));
    await write(world, note('Home', 'two'));
    const second = (await foldIndex(world))?.main;
    expect(await mainsIn(world.store)).toEqual([first?.name, second?.name]);
    await world.clock.advance(HOUR_MS - 1);
    expect(await foldIndex(world, true)).toBeUndefined();
    expect(first && (await readMain(world.store, first))).toEqual(before);
    await world.clock.advance(1);
    expect(await foldIndex(world, true)).toEqual({ removedObjects: before?.size });
    expect(await mainsIn(world.store)).toEqual([second?.name]);
    expect(await readStoredRoot(world.store)).toMatchObject({ former: [] });
    await expectFolded(world);
  });

  it('are as many as there are folds within the hour, and each has an hour of its own', async () => {
    const world = await createIndexWorld();
    const names: string[] = [];
    for (let i = 0; i < 4; i++) {
      await write(world, note('Home', `number ${i}`));
      names.push((await foldIndex(world))?.main?.name ?? '');
      await world.clock.advance(HOUR_MS / 4);
    }
    // The first was replaced by the second three quarters of an hour ago.
    await world.clock.advance(HOUR_MS / 4);
    await foldIndex(world, true);
    expect(await mainsIn(world.store)).toEqual(names.slice(1));
  });

  it('and what a fold has left behind go with the next fold, what another may be at does not', async () => {
    const world = await createIndexWorld();
    await write(world, note('Home', 'one'));
    await foldIndex(world);
    await write(world, note('Home', 'two'));
    const dying = await world.open(
      faultyStore(world.store, (_, key) => (key.endsWith('manifest.json') ? 'lost' : 'through')),
    );
    // It reads the main part in force, and that fails.
    await expect(dying.fold({ only: 'index' })).rejects.toThrow();
    const cut = await world.open(
      faultyStore(world.store, (method, key) =>
        method === 'put' && key.endsWith('manifest.json') ? 'lost' : 'through',
      ),
    );
    await expect(cut.fold({ only: 'index' })).rejects.toMatchObject({ code: 'unavailable' });
    expect(await mainsIn(world.store)).toHaveLength(2);
    await world.store.put(`${MAINS}900-00000000/terms/0.bin`, 'under way');
    await foldIndex(world);
    expect(await mainsIn(world.store)).toHaveLength(4);
    await write(world, note('Home', 'three'));
    const { removedObjects } = (await foldIndex(world)) ?? {};
    expect(removedObjects).toBeGreaterThan(0);
    const { main, former } = await readStoredRoot(world.store);
    const kept = ['900-00000000', main?.name, ...former.map(({ name }) => name)];
    expect((await mainsIn(world.store)).sort()).toEqual(kept.sort());
    await expectFolded(world);
  });
});

describe('an index that can not be used', () => {
  const breakRoot: [string, (world: IndexWorld) => Promise<unknown>][] = [
    ['is gone', ({ store }) => store.delete(ROOT_KEY)],
    ['is garbled', ({ store }) => store.put(ROOT_KEY, '{"format":1,"generation":')],
    ['is of another format', ({ store }) => store.put(ROOT_KEY, '{"format":99,"generation":2,"revision":"x"}')],
    [
      'names a main part that is gone',
      async ({ store }) => {
        for (const key of await keysBelow(store, MAINS)) await store.delete(key);
      },
    ],
    [
      'is ahead of HEAD',
      async ({ store }) => {
        const root = await readStoredRoot(store);
        await store.put(ROOT_KEY, encodeRoot({ ...root, generation: 50 }));
      },
    ],
  ];

  it.each(breakRoot)('as its root %s is made anew by a fold, and its main parts go an hour later', async (_, harm) => {
    const world = await createIndexWorld();
    await write(world, note('Home', 'one'), note('B', 'two'));
    await foldIndex(world);
    await write(world, note('Home', 'three'));
    await harm(world);
    expect((await foldIndex(world, true)) ?? (await foldIndex(world))).toMatchObject({ main: { pages: 2 } });
    await expectFolded(world);
    await world.clock.advance(HOUR_MS);
    await foldIndex(world, true);
    const { main } = await readStoredRoot(world.store);
    expect(await mainsIn(world.store)).toEqual([main?.name]);
  });

  it('as an object of its main part is garbled is made of the pages', async () => {
    const world = await createIndexWorld();
    await write(world, note('Home', 'one'), note('B', 'two'));
    const { main } = (await foldIndex(world)) ?? {};
    for (const object of (main && (await readMain(world.store, main)).keys()) ?? []) {
      if (object !== 'manifest.json') await world.store.put(`${MAINS}${main?.name}/${object}`, 'garbage');
    }
    await write(world, note('Home', 'three'));
    expect((await foldIndex(world))?.main).toMatchObject({ changed: 2, pages: 2 });
    await expectFolded(world);
  });

  it.each(['gone', 'garbled', 'of another commit'])(
    'as the manifest in force is %s is made anew when the schedule looks',
    async (harm) => {
      const world = await createIndexWorld();
      await write(world, note('Home', 'one'));
      const first = (await foldIndex(world))?.main;
      await write(world, note('Home', 'two'));
      const second = (await foldIndex(world))?.main;
      expect(await foldIndex(world, true)).toBeUndefined();
      const key = `${MAINS}${second?.name}/manifest.json`;
      if (harm === 'gone') await world.store.delete(key);
      else if (harm === 'garbled') await world.store.put(key, '{}');
      else await world.store.put(key, (await world.store.get(`${MAINS}${first?.name}/manifest.json`))?.body ?? '');
      expect((await foldIndex(world, true))?.main).toMatchObject({ generation: 2, pages: 1 });
      await expectFolded(world);
    },
  );

  it('as HEAD was set back is made anew, under a name that sorts after all before', async () => {
    const world = await createIndexWorld();
    const ref = `${gitPrefix('me', 'notes')}info/refs`;
    await write(world, note('Home', 'one'));
    const backup = await world.store.get(ref);
    await write(world, note('Home', 'two'), note('Gone', 'three'));
    await write(world, note('Home', 'four'));
    const { main: before } = (await foldIndex(world)) ?? {};
    await world.store.put(ref, backup?.body ?? '', backup);
    const wiki = await world.open();
    const { main } = (await foldIndex({ wiki }, true)) ?? {};
    expect(main).toMatchObject({ generation: 1, pages: 1 });
    expect(Number.parseInt(main?.name ?? '', 10)).toBeGreaterThan(Number.parseInt(before?.name ?? '', 10));
    await wiki.reconcile();
    await expectFolded({ ...world, wiki });
  });
});

describe('a fold that another one overtakes', () => {
  /** A wiki whose fold does something of a test's before it puts its last object. */
  async function foldDuring({ store, open }: IndexWorld, meanwhile: () => Promise<unknown>) {
    const slow = await open(
      faultyStore(store, async (method, key): Promise<Fate> => {
        if (method === 'put' && key.endsWith('manifest.json')) await meanwhile();
        return 'through';
      }),
    );
    return await foldIndex({ wiki: slow });
  }

  it('changes nothing, and leaves nothing behind', async () => {
    const world = await createIndexWorld();
    await write(world, note('Home', 'one'));
    const folded = await foldDuring(world, async () => {
      await write(world, note('Home', 'two'));
      await foldIndex(world);
    });
    expect(folded).toEqual({ removedObjects: 0 });
    const { main } = await readStoredRoot(world.store);
    expect(main).toMatchObject({ generation: 2 });
    expect(await mainsIn(world.store)).toEqual([main?.name]);
    await expectFolded(world);
  });

  it('does not bring back what HEAD has left, when that was set back meanwhile', async () => {
    const world = await createIndexWorld();
    const ref = `${gitPrefix('me', 'notes')}info/refs`;
    await write(world, note('Home', 'one'));
    const backup = await world.store.get(ref);
    await foldIndex(world);
    await write(world, note('Home', 'two'));
    await write(world, note('Home', 'three'));
    const folded = await foldDuring(world, async () => {
      await world.store.put(ref, backup?.body ?? '', backup);
      await foldIndex({ wiki: await world.open() });
    });
    expect(folded).toEqual({ removedObjects: 0 });
    expect(await readStoredRoot(world.store)).toMatchObject({ generation: 1, main: { generation: 1 } });
  });

  it('does not bring it back either when another history has come further by then', async () => {
    const world = await createIndexWorld();
    const ref = `${gitPrefix('me', 'notes')}info/refs`;
    await write(world, note('Home', 'one'));
    const backup = await world.store.get(ref);
    await write(world, note('Gone', 'two'));
    let wiki = world.wiki;
    const folded = await foldDuring(world, async () => {
      await world.store.put(ref, backup?.body ?? '', backup);
      wiki = await world.open();
      for (const path of ['A', 'B']) await wiki.write({ changes: [note(path, 'other')], author: AUTHOR });
    });
    expect(folded).toEqual({ removedObjects: 0 });
    const { main, changed } = await readStoredRoot(world.store);
    expect(main).toBeUndefined();
    expect(changed.map(({ path }) => path)).toEqual(['A', 'B', 'Home']);
    await foldIndex({ wiki });
    await wiki.reconcile();
    expect((await wiki.search({ text: 'other' })).hits.map(({ path }) => path)).toEqual(['A', 'B']);
  });

  it('keeps what writers have merged meanwhile', async () => {
    const world = await createIndexWorld();
    await write(world, note('Home', 'one'));
    const folded = await foldDuring(world, async () => {
      await write(world, note('New', 'two'), note('Home', 'three'));
    });
    expect(folded?.main).toMatchObject({ generation: 1, pages: 1 });
    const root = await readStoredRoot(world.store);
    expect(root.changed).toMatchObject([
      { path: 'Home', generation: 2 },
      { path: 'New', generation: 2 },
    ]);
    expect((await world.wiki.verify()).differences).toEqual([]);
    await foldIndex(world);
    await expectFolded(world);
  });
});
