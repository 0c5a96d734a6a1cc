import { encodeAccessRecord } from '@holt/edge';
import { MemoryObjectStore } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import { BY, type Fate, faultyStore, openTestAccess, openTestWikis, readEdgeEntry } from './testing/test-wiki.ts';

describe('making and listing wikis', () => {
  it('stopped at any request of making a public wiki leaves the edge no more open than the settings, and a repair ends it', async () => {
    let stopped = true;
    for (let stopAt = 0; stopped; stopAt++) {
      const store = new MemoryObjectStore();
      let count = 0;
      const dying = faultyStore(store, (): Fate => {
        count++;
        return count <= stopAt ? 'through' : count === stopAt + 1 ? 'answer lost' : 'lost';
      });
      await openTestWikis(dying)
        .create('me/notes', { public: true })
        .catch(() => undefined);
      stopped = count > stopAt;

      const [info] = await openTestWikis(store).list();
      const open = encodeAccessRecord({ public: true, rules: [], since: 0 });
      expect([undefined, open], `stopped at ${stopAt}`).toContain(await readEdgeEntry(store));
      if (!stopped) expect(await readEdgeEntry(store)).toBe(open);
      if (info === undefined) expect(await readEdgeEntry(store)).toBeUndefined();
      else {
        await openTestAccess(store).repair('me/notes');
        expect(await readEdgeEntry(store), `stopped at ${stopAt}`).toBe(open);
      }
    }
  });

  it('gives with an opened wiki what its settings say, and so does telling about it', async () => {
    const store = new MemoryObjectStore();
    const wikis = openTestWikis(store);
    await wikis.create('me/notes', { public: true });
    await openTestAccess(store).setRules('me/notes', [['Inner', 'editor']], BY);
    const info = {
      id: 'me/notes',
      owner: 'me',
      name: 'notes',
      public: true,
      rules: [['Inner', 'editor']],
      since: 0,
    };
    expect(await wikis.info('me/notes')).toEqual(info);
    expect(await wikis.list()).toEqual([info]);
    expect(await wikis.open('me/notes')).toMatchObject(info);
  });

  it('takes nothing that belongs to the site for a wiki', async () => {
    const store = new MemoryObjectStore();
    await store.put('control/-/tokens/wiki.json', '{}');
    expect(await openTestWikis(store).list()).toEqual([]);
  });

  it('lists wikis by id, with who may read them', async () => {
    const wikis = openTestWikis();
    await wikis.create('you/b');
    await wikis.create('me/a', { public: true });
    expect(await wikis.list()).toMatchObject([
      { id: 'me/a', public: true },
      { id: 'you/b', public: false },
    ]);
  });

  it('lists a wiki whose settings are damaged as private, beside the others, and says what is wrong when it is opened', async () => {
    const store = new MemoryObjectStore();
    const wikis = openTestWikis(store);
    await wikis.create('me/a', { public: true });
    await wikis.create('me/b', { public: true });
    await store.put('control/me/b/wiki.json', '{"id":');
    expect(await wikis.list()).toMatchObject([
      { id: 'me/a', public: true },
      { id: 'me/b', public: false },
    ]);
    await expect(wikis.open('me/b')).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringContaining('control/me/b/wiki.json'),
    });
  });
});
