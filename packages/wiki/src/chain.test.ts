import {
  type Clock,
  MemoryObjectStore,
  type ObjectStore,
  openKeyValueStore,
  seededRandom,
  systemClock,
} from '@holt/storage';
import { type ChainStore, chainStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import type { PageChange, WriteRequest } from './page-change.ts';
import { AUTHOR } from './testing/test-wiki.ts';
import { openWikis } from './wikis.ts';

/**
 * What a far store's latency multiplies. Each is measured on a few edits, of which the least counts: a chain that a pause of this
 * machine lengthened is no chain of the code.
 */
const EDITS = 3;
const PATH = 'Folder_001/Page_00103';

const HOUR_MS = 60 * 60 * 1000;

const open = (store: ObjectStore, clock: Clock = systemClock) =>
  openWikis({
    store,
    keyValues: openKeyValueStore({ store, key: 'control/key-values.json' }),
    clock,
    random: seededRandom(1),
  });

/** 200 pages in two folders, and a few edits. */
async function makeWiki(clock?: Clock): Promise<ObjectStore> {
  const store = new MemoryObjectStore();
  const wiki = await open(store, clock).create('me/notes');
  const path = (i: number) => `Folder_00${Math.floor(i / 100)}/Page_${String(i).padStart(5, '0')}`;
  const changes = Array.from({ length: 200 }, (_, i): PageChange => ({ op: 'put', path: path(i), content: `# P${i}` }));
  await wiki.write({ changes, author: AUTHOR });
  for (const text of ['one', 'two']) await wiki.write(edit(text));
  return store;
}

/** The same, but that all objects are in packs only, except those of HEAD. */
async function makeFoldedWiki(): Promise<ObjectStore> {
  const store = await makeWiki({ ...systemClock, now: () => Date.now() - 3 * HOUR_MS });
  const foldAt = async (hoursAgo: number) => {
    const clock = { ...systemClock, now: () => Date.now() - hoursAgo * HOUR_MS };
    return (await open(store, clock).open('me/notes')).fold();
  };
  await foldAt(3);
  expect((await foldAt(1))?.removedObjects).toBeGreaterThan(200);
  return store;
}

const edit = (text: string): WriteRequest => ({
  changes: [{ op: 'put', path: PATH, content: `# P103\n\n${text}\n` }],
  author: AUTHOR,
});

/** The ways in which agents send an edit. */
const edits: [how: string, edit: (text: string) => WriteRequest][] = [
  ['of the page it wrote last', edit],
  ['with an idempotency key', (text) => ({ ...edit(text), idempotencyKey: text.replaceAll(' ', '-') })],
  [
    'of a page it has not seen',
    (text) => ({
      ...edit(text),
      changes: [{ op: 'put', path: `Folder_000/Page_0000${text.at(-1)}`, content: `# P${text.at(-1)}\n\n${text}` }],
    }),
  ],
];

/** The longest chain of the shortest of a few edits, and that edit's calls with their depths. */
async function shortestChain(store: ChainStore, work: (text: string) => Promise<unknown>) {
  const measured: { longest: number; calls: string[] }[] = [];
  for (let i = 0; i < EDITS; i++) {
    store.reset();
    await work(`edit ${i}`);
    measured.push({
      longest: store.longest,
      calls: store.calls.map(({ depth, method, key }) => `${depth} ${method} ${key}`),
    });
  }
  return measured.reduce((least, each) => (each.longest < least.longest ? each : least));
}

const wikis: [which: string, make: () => Promise<ObjectStore>][] = [
  ['a new wiki', () => makeWiki()],
  ['a wiki that was folded', makeFoldedWiki],
];

describe.each(wikis)('in %s', (_which, make) => {
  describe.each(edits)('an edit %s', (_how, request) => {
    it('makes a writer who knows the wiki wait for at most 4 calls of the store, one after the other', async () => {
      const store = chainStore(await make());
      const wiki = await open(store).open('me/notes');
      await wiki.write(edit('the first of this writer'));
      const { longest, calls } = await shortestChain(store, (text) => wiki.write(request(text)));
      expect(longest, calls.join('\n')).toBeLessThanOrEqual(4);
    });

    it('makes a writer who knows nothing yet wait for at most 7, from opening the wiki on', async () => {
      const store = chainStore(await make());
      const { longest, calls } = await shortestChain(store, async (text) => {
        await (await open(store).open('me/notes')).write(request(text));
      });
      expect(longest, calls.join('\n')).toBeLessThanOrEqual(7);
    });
  });
});
