import { MemoryObjectStore, manualClock, openKeyValueStore, seededRandom } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import type { PageChange } from './page-change.ts';
import { AUTHOR } from './testing/test-wiki.ts';
import { openWikis } from './wikis.ts';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });
const START_MS = Date.UTC(2026, 2, 1);
const HOUR_MS = 3_600_000;

function openAt(store = new MemoryObjectStore()) {
  const clock = manualClock(START_MS);
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  return { clock, store, wikis: openWikis({ store, keyValues, clock, random: seededRandom(1) }) };
}

describe('a list of the pages that changed since a time', () => {
  it('has those that are not as they were, each with the time of its last change', async () => {
    const { clock, wikis } = openAt();
    const wiki = await wikis.create('me/notes');
    const write = async (...changes: PageChange[]) => {
      await clock.advance(HOUR_MS);
      await wiki.write({ changes, author: AUTHOR });
    };
    await write(put('A', '1'), put('B', '1'), put('C', '1'));
    await write(put('B', '2'));
    await write(put('D', '1'), put('B', '3'));
    await write({ op: 'delete', path: 'C' });
    const at = (hours: number) => START_MS + hours * HOUR_MS;
    const since = async (hours: number) =>
      (await wiki.listPages({ updatedSince: at(hours) })).pages.map(({ path, updated }) => [path, updated]);
    const iso = (hours: number) => new Date(at(hours)).toISOString();
    expect(await since(5)).toEqual([]);
    expect(await since(3)).toEqual([
      ['B', iso(3)],
      ['D', iso(3)],
    ]);
    expect(await since(3.5)).toEqual([]);
    expect(await since(2)).toEqual([
      ['B', iso(3)],
      ['D', iso(3)],
    ]);
    expect(await since(0)).toEqual([
      ['A', iso(1)],
      ['B', iso(3)],
      ['D', iso(3)],
    ]);
    const first = await wiki.listPages({ updatedSince: at(0), limit: 2 });
    expect(first.next).toBe('B');
    expect((await wiki.listPages({ updatedSince: at(0), startAfter: 'B' })).pages.map(({ path }) => path)).toEqual([
      'D',
    ]);
    expect((await wiki.listPages()).pages[0]).not.toHaveProperty('updated');
  });

  it('is the same where the time is further back than 200 commits, from a bounded number of requests', async () => {
    const { clock, store, wikis } = openAt();
    const wiki = await wikis.create('me/notes');
    await wiki.write({ changes: [put('Old', 'o'), put('Tagged', '---\ntags: [t]\n---\n')], author: AUTHOR });
    await clock.advance(HOUR_MS);
    for (let i = 0; i < 230; i++) await wiki.write({ changes: [put(`P${i % 10}`, `${i}`)], author: AUTHOR });
    const counted = countingStore(store);
    const stranger = await openAt(counted as never).wikis.open('me/notes');
    counted.reset();
    const { pages } = await stranger.listPages({ updatedSince: START_MS + HOUR_MS });
    expect(pages.map(({ path }) => path)).toEqual(Array.from({ length: 10 }, (_, i) => `P${i}`));
    // The ref, the sidebar, the folder, the mark, 101 commits behind it, 12 states.
    expect(counted.requests.length).toBeLessThanOrEqual(120);
    const tagged = await stranger.listPages({ updatedSince: START_MS, tag: 'T' });
    expect(tagged.pages.map(({ path }) => path)).toEqual(['Tagged']);
  }, 60_000);
});

describe('a list of the pages with a tag', () => {
  it('goes on behind the last page that it looked at', async () => {
    const { wikis } = openAt();
    const wiki = await wikis.create('me/notes');
    const changes = Array.from({ length: 20 }, (_, i) =>
      put(`P${String(i).padStart(2, '0')}`, `---\ntags: ${i % 4 ? 'b' : 'a'}\n---\n`),
    );
    await wiki.write({ changes, author: AUTHOR });
    const first = await wiki.listPages({ tag: 'a', limit: 2 });
    expect(first).toMatchObject({ total: 20, next: 'P04' });
    const rest = await wiki.listPages({ tag: 'a', startAfter: 'P04' });
    expect([...first.pages, ...rest.pages].map(({ path }) => path)).toEqual(['P00', 'P04', 'P08', 'P12', 'P16']);
    expect(rest.next).toBeUndefined();
  });
});
