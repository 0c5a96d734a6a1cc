import { MemoryObjectStore, type ObjectStore, openKeyValueStore } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import { type Fate, faultyStore, openTestWikis } from './testing/test-wiki.ts';

const isOpen = async (store: ObjectStore) =>
  (await openKeyValueStore({ store, key: 'control/key-values.json' }).get('public:me/notes')) === '1';

describe('opening a wiki to readers and closing it', () => {
  it('stopped at any request leaves a wiki no more open than before or asked for, and a repair ends it', async () => {
    for (const [from, to] of [
      [undefined, true],
      [false, true],
      [true, false],
    ] as const) {
      let stopped = true;
      for (let stopAt = 0; stopped; stopAt++) {
        const store = new MemoryObjectStore();
        if (from !== undefined) await openTestWikis(store).create('me/notes', { public: from });
        let count = 0;
        const dying = faultyStore(store, (): Fate => {
          count++;
          return count <= stopAt ? 'through' : count === stopAt + 1 ? 'answer lost' : 'lost';
        });
        const wikis = openTestWikis(dying);
        const work = from === undefined ? wikis.create('me/notes', { public: to }) : wikis.setPublic('me/notes', to);
        await work.catch(() => undefined);
        stopped = count > stopAt;

        const after = openTestWikis(store);
        const [info] = await after.list();
        if (info === undefined) continue;
        if (await isOpen(store)) expect(from === true || to, `stopped at ${stopAt}`).toBe(true);
        await after.repairAccess('me/notes');
        expect(await isOpen(store), `stopped at ${stopAt}`).toBe(info.public);
      }
    }
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
