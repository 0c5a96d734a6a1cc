import { describe, expect, it } from 'vitest';
import { StorageError } from './errors.ts';
import { KEY_VALUE_LIMITS } from './key-value-store.ts';
import { MemoryObjectStore } from './memory-object-store.ts';
import type { ObjectStore } from './object-store.ts';
import { openKeyValueStore } from './open-key-value-store.ts';
import { countingStore } from './testing/counting-store.ts';
import { runKeyValueStoreContract } from './testing/key-value-store-contract.ts';

const key = 'control/settings.json';

runKeyValueStoreContract('openKeyValueStore', () => openKeyValueStore({ store: new MemoryObjectStore(), key }));

/** A store whose conditional puts are always overtaken by another writer. */
function overtakenStore(): ObjectStore {
  const store = new MemoryObjectStore();
  const overtaken = async (name: string) => {
    throw new StorageError('precondition-failed', name, 'overtaken');
  };
  return {
    get: store.get.bind(store),
    head: store.head.bind(store),
    put: overtaken,
    delete: overtaken,
    list: store.list.bind(store),
  };
}

describe('openKeyValueStore', () => {
  it('asks nothing of the store until it is used, and makes the object with the first update', async () => {
    const store = countingStore(new MemoryObjectStore());
    const keyValues = openKeyValueStore({ store, key });
    expect(store.requests).toEqual([]);
    await keyValues.entries();
    await keyValues.etag();
    expect(await store.head(key)).toBeUndefined();
    await keyValues.update({ put: { a: '1' } });
    expect((await store.head(key))?.contentType).toBe('application/json');
  });

  it('keeps entries where another instance finds them', async () => {
    const store = new MemoryObjectStore();
    await openKeyValueStore({ store, key }).update({ put: { a: '1' } });
    expect(await openKeyValueStore({ store, key }).get('a')).toBe('1');
    expect(await openKeyValueStore({ store, key: 'other' }).get('a')).toBeUndefined();
  });

  it('loses no update of two instances at once', async () => {
    const store = new MemoryObjectStore();
    const instances = [openKeyValueStore({ store, key }), openKeyValueStore({ store, key })];
    const updates = instances.flatMap((instance, i) =>
      Array.from({ length: 20 }, (_, n) => instance.update({ put: { [`${i}/${n}`]: 'x' } })),
    );
    await Promise.all(updates);
    expect(await instances[0]?.entries()).toHaveLength(40);
  });

  it('gives up with conflict when other updates always come first', async () => {
    const store = countingStore(overtakenStore());
    const update = openKeyValueStore({ store, key }).update({ put: { a: '1' } });
    await expect(update).rejects.toMatchObject({ code: 'conflict', key });
    expect(store.requests.filter((request) => request.method === 'put')).toHaveLength(100);
  });

  it('passes on that the store is unavailable', async () => {
    const store = new MemoryObjectStore();
    store.put = async (name) => {
      throw new StorageError('unavailable', name, 'gone');
    };
    await expect(openKeyValueStore({ store, key }).update({ put: { a: '1' } })).rejects.toMatchObject({
      code: 'unavailable',
    });
  });

  it('refuses to grow beyond its limit, and changes nothing then', async () => {
    const store = new MemoryObjectStore();
    const count = Math.floor(KEY_VALUE_LIMITS.maxStoreBytes / (10 + KEY_VALUE_LIMITS.maxValueBytes));
    const value = 'x'.repeat(KEY_VALUE_LIMITS.maxValueBytes);
    const entries = Object.fromEntries(Array.from({ length: count }, (_, n) => [String(n).padStart(10, '0'), value]));
    await store.put(key, JSON.stringify({ entries }));
    const keyValues = openKeyValueStore({ store, key });
    await expect(keyValues.update({ put: { more: value } })).rejects.toMatchObject({ code: 'too-large' });
    expect(await keyValues.get('more')).toBeUndefined();
    await keyValues.update({ put: { more: value }, delete: ['0000000000'] });
    expect(await keyValues.get('more')).toBe(value);
  });

  it.each([
    ['nothing', ''],
    ['half an object', '{"entries": {"a": "1"'],
    ['another kind of JSON', '[]'],
    ['null', 'null'],
    ['no entries', '{}'],
    ['a list of entries', '{"entries": []}'],
    ['a string of entries', '{"entries": "abc"}'],
    ['a value that is no string', '{"entries": {"a": 1}}'],
    ['bytes that are not UTF-8', new Uint8Array([0x7b, 0xff])],
  ])('says that an object of %s is damaged, and does not replace it', async (_, body) => {
    const store = new MemoryObjectStore();
    const { etag } = await store.put(key, body);
    const keyValues = openKeyValueStore({ store, key });
    const refusal = { name: 'StorageError', code: 'damaged', key };
    await expect(keyValues.get('a')).rejects.toMatchObject(refusal);
    await expect(keyValues.entries()).rejects.toMatchObject(refusal);
    await expect(keyValues.update({ put: { a: '1' } })).rejects.toMatchObject(refusal);
    expect((await store.head(key))?.etag).toBe(etag);
  });
});
