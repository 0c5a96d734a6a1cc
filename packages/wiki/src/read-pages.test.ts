import { MemoryObjectStore } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import { WikiError } from './errors.ts';
import type { PageChange } from './page-change.ts';
import { AUTHOR, faultyStore, openTestWikis } from './testing/test-wiki.ts';

const put = (path: string, content: string): PageChange => ({ op: 'put', path, content });
const BOB = { name: 'Bob', email: 'bob@example.org' };

describe('pages read together', () => {
  it('are all as of one revision, in the order asked for, with an error where there is none', async () => {
    const wiki = await openTestWikis().create('me/notes');
    const first = await wiki.write({ changes: [put('A', 'a'), put('B', 'b')], author: AUTHOR });
    await wiki.write({ changes: [put('A', 'a2'), { op: 'move', path: 'B', newPath: 'C' }], author: AUTHOR });
    const told = async (paths: string[], options = {}) =>
      (await wiki.readPages(paths, options)).map((page) => (page instanceof WikiError ? page.code : page.content));
    expect(await told(['C', 'A', 'B', 'a//b', 'A'])).toEqual(['b', 'a2', 'page-not-found', 'invalid-path', 'a2']);
    expect(await told(['A', 'B', 'C'], { revision: first.revision })).toEqual(['a', 'b', 'page-not-found']);
    const [renamed] = await wiki.readPages(['B']);
    expect(renamed).toMatchObject({ data: { newPath: 'C' } });
    await expect(wiki.readPages(['A'], { revision: 'main' })).rejects.toMatchObject({ code: 'revision-not-found' });
    await expect(wiki.readPages(new Array(101).fill('A'))).rejects.toMatchObject({ code: 'invalid-request' });
  });

  it('of a wiki without commits are not found', async () => {
    const wiki = await openTestWikis().create('me/notes');
    expect(await wiki.readPages(['A'])).toMatchObject([{ code: 'page-not-found' }]);
  });
});

describe('the last change of a page', () => {
  it('is that of the commit that made the version, also of a revision', async () => {
    const wiki = await openTestWikis().create('me/notes');
    const first = await wiki.write({ changes: [put('A', 'a')], author: AUTHOR, message: 'Begin' });
    const second = await wiki.write({ changes: [put('A', 'a2')], author: BOB, agent: 'Tess', idempotencyKey: 'k' });
    await wiki.write({ changes: [put('B', 'b')], author: AUTHOR });
    expect((await wiki.readPage('A')).lastChange).toEqual({
      revision: second.revision,
      author: BOB,
      agent: 'Tess',
      date: '2026-01-02T03:04:05.000Z',
      message: 'Write A',
    });
    const then = await wiki.readPage('A', { revision: first.revision });
    expect(then.lastChange).toMatchObject({ revision: first.revision, author: AUTHOR, message: 'Begin' });
  });

  it('is told before it is published, and left out where only a walk would find it', async () => {
    const store = new MemoryObjectStore();
    const wiki = await openTestWikis(store).create('me/notes');
    await wiki.write({ changes: [put('A', 'a')], author: AUTHOR });
    const failing = faultyStore(store, (method, key) =>
      method === 'put' && key.startsWith('fragments/') ? 'lost' : 'through',
    );
    const writer = await openTestWikis(failing, 2).open('me/notes');
    const { revision } = await writer.write({ changes: [put('A', 'a2')], author: BOB });
    expect((await wiki.readPage('A')).lastChange?.revision).toBe(revision);
    await wiki.publish();
    const back = await writer.write({ changes: [put('A', 'a')], author: BOB });
    expect((await wiki.readPage('A')).lastChange?.revision).toBe(back.revision);
    await writer.write({ changes: [put('B', 'b')], author: BOB });
    expect(await wiki.readPage('A')).not.toHaveProperty('lastChange');
  });

  it('costs two requests', async () => {
    const store = new MemoryObjectStore();
    const wiki = await openTestWikis(store).create('me/notes');
    for (let i = 0; i < 20; i++) await wiki.write({ changes: [put(`P${i % 3}`, `${i}`)], author: AUTHOR });
    const counted = countingStore(store);
    const stranger = await openTestWikis(counted).open('me/notes');
    counted.reset();
    await stranger.readPage('P1');
    // The ref, the folder, the text; the state and its commit.
    expect(counted.requests).toHaveLength(5);
  });
});
