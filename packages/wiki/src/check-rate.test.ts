import { MemoryObjectStore, manualClock, type ObjectStore, openKeyValueStore, seededRandom } from '@holt/storage';
import { chainStore, countingStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import type { PageChange, WriteLimits } from './page-change.ts';
import { AUTHOR } from './testing/test-wiki.ts';
import { openWikis } from './wikis.ts';

const START_MS = Date.UTC(2026, 2, 1);
const BOB = { name: 'Bob', email: 'bob@example.org' };
const MEBIBYTE = 1024 * 1024;
const WIDE = { writesPerMinute: 1000, bytesPerMinute: 1000 * MEBIBYTE };

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });

async function makeWiki(limits: WriteLimits, store: ObjectStore = new MemoryObjectStore()) {
  const clock = manualClock(START_MS);
  // Who waits for another writer moves the time on.
  const sleeping = { now: clock.now, sleep: (ms: number) => clock.advance(ms) };
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  let count = 0;
  const open = (seed = 1, through = store) =>
    openWikis({ store: through, keyValues, clock: sleeping, random: seededRandom(seed) });
  const wiki = await open().create('me/notes');
  const write = (
    options: { author?: typeof AUTHOR; changes?: PageChange[]; idempotencyKey?: string } = {},
    by = wiki,
  ) => {
    count++;
    return by.write({ changes: [put('P', `text ${count}`)], author: AUTHOR, limits, ...options });
  };
  return { clock, store, open, wiki, write };
}

describe('writes in a minute', () => {
  it('are as many as the limit, and the refusal says when the next one may be sent', async () => {
    const { clock, wiki, write } = await makeWiki({ ...WIDE, writesPerMinute: 3 });
    await write();
    await clock.advance(20_000);
    await write();
    await write();
    const { revision } = await wiki.readPage('P');
    await clock.advance(5_000);
    await expect(write()).rejects.toMatchObject({ code: 'rate-limited', data: { retryAfterSeconds: 35 } });
    expect((await wiki.readPage('P')).revision).toBe(revision);
    await clock.advance(34_000);
    await expect(write()).rejects.toMatchObject({ data: { retryAfterSeconds: 1 } });
    await clock.advance(1_000);
    await write();
    await expect(write()).rejects.toMatchObject({ data: { retryAfterSeconds: 20 } });
  });

  it('are counted for each author alone', async () => {
    const { write } = await makeWiki({ ...WIDE, writesPerMinute: 2 });
    await write();
    await write();
    await write({ author: BOB });
    await write({ author: BOB });
    await expect(write({ author: BOB })).rejects.toMatchObject({ code: 'rate-limited' });
    await expect(write()).rejects.toMatchObject({ code: 'rate-limited' });
  });

  it('are counted over all processes, also where nothing is published', async () => {
    const { open, store, write } = await makeWiki({ ...WIDE, writesPerMinute: 2 });
    const other = await open(2).open('me/notes');
    await write();
    await write({}, other);
    await expect(write()).rejects.toMatchObject({ code: 'rate-limited' });
    await store.delete('fragments/me/notes/-/changes.json');
    await expect(write({}, await open(3).open('me/notes'))).rejects.toMatchObject({ code: 'rate-limited' });
  });

  it('more than the hundred that the recent changes list are counted, too', async () => {
    const { write } = await makeWiki({ ...WIDE, writesPerMinute: 105 });
    for (let i = 0; i < 105; i++) await write();
    await expect(write()).rejects.toMatchObject({ code: 'rate-limited' });
  }, 60_000);

  it('a replay of a known key is none', async () => {
    const { write } = await makeWiki({ ...WIDE, writesPerMinute: 1 });
    const first = await write({ changes: [put('P', 'once')], idempotencyKey: 'k' });
    await expect(write()).rejects.toMatchObject({ code: 'rate-limited' });
    const again = await write({ changes: [put('P', 'once')], idempotencyKey: 'k' });
    expect(again).toMatchObject({ revision: first.revision, replayed: true });
  });
});

describe('bytes in a minute', () => {
  const large = (path: string, bytes: number): PageChange => ({
    op: 'store',
    path,
    content: new Uint8Array(bytes).fill(path.length),
  });

  it('are those of the files that the author stored', async () => {
    const { clock, write } = await makeWiki({ ...WIDE, bytesPerMinute: 5 * MEBIBYTE });
    await write({ changes: [large('a.bin', 3 * MEBIBYTE)] });
    await clock.advance(10_000);
    await write({ changes: [large('bb.bin', MEBIBYTE)] });
    await expect(write({ changes: [large('ccc.bin', 2 * MEBIBYTE)] })).rejects.toMatchObject({
      code: 'rate-limited',
      data: { retryAfterSeconds: 50 },
    });
    await write({ changes: [large('ccc.bin', 3 * MEBIBYTE)], author: BOB });
    await write({ changes: [large('dddd.bin', MEBIBYTE)] });
    await clock.advance(50_000);
    await write({ changes: [large('eeeee.bin', 2 * MEBIBYTE)] });
  });

  it('of one request over all that may be stored are refused for good', async () => {
    const { write } = await makeWiki({ ...WIDE, bytesPerMinute: MEBIBYTE });
    await expect(write({ changes: [large('a.bin', MEBIBYTE + 1)] })).rejects.toMatchObject({ code: 'too-large' });
  });
});

describe('within the limits', () => {
  const limits = { writesPerMinute: 60, bytesPerMinute: 32 * MEBIBYTE };

  it('a write makes the same requests as without them', async () => {
    const measure = async (given: Partial<{ limits: WriteLimits }>) => {
      const { open, store, wiki } = await makeWiki(limits);
      for (let i = 0; i < 5; i++) await wiki.write({ changes: [put('P', `text ${i}`)], author: AUTHOR });
      const counted = countingStore(store);
      const process = await open(2, counted).open('me/notes');
      const measured: unknown[] = [];
      for (const text of ['cold', 'warm']) {
        counted.reset();
        await process.write({ changes: [put('P', text)], author: AUTHOR, ...given });
        measured.push(
          counted.requests.map(({ method, key }) => `${method} ${key.replace(/[0-9a-f/]{39,}/, '*')}`).sort(),
        );
      }
      return measured;
    };
    expect(await measure({ limits })).toEqual(await measure({}));
  });

  it('a writer who knows the wiki waits for at most 4 calls of the store, one after the other', async () => {
    const { open, store, wiki } = await makeWiki(limits);
    await wiki.write({ changes: [put('P', 'text')], author: AUTHOR });
    const chained = chainStore(store);
    const process = await open(2, chained).open('me/notes');
    await process.write({ changes: [put('P', 'first')], author: AUTHOR, limits });
    // The least counts, as in chain.test.ts.
    const longest: number[] = [];
    for (const text of ['a', 'b', 'c']) {
      chained.reset();
      await process.write({ changes: [put('P', text)], author: AUTHOR, limits });
      longest.push(chained.longest);
    }
    expect(Math.min(...longest)).toBeLessThanOrEqual(4);
  });

  it('of who is over them nothing is stored', async () => {
    const counted = countingStore(new MemoryObjectStore());
    const { write } = await makeWiki({ ...WIDE, writesPerMinute: 2 }, counted);
    await write();
    await write();
    counted.reset();
    for (let i = 0; i < 5; i++) await expect(write()).rejects.toMatchObject({ code: 'rate-limited' });
    expect(counted.requests.filter(({ method }) => method === 'put')).toEqual([]);
  });
});
