import { describe, expect, it } from 'vitest';
import { StorageError } from './errors.ts';
import type { KeyValueStore } from './key-value-store.ts';
import { MemoryObjectStore } from './memory-object-store.ts';
import type { ObjectStore } from './object-store.ts';
import { openKeyValueStore } from './open-key-value-store.ts';
import { openMirroredKeyValueStore } from './open-mirrored-key-value-store.ts';
import { seededRandom } from './seeded-random.ts';
import { countingStore } from './testing/counting-store.ts';
import { runKeyValueStoreContract } from './testing/key-value-store-contract.ts';

const key = 'control/key-values.json';

/** A store with a mirror, both in memory. */
function makeScene({
  store = new MemoryObjectStore() as ObjectStore,
  failing = (_call: number): boolean => false,
} = {}) {
  const edge = openKeyValueStore({ store: new MemoryObjectStore(), key: 'edge.json' });
  let updates = 0;
  const mirror: KeyValueStore = {
    ...edge,
    update: async (change, options) => {
      if (failing(++updates)) throw new StorageError('unavailable', '', 'the edge is silent');
      return edge.update(change, options);
    },
  };
  let opened = 0;
  const open = (from: KeyValueStore = mirror) =>
    openMirroredKeyValueStore({
      store,
      key,
      random: seededRandom(`mirror ${++opened}`),
      mirror: async () => from,
    });
  const isSame = async () => {
    const [own, other] = await Promise.all([openKeyValueStore({ store, key }).entries(), edge.entries()]);
    return JSON.stringify(own) === JSON.stringify(other);
  };
  return { store, edge, mirror, open, isSame };
}

runKeyValueStoreContract('openMirroredKeyValueStore', () => makeScene().open());

describe('a mirrored key-value store', () => {
  it('brings every update to the mirror, and leaves nothing behind', async () => {
    const { store, edge, open } = makeScene();
    const keyValues = open();
    await keyValues.update({ put: { a: '1', b: '2' } });
    await keyValues.update({ put: { a: '3' }, delete: ['b'] });
    expect(await edge.entries()).toEqual([{ key: 'a', value: '3' }]);
    expect(new TextDecoder().decode((await store.get(key))?.body)).not.toContain('pending');
  });

  it('asks the mirror nothing to read, and the store for an object once while it stays the same', async () => {
    const store = countingStore(new MemoryObjectStore());
    const { open } = makeScene({ store });
    await open().update({ put: { a: '1' } });
    const reading = openMirroredKeyValueStore({
      store,
      key,
      random: seededRandom('reading'),
      mirror: () => Promise.reject(new Error('the mirror was opened')),
    });
    const before = store.requests.length;
    expect(await reading.get('a')).toBe('1');
    expect(await reading.get('a')).toBe('1');
    await reading.entries();
    expect(await reading.repair({ ifDue: true })).toEqual({ changed: 0 });
    expect(store.requests.slice(before).map(({ method }) => method)).toEqual(['get', 'head', 'head', 'head']);
    await open().update({ put: { a: '2' } });
    expect(await reading.get('a')).toBe('2');
  });

  it('says that the edge does not know a change yet, keeps it, and brings it there by the repair', async () => {
    const { open, isSame } = makeScene({ failing: (call) => call === 1 });
    const keyValues = open();
    await expect(keyValues.update({ put: { a: '1' } })).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('the edge is silent'),
    });
    expect(await keyValues.get('a')).toBe('1');
    expect(await isSame()).toBe(false);
    expect(await open().repair({ ifDue: true })).toEqual({ changed: 1 });
    expect(await isSame()).toBe(true);
    expect(await open().repair({ ifDue: true })).toEqual({ changed: 0 });
  });

  it('refuses an update whose condition fails, without a word to the mirror', async () => {
    const { store, open } = makeScene({ failing: () => true });
    const keyValues = open();
    await expect(keyValues.update({ put: { a: '1' } }, { ifMatch: 'other' })).rejects.toMatchObject({
      code: 'precondition-failed',
    });
    expect(await store.head(key)).toBeUndefined();
  });

  it('makes a mirror of another past what the object is, more entries than an update takes', async () => {
    const { edge, store, open, isSame } = makeScene();
    await edge.update({ put: { old: '1', same: '1', other: 'before' } });
    const put = Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`key-${at}`, '1']));
    await openKeyValueStore({ store, key }).update({ put });
    await openKeyValueStore({ store, key }).update({ put: { same: '1', other: 'after' } });
    expect(await open().repair()).toEqual({ changed: 52 });
    expect(await isSame()).toBe(true);
    expect(await open().repair()).toEqual({ changed: 0 });
  });

  it('brings what another update left with the next one, and before an ETag is told', async () => {
    for (const ending of ['update', 'etag'] as const) {
      const { edge, open, isSame } = makeScene({ failing: (call) => call === 1 });
      await expect(open().update({ put: { a: '1' } })).rejects.toMatchObject({ code: 'unavailable' });
      expect(await edge.get('a')).toBeUndefined();
      await (ending === 'update' ? open().update({ put: { b: '1' } }) : open().etag());
      expect(await isSame()).toBe(true);
    }
  });

  it('keeps the mark of an update under way when a repair comes between', async () => {
    const { edge, open, isSame } = makeScene();
    const dying: KeyValueStore = {
      ...edge,
      etag: async () => {
        await open().repair();
        throw new StorageError('unavailable', '', 'died');
      },
    };
    await edge.update({ put: { a: 'before' } });
    await expect(open(dying).update({ put: { a: 'after' } })).rejects.toMatchObject({ code: 'unavailable' });
    await open().repair({ ifDue: true });
    expect(await isSame()).toBe(true);
  });

  it('ends with the newest entries in the mirror when updates overtake each other on their way', async () => {
    const { edge, open, isSame } = makeScene();
    const second = open();
    let hasOvertaken = false;
    const slow: KeyValueStore = {
      ...edge,
      update: async (change, options) => {
        if (!hasOvertaken) {
          hasOvertaken = true;
          await second.update({ put: { a: 'second' } });
        }
        return edge.update(change, options);
      },
    };
    await open(slow).update({ put: { a: 'first' } });
    expect(await edge.get('a')).toBe('second');
    expect(await isSame()).toBe(true);
  });

  it('can be repaired wherever an update dies, also when another one ends in the meantime', async () => {
    for (let death = 1; death <= 6; death++) {
      for (const isOverlapped of [false, true]) {
        const scene = makeScene();
        let calls = 0;
        const dying = async <T>(call: () => Promise<T>): Promise<T> => {
          if (++calls >= death) throw new StorageError('unavailable', '', 'died');
          return call();
        };
        const { store } = scene;
        const keyValues = openMirroredKeyValueStore({
          store: {
            get: (name) => store.get(name),
            head: (name) => store.head(name),
            list: (options) => store.list(options),
            put: (name, body, options) => dying(() => store.put(name, body, options)),
            delete: (name, options) => dying(() => store.delete(name, options)),
          },
          key,
          random: seededRandom(`dying ${death}`),
          mirror: async () => ({
            ...scene.edge,
            update: async (change, options) => {
              if (isOverlapped) await scene.open().update({ put: { other: '1' } });
              return dying(() => scene.edge.update(change, options));
            },
          }),
        });
        await keyValues.update({ put: { a: '1' } }).catch(() => undefined);
        await scene.open().repair({ ifDue: true });
        expect([death, isOverlapped, await scene.isSame()]).toEqual([death, isOverlapped, true]);
        expect(await scene.open().repair({ ifDue: true })).toEqual({ changed: 0 });
        expect(await scene.open().repair()).toEqual({ changed: 0 });
      }
    }
  });
});
