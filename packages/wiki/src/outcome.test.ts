import {
  MemoryObjectStore,
  type ObjectStore,
  openKeyValueStore,
  type PutOptions,
  StorageError,
  seededRandom,
} from '@holt/storage';
import { describe, expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import { AUTHOR, type Fate, faultyStore, openTestWikis } from './testing/test-wiki.ts';
import { openWikis } from './wikis.ts';

const REF = 'git/me/notes/info/refs';
const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });
const append = (path: string, line: string): PageChange => ({
  op: 'edit',
  path,
  oldText: 'END',
  newText: `${line}\nEND`,
});

async function makeWiki(store: ObjectStore) {
  const wiki = await openTestWikis(store).create('me/notes');
  await wiki.write({ changes: [put('A', 'END')], author: AUTHOR });
}

/** A process of its own; on its clock a second passes each time it looks, so that no two commits are the same by chance. */
async function open(store: ObjectStore, seed: number) {
  let nowMs = Date.UTC(2026, 0, 2);
  const clock = { now: () => (nowMs += 1000), sleep: async () => undefined };
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  return openWikis({ store, keyValues, clock, random: seededRandom(seed) }).open('me/notes');
}

async function textOf(store: ObjectStore, path: string) {
  return (await (await open(store, 99)).readPage(path)).content;
}

type Fates = ('late' | 'conflict' | 'answer lost' | 'overtaken')[];

/** Gives each put of the ref the fate that is next in line; after the last, all go through. */
function refStore(store: ObjectStore, fates: Fates) {
  const late: (() => Promise<unknown>)[] = [];
  const wrapped: ObjectStore = {
    get: (key) => store.get(key),
    head: (key) => store.head(key),
    list: (options) => store.list(options),
    delete: (key, options) => store.delete(key, options),
    async put(key: string, body: Uint8Array | string, options?: PutOptions) {
      const fate = key === REF ? fates.shift() : undefined;
      if (fate === 'conflict') throw new StorageError('conflict', key, 'Another write is in flight.');
      if (fate === 'overtaken') await late.shift()?.();
      if (fate === 'late') late.push(() => store.put(key, body, options));
      else {
        const answer = await store.put(key, body, options);
        if (fate !== 'answer lost') return answer;
      }
      throw new StorageError('unavailable', key, 'No answer came.');
    },
  };
  return { wrapped, arrive: async () => await Promise.allSettled(late.map((request) => request())) };
}

describe('what became of a write', () => {
  it('is told as unknown, not as failed, when the commit may be in and the ref can not be read', async () => {
    const store = new MemoryObjectStore();
    await makeWiki(store);
    let isSent = false;
    const silent = faultyStore(store, (method, key): Fate => {
      if (key !== REF) return 'through';
      if (method === 'put') {
        isSent = true;
        return 'answer lost';
      }
      return isSent ? 'lost' : 'through';
    });
    const wiki = await open(silent, 2);
    await expect(wiki.write({ changes: [append('A', 'one')], author: AUTHOR })).rejects.toMatchObject({
      code: 'unknown-outcome',
    });
    expect(await textOf(store, 'A')).toBe('one\nEND');
  });

  it.each([
    ['late, then refused as one of two at once', ['late', 'conflict']],
    ['late twice', ['late', 'late']],
    ['applied, and its answer lost', ['answer lost']],
    ['refused as one of two at once, then late', ['conflict', 'conflict', 'late']],
    ['late, refused as one of two at once, then overtaken by the late one', ['late', 'conflict', 'overtaken']],
  ] satisfies [string, Fates][])(
    'is settled by one commit, without a key too, when the request for the ref is %s',
    async (_what, fates) => {
      const store = new MemoryObjectStore();
      await makeWiki(store);
      const { wrapped, arrive } = refStore(store, fates);
      const wiki = await open(wrapped, 2);
      const result = await wiki.write({ changes: [append('A', 'one')], author: AUTHOR });
      await arrive();
      expect(await textOf(store, 'A')).toBe('one\nEND');
      expect(result.generation).toBe(2);
      expect(await (await open(store, 3)).readPage('A')).toMatchObject({ revision: result.revision });
    },
  );

  it('is a commit on top of what another process wrote since this one last saw the wiki', async () => {
    const store = new MemoryObjectStore();
    await makeWiki(store);
    const [mine, other] = [await open(store, 2), await open(store, 3)];
    await mine.write({ changes: [append('A', 'one')], author: AUTHOR });
    await other.write({ changes: [append('A', 'two'), put('B', 'new')], author: AUTHOR });
    await mine.write({ changes: [append('A', 'three')], author: AUTHOR });
    expect(await textOf(store, 'A')).toBe('one\ntwo\nthree\nEND');
    // Impossible as far as this process knew: whether it is one, the present HEAD decides.
    await other.write({ changes: [put('C', 'END')], author: AUTHOR });
    await mine.write({ changes: [append('C', 'one')], author: AUTHOR });
    expect(await textOf(store, 'C')).toBe('one\nEND');
  });

  it('is not "unchanged" when it only was so before another process wrote', async () => {
    const store = new MemoryObjectStore();
    await makeWiki(store);
    const [mine, other] = [await open(store, 2), await open(store, 3)];
    await mine.write({ changes: [put('A', 'one')], author: AUTHOR });
    await other.write({ changes: [put('A', 'two')], author: AUTHOR });
    expect(await mine.write({ changes: [put('A', 'one')], author: AUTHOR })).toMatchObject({ unchanged: false });
    expect(await textOf(store, 'A')).toBe('one');
  });
});
