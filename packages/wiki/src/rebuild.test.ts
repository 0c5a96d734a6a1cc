import { MemoryObjectStore, type ObjectStore } from '@holt/storage';
import { countingStore } from '@holt/storage/testing';
import { describe, expect, it } from 'vitest';
import { makeSampleWiki } from './testing/sample-wiki.ts';
import { AUTHOR, type Fate, faultyStore, openTestWikis } from './testing/test-wiki.ts';

const fragment = (name: string) => `fragments/me/notes/${name}`;
const CHECKPOINT = 'control/me/notes/rebuild.json';
const open = (store: ObjectStore) => openTestWikis(store).open('me/notes');

/** Breaks artifacts in every way; returns the keys. */
async function breakEverything(store: ObjectStore): Promise<string[]> {
  const rewrite = async (name: string, body: string, metadata?: Record<string, string>) => {
    const { body: _, ...headers } = (await store.get(fragment(name))) ?? { body: '' };
    await store.put(fragment(name), body, { ...headers, ...(metadata && { metadata }) });
    return fragment(name);
  };
  await store.delete(fragment('pages/Home.html'));
  await store.delete(fragment('-/index.html'));
  return [
    fragment('pages/Home.html'),
    fragment('-/index.html'),
    await rewrite('pages/Design/Topic.html', 'changed'),
    await rewrite('pages/Design/Topic.md', 'from the future', { generation: '900' }),
    await rewrite('pages/Design/Memo.md', 'as of an older version', { generation: '2' }),
    await rewrite('pages/Design/Memo.html', 'too new', { generation: '8' }),
    await rewrite('pages/Gone.md', 'again', { generation: '5' }),
    await rewrite('pages/Nothing.html', 'extra'),
    await rewrite('pages/Later/Page.html', '', { generation: '900', state: 'deleted' }),
    await rewrite('-/files/img/a_b.png', 'not a picture'),
    await rewrite('-/changes.json', '{"garbage'),
    await rewrite('-/changes.html', ''),
    await rewrite('sidebar.json', '[]'),
  ];
}

describe('rebuilding a wiki', () => {
  it('makes good whatever is broken, tells what, and leaves the rest alone', async () => {
    const store = new MemoryObjectStore();
    await makeSampleWiki(store);
    const broken = await breakEverything(store);
    const before = await store.list({ prefix: fragment('') });
    const wiki = await open(store);
    const report = await wiki.rebuild();
    expect(report.repaired.map(({ key }) => key)).toEqual([...broken].sort());
    expect(report.resumed).toBe(false);
    expect((await wiki.verify()).differences).toEqual([]);
    const after = new Map((await store.list({ prefix: fragment('') })).objects.map(({ key, etag }) => [key, etag]));
    for (const { key, etag } of before.objects) {
      if (!broken.includes(key)) expect(after.get(key), key).toBe(etag);
    }
    expect(await store.head(CHECKPOINT)).toBeUndefined();
    expect((await wiki.rebuild()).repaired).toEqual([]);
  });

  it('lets writes publish again that an artifact from the future held off', async () => {
    const store = new MemoryObjectStore();
    await makeSampleWiki(store);
    await breakEverything(store);
    const wiki = await open(store);
    await wiki.rebuild();
    await wiki.write({
      changes: [
        { op: 'put', path: 'Later/Page', content: '# Now\n' },
        { op: 'edit', path: 'Design/Topic', oldText: 'one', newText: '1' },
      ],
      author: AUTHOR,
    });
    expect(await store.head(fragment('pages/Later/Page.html'))).toMatchObject({ metadata: { generation: '9' } });
    expect((await wiki.verify()).differences).toEqual([]);
  });

  it('leaves a tombstone for what should not be there, so that a late writer can not bring it back', async () => {
    const store = new MemoryObjectStore();
    const { wiki } = await makeSampleWiki(store);
    await store.put(fragment('pages/X/Y.html'), 'x', { contentType: 'text/html' });
    await wiki.rebuild();
    expect(await store.get(fragment('pages/X/Y.html'))).toMatchObject({
      contentType: 'text/html',
      metadata: { state: 'deleted', generation: '8' },
      sizeBytes: 0,
    });
  });

  it('never replaces what the publisher of a newer HEAD has put meanwhile', async () => {
    const store = new MemoryObjectStore();
    await makeSampleWiki(store);
    await breakEverything(store);
    const busy = await openTestWikis(store, 2).open('me/notes');
    let writes = 0;
    const meddling = faultyStore(store, async (method, key): Promise<Fate> => {
      if (method === 'put' && key === fragment('pages/Design/Topic.html') && writes === 0) {
        writes++;
        const content = '# Renamed\n\nnewer\n';
        await busy.write({ changes: [{ op: 'put', path: 'Design/Topic', content }], author: AUTHOR });
      }
      return 'through';
    });
    await (await open(meddling)).rebuild();
    expect(writes).toBe(1);
    const topic = await store.get(fragment('pages/Design/Topic.html'));
    expect(new TextDecoder().decode(topic?.body)).toContain('Renamed');
    expect((await (await open(store)).verify()).differences).toEqual([]);
  });

  it('that was stopped goes on where it was, also when others have written since', async () => {
    const pages = 800;
    const store = new MemoryObjectStore();
    const wiki = await openTestWikis(store).create('me/notes');
    const changes = Array.from({ length: pages }, (_, i) => ({
      op: 'put' as const,
      path: `Folder/Page_${i}`,
      content: `# Page ${i}\n`,
    }));
    await wiki.write({ changes, author: AUTHOR });
    for (let i = 0; i < pages; i += 7) await store.delete(fragment(`pages/Folder/Page_${i}.html`));

    let looks = 0;
    const dying = faultyStore(store, (_method, key) =>
      key.startsWith(fragment('')) && ++looks > pages * 4 ? 'lost' : 'through',
    );
    await expect((await open(dying)).rebuild()).rejects.toMatchObject({ code: 'unavailable' });
    await (await open(store)).write({
      changes: [{ op: 'put', path: 'Folder/Page_3', content: '# Page 3\n\nanew\n' }],
      author: AUTHOR,
    });

    const counting = countingStore(store);
    const report = await (await open(counting)).rebuild();
    expect(report.resumed).toBe(true);
    const compared = counting.requests.filter(
      ({ method, key }) => method === 'get' && key.startsWith(fragment('pages/Folder/')),
    );
    // Of eight artifacts a page, half had been looked at; of these two of each, at least 400 had been done.
    expect(compared.length).toBeLessThan(pages * 2 - 400);
    expect(compared.map(({ key }) => key)).toContain(fragment('pages/Folder/Page_3.html'));
    expect((await wiki.verify()).differences).toEqual([]);
  }, 120_000);

  it('takes a checkpoint that is garbage for none', async () => {
    const store = new MemoryObjectStore();
    const { wiki } = await makeSampleWiki(store);
    await breakEverything(store);
    await store.put(CHECKPOINT, '{"shell":');
    await wiki.rebuild();
    expect((await wiki.verify()).differences).toEqual([]);
    expect(await store.head(CHECKPOINT)).toBeUndefined();
  });

  it('tells how far it is', async () => {
    const { wiki } = await makeSampleWiki(new MemoryObjectStore());
    const told: [number, number][] = [];
    await wiki.rebuild({ onProgress: (done, total) => told.push([done, total]) });
    expect(told.at(-1)?.[0]).toBe(told.at(-1)?.[1]);
    expect(told.length).toBeGreaterThan(5);
  });
});

describe('reconciling a wiki', () => {
  it.each([
    ['is garbage', 'garbage'],
    ['is of a generation that the wiki has not reached', undefined],
  ])('makes a mark that %s anew, so that writes publish again', async (_what, garbage) => {
    const store = new MemoryObjectStore();
    const { wiki: before, revisions } = await makeSampleWiki(store);
    const body = garbage ?? JSON.stringify({ revision: revisions.at(-1), generation: 900, commits: [] });
    await store.put(fragment('-/changes.json'), body, { metadata: { generation: '900' } });
    expect((await before.verify()).differences).toHaveLength(1);
    const wiki = await open(store);
    const write = (content: string) => wiki.write({ changes: [{ op: 'put', path: 'Home', content }], author: AUTHOR });
    expect(await write('# One\n')).toMatchObject(
      garbage === undefined
        ? { committed: true }
        : {
            committed: true,
            published: false,
            publishError: expect.stringContaining('holt rebuild --wiki me/notes'),
          },
    );
    await wiki.reconcile();
    expect(await write('# Two\n')).toMatchObject({ published: true });
    expect((await wiki.verify()).differences).toEqual([]);
  });

  it('makes artifacts follow a HEAD that was set back by a backup', async () => {
    const store = new MemoryObjectStore();
    const { wiki, revisions } = await makeSampleWiki(store);
    const old = await store.get('git/me/notes/info/refs');
    for (const content of ['# One\n', '# Two\n']) {
      await wiki.write({ changes: [{ op: 'put', path: `Later/${content[2]}`, content }], author: AUTHOR });
    }
    await store.put('git/me/notes/info/refs', old?.body ?? '', old);
    const after = await open(store);
    await after.reconcile();
    expect(await after.verify()).toMatchObject({ revision: revisions.at(-1), differences: [], complete: true });
    expect(
      await after.write({ changes: [{ op: 'put', path: 'Later/O', content: 'new' }], author: AUTHOR }),
    ).toMatchObject({
      generation: 9,
      published: true,
    });
    expect((await after.verify()).differences).toEqual([]);
  });

  it('goes on with a rebuild that was stopped, once it is clear that nobody does', async () => {
    const store = new MemoryObjectStore();
    await makeSampleWiki(store);
    await store.delete(fragment('pages/Design/Topic.html'));
    const dying = faultyStore(
      store,
      (method, key): Fate => (method === 'put' && key.startsWith(fragment('')) ? 'lost' : 'through'),
    );
    await expect((await open(dying)).rebuild()).rejects.toMatchObject({ code: 'unavailable' });
    expect(await store.head(CHECKPOINT)).toBeDefined();
    await (await open(store)).reconcile();
    expect(await store.head(fragment('pages/Design/Topic.html'))).toBeUndefined();

    const checkpoint = await store.get(CHECKPOINT);
    const longAgo = new TextDecoder().decode(checkpoint?.body).replace(/"putAtMs":\d+/, '"putAtMs":1');
    await store.put(CHECKPOINT, longAgo);
    await (await open(store)).reconcile();
    expect(await store.head(fragment('pages/Design/Topic.html'))).toBeDefined();
    expect(await store.head(CHECKPOINT)).toBeUndefined();
  });
});
