import { accessKey, encodeAccessRecord, gitPrefix } from '@holt/edge';
import { openRepository } from '@holt/git';
import { MemoryObjectStore, type ObjectStore, openKeyValueStore, seededRandom } from '@holt/storage';
import { describe, expect, it } from 'vitest';
import { maintainWikis } from './maintain-wikis.ts';
import { AUTHOR, BY, faultyStore, openTestAccess, openTestWikis } from './testing/test-wiki.ts';
import { openWikis } from './wikis.ts';

const HOUR_MS = 3_600_000;

async function makeWikis(store: ObjectStore, ...ids: string[]) {
  const wikis = openTestWikis(store);
  for (const id of ids) {
    const wiki = await wikis.create(id);
    await wiki.write({ changes: [{ op: 'put', path: 'A', content: 'a' }], author: AUTHOR });
  }
  return wikis;
}

describe('the maintenance of all wikis', () => {
  it('publishes what was committed and not published, and makes the edge agree with the settings', async () => {
    const store = new MemoryObjectStore();
    await makeWikis(store, 'me/a', 'me/b');
    const dying = faultyStore(store, (_method, key) =>
      key.startsWith('fragments/') || key.includes('key-values') ? 'lost' : 'through',
    );
    const half = openTestWikis(dying);
    const written = await (await half.open('me/b')).write({
      changes: [{ op: 'put', path: 'B', content: 'b' }],
      author: AUTHOR,
    });
    expect(written.published).toBe(false);
    await expect(openTestAccess(dying).setPublic('me/a', true, BY)).rejects.toMatchObject({ code: 'unavailable' });

    const logged: string[] = [];
    await maintainWikis({ wikis: openTestWikis(store), access: openTestAccess(store) }, (message) =>
      logged.push(message),
    );
    expect(logged).toEqual([]);
    expect(await store.head('fragments/me/b/pages/B.html')).toBeDefined();
    const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
    expect(await keyValues.get(accessKey('me', 'a'))).toBe(encodeAccessRecord({ public: true, rules: [], since: 0 }));
  });

  it('goes on after a wiki that fails, tells which and why, and fails at the end', async () => {
    const store = new MemoryObjectStore();
    const wikis = await makeWikis(store, 'me/a', 'me/b', 'me/c', 'me/d');
    await store.put('control/me/a/wiki.json', 'garbage');
    await store.put('git/me/c/info/refs', 'garbage');
    await store.delete('fragments/me/d/-/changes.json');
    const logged: string[] = [];
    const done = maintainWikis({ wikis, access: openTestAccess(store) }, (message) => logged.push(message));
    await expect(done).rejects.toThrow('The maintenance of 2 wikis failed.');
    expect(logged).toEqual([
      expect.stringMatching(/me\/a.*control\/me\/a\/wiki\.json/),
      expect.stringMatching(/me\/c.*git\/me\/c\/info\/refs.*holt verify/),
    ]);
    expect(await store.head('fragments/me/d/-/changes.json')).toBeDefined();
  });

  it('folds a repository when enough has gathered, and removes hours later what that made superfluous', async () => {
    const store = new MemoryObjectStore();
    let nowMs = Date.UTC(2026, 5, 1);
    const clock = { now: () => nowMs, sleep: async () => undefined };
    const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
    const wikis = openWikis({ store, keyValues, clock, random: seededRandom(1) });
    const access = openTestAccess(store, clock);
    const wiki = await wikis.create('me/notes');
    const write = (content: string) => wiki.write({ changes: [{ op: 'put', path: 'A', content }], author: AUTHOR });
    const countLoose = async () => {
      let count = 0;
      for (let startAfter: string | undefined = ''; startAfter !== undefined; ) {
        const page = await store.list({ prefix: 'git/me/notes/objects/', ...(startAfter && { startAfter }) });
        count += page.objects.filter(({ key }) => /\/[0-9a-f]{2}\/[0-9a-f]{38}$/.test(key)).length;
        startAfter = page.next;
      }
      return count;
    };
    for (let i = 0; i < 255; i++) await write(`${i}`);
    const log = () => undefined;
    await maintainWikis({ wikis, access }, log);
    expect((await store.list({ prefix: 'git/me/notes/objects/pack/' })).objects).toEqual([]);
    await write('once more');
    await maintainWikis({ wikis, access }, log);
    expect((await store.list({ prefix: 'git/me/notes/objects/pack/' })).objects).toHaveLength(2);
    expect(await countLoose()).toBe(256 * 3);
    nowMs += 2 * HOUR_MS;
    await maintainWikis({ wikis, access }, log);
    // HEAD's commit and tree stay.
    expect(await countLoose()).toBe(2);
    expect(await wiki.verify()).toMatchObject({ differences: [], damage: [], objects: 256 * 3 });
    const repository = openRepository({ store, prefix: gitPrefix('me', 'notes') });
    expect((await repository.readRef())?.generation).toBe(256);
  });
});
