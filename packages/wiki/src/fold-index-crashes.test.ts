import { GitError } from '@holt/git';
import { SearchError } from '@holt/search';
import { type ObjectStore, StorageError, seededRandom } from '@holt/storage';
import { expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import {
  copyStore,
  createIndexWorld,
  HOUR_MS,
  type IndexWorld,
  mainOfHead,
  mainsIn,
  readMain,
  readStoredRoot,
  readWhole,
} from './testing/index-world.ts';
import { interleave } from './testing/interleave.ts';
import { AUTHOR } from './testing/test-wiki.ts';
import { type Delivery, unreliableStore } from './testing/unreliable-store.ts';

const note = (path: string, words: string): PageChange => ({ op: 'put', path, content: `# ${path}\n\n${words}\n` });

async function write({ wiki }: Pick<IndexWorld, 'wiki'>, ...changes: PageChange[]) {
  expect(await wiki.write({ changes, author: AUTHOR })).toMatchObject({ published: true });
}

const foldIndex = ({ wiki }: Pick<IndexWorld, 'wiki'>) => wiki.fold({ only: 'index' });

/** A wiki whose next fold has pages to take in, and an older main part to remove, and what a fold has left behind. */
async function makeWorld(): Promise<IndexWorld> {
  const world = await createIndexWorld();
  await write(world, note('Home', 'lighthouse'), note('Deep/Sea', 'diver'));
  await foldIndex(world);
  await write(world, note('Home', 'harbour'));
  const cut = await world.open(
    unreliableStore(world.store, (_, key) => (key.endsWith('words/0.json') ? 'lost' : 'through')),
  );
  await cut.fold({ only: 'index' }).catch(() => undefined);
  await foldIndex(world);
  await world.clock.advance(HOUR_MS);
  await write(world, note('More', 'anchor'), { op: 'delete', path: 'Deep/Sea' });
  return world;
}

/** By revision. */
const fresh = new Map<string, Promise<Map<string, string>>>();

async function expectFolded(world: IndexWorld, when: string): Promise<void> {
  const root = await readStoredRoot(world.store);
  expect(root, when).toMatchObject({ changed: [] });
  const main = root.main && (await readMain(world.store, root.main));
  const expected = fresh.get(root.revision) ?? mainOfHead(world);
  fresh.set(root.revision, expected);
  expect(main, when).toEqual(await expected);
}

function isExpected(error: unknown): boolean {
  return [StorageError, SearchError, GitError].some((kind) => error instanceof kind);
}

it.each(['lost', 'answer lost', 'late'] satisfies Delivery[])(
  'a fold that dies at any of its requests, which is %s, harms no reader, and the next one ends it',
  async (delivery) => {
    const made = await makeWorld();
    let isDead = true;
    for (let dieAt = 1; isDead; dieAt++) {
      const when = `died at request ${dieAt}`;
      const store = await copyStore(made.store);
      const world = { ...made, store };
      const before = await readStoredRoot(store);
      const dying = unreliableStore(store, (request) =>
        request < dieAt ? 'through' : request === dieAt ? delivery : 'lost',
      );
      const wiki = await made.open(dying).catch(() => undefined);
      isDead = wiki === undefined;
      await wiki?.fold({ only: 'index' }).catch((error: unknown) => {
        isDead = true;
        expect(isExpected(error), `${when}: ${error}`).toBe(true);
      });
      await readWhole(store, before);
      await readWhole(store, await readStoredRoot(store));

      const next = { ...world, wiki: await made.open(store) };
      await foldIndex(next);
      await expectFolded(next, when);
      await dying.deliver();
      await expectFolded(next, `${when}, and it was late`);
      await readWhole(store, before);

      await write(next, note('Last', 'buoy'));
      await foldIndex(next);
      const old = await readStoredRoot(store);
      expect(await mainsIn(store), when).toEqual(
        [...old.former.map(({ name }) => name), old.main?.name].sort((a, b) => (String(a) < String(b) ? -1 : 1)),
      );
      await expectFolded(next, when);
    }
  },
  120_000,
);

it.each(Array.from({ length: 8 }, (_, seed) => seed + 1))(
  'two folds at once beside a writer: whoever reads meanwhile finds a whole index, and it ends as it should be (seed %i)',
  async (seed) => {
    const made = await makeWorld();
    const { store } = made;
    const random = seededRandom(`interleaved folds ${seed}`);
    const draw = (below: number) => (random.bytes(4)[0] as number) % below;
    const roots = [await readStoredRoot(store)];
    const fold = async (seen: ObjectStore) => (await made.open(seen)).fold({ only: 'index' });
    const ends = await interleave(
      store,
      [
        fold,
        fold,
        async (seen) => {
          const wiki = await made.open(seen);
          await wiki.write({ changes: [note('Home', 'pier'), note('New', 'gull')], author: AUTHOR });
          await wiki.fold({ only: 'index' });
        },
      ],
      {
        pick: (waiting) => draw(waiting.length),
        decide: () => 'through',
        async check() {
          const root = await readStoredRoot(store);
          if (root.main?.name !== roots.at(-1)?.main?.name) roots.push(root);
          // Whoever has begun with any of them.
          for (const begun of roots) await readWhole(store, begun);
        },
      },
    );
    expect(ends).toEqual([undefined, undefined, undefined]);
    const wiki = await made.open(store);
    expect((await wiki.verify()).differences).toEqual([]);
    await foldIndex({ wiki });
    await expectFolded(made, `seed ${seed}`);
  },
  60_000,
);
