import { describe, expect, it } from 'vitest';
import { seededRandom } from '../seeded-random.ts';
import { INVALID_KEYS, VALID_KEYS } from './keys.ts';
import type { MakeObjectStore } from './object-store-contract.ts';

const text = (body: Uint8Array | undefined) => new TextDecoder().decode(body);

/** What is put is what comes back. */
export function describeObjects(makeStore: MakeObjectStore): void {
  describe('objects', () => {
    it('come back with body, size, content type, cache control and metadata', async () => {
      const store = await makeStore();
      const options = {
        contentType: 'text/html; charset=utf-8',
        cacheControl: 'public, max-age=0',
        metadata: { generation: '7', 'cache-tag': 'a, b', empty: '' },
      };
      const { etag } = await store.put('a/page.html', '<p>é</p>', options);

      const expected = { key: 'a/page.html', etag, sizeBytes: 9, ...options };
      expect(await store.head('a/page.html')).toEqual(expected);
      expect(await store.get('a/page.html')).toEqual({ ...expected, body: new TextEncoder().encode('<p>é</p>') });
    });

    it('are application/octet-stream, without cache control and metadata, unless told otherwise', async () => {
      const store = await makeStore();
      const { etag } = await store.put('a', new Uint8Array([0, 255, 10, 0]));
      const body = new Uint8Array([0, 255, 10, 0]);
      const expected = { key: 'a', etag, sizeBytes: 4, contentType: 'application/octet-stream', metadata: {}, body };
      expect(await store.get('a')).toStrictEqual(expected);
    });

    it('may be empty', async () => {
      const store = await makeStore();
      await store.put('a', '');
      expect(await store.get('a')).toMatchObject({ sizeBytes: 0, body: new Uint8Array() });
    });

    it('may be of 5 MB', async () => {
      const store = await makeStore();
      const body = seededRandom('5 MB').bytes(5_000_000);
      await store.put('big', body);
      const object = await store.get('big');
      expect(object?.sizeBytes).toBe(5_000_000);
      expect(Buffer.compare(object?.body ?? new Uint8Array(), body)).toBe(0);
    });

    it('are undefined when they do not exist', async () => {
      const store = await makeStore();
      expect(await store.get('a')).toBeUndefined();
      expect(await store.head('a/b')).toBeUndefined();
    });

    it('are replaced whole: nothing of the one before is left', async () => {
      const store = await makeStore();
      await store.put('a', 'longer', { contentType: 'text/plain', cacheControl: 'no-store', metadata: { old: '1' } });
      await store.put('a', 'new');
      const object = await store.get('a');
      expect(text(object?.body)).toBe('new');
      expect(object).toMatchObject({ contentType: 'application/octet-stream', metadata: {} });
      expect(object?.cacheControl).toBeUndefined();
    });

    it('are gone when deleted, and deleting them again is no error', async () => {
      const store = await makeStore();
      await store.put('a/b', 'x');
      await store.delete('a/b');
      expect(await store.get('a/b')).toBeUndefined();
      expect(await store.head('a/b')).toBeUndefined();
      await store.delete('a/b');
      await store.delete('never/there');
      await store.put('a/b', 'y');
      expect(text((await store.get('a/b'))?.body)).toBe('y');
    });

    it('may stand at a key and below it', async () => {
      const store = await makeStore();
      const keys = ['a', 'a/b', 'a/b/c', 'a.obj', 'a.obj/b', 'a.obj.dir/b', 'a.obj.dir', 'a/.obj'];
      for (const key of keys) await store.put(key, `body of ${key}`);
      for (const key of keys) expect(text((await store.get(key))?.body)).toBe(`body of ${key}`);
      expect((await store.list({ prefix: '' })).objects.map((object) => object.key)).toEqual([...keys].sort());
      await store.delete('a');
      expect(text((await store.get('a/b'))?.body)).toBe('body of a/b');
    });

    it('do not change when the caller writes into its own or a returned body or metadata', async () => {
      const store = await makeStore();
      const body = new Uint8Array([1, 2, 3]);
      const metadata: Record<string, string> = { a: '1' };
      const put = store.put('a', body, { metadata });
      body.fill(9);
      metadata.a = '9';
      await put;
      const first = await store.get('a');
      first?.body.fill(8);
      for (const info of [first, await store.head('a')]) Object.assign(info?.metadata ?? {}, { a: '8' });
      expect(await store.get('a')).toMatchObject({ body: new Uint8Array([1, 2, 3]), metadata: { a: '1' } });
    });
  });

  describe('ETags', () => {
    it('are the same from put, head, get and list, and have no quotes', async () => {
      const store = await makeStore();
      const { etag } = await store.put('a', 'x');
      expect(etag).toMatch(/^[\w-]+$/);
      expect((await store.head('a'))?.etag).toBe(etag);
      expect((await store.get('a'))?.etag).toBe(etag);
      expect((await store.list({ prefix: '' })).objects).toEqual([{ key: 'a', etag, sizeBytes: 1 }]);
    });

    it('change with the body', async () => {
      const store = await makeStore();
      const { etag } = await store.put('a', 'x');
      expect((await store.put('a', 'y')).etag).not.toBe(etag);
    });
  });

  describe('keys', () => {
    it.each(VALID_KEYS)('may be %j', async (key) => {
      const store = await makeStore();
      await store.put(key, 'x');
      expect((await store.get(key))?.key).toBe(key);
      expect((await store.list({ prefix: '' })).objects.map((object) => object.key)).toEqual([key]);
    });

    it.each(INVALID_KEYS)('may not be %j', async (key) => {
      const store = await makeStore();
      const refusal = { name: 'StorageError', code: 'invalid-key', key };
      await expect(store.get(key)).rejects.toMatchObject(refusal);
      await expect(store.head(key)).rejects.toMatchObject(refusal);
      await expect(store.put(key, 'x')).rejects.toMatchObject(refusal);
      await expect(store.delete(key)).rejects.toMatchObject(refusal);
      expect(await store.list({ prefix: '' })).toEqual({ objects: [], prefixes: [] });
    });
  });

  describe('what travels beside the body', () => {
    it.each([
      ['a line break', { contentType: 'text/plain\r\nx: y' }],
      ['an empty content type', { contentType: '' }],
      ['letters beyond ASCII', { metadata: { title: 'é' } }],
      ['a space at an end', { metadata: { title: ' x' } }],
      ['upper case in a name', { metadata: { Title: 'x' } }],
      ['a line break in cache control', { cacheControl: 'a\nb' }],
    ])('may not hold %s', async (_, options) => {
      const store = await makeStore();
      await expect(store.put('a', 'x', options)).rejects.toThrow(TypeError);
      expect(await store.head('a')).toBeUndefined();
    });

    it('holds 2,048 bytes of metadata and no more', async () => {
      const store = await makeStore();
      await store.put('a', 'x', { metadata: { name: 'v'.repeat(2044) } });
      expect((await store.head('a'))?.metadata.name).toHaveLength(2044);
      const tooLarge = store.put('a', 'y', { metadata: { name: 'v'.repeat(2045) } });
      await expect(tooLarge).rejects.toMatchObject({ code: 'too-large', key: 'a' });
      expect((await store.head('a'))?.sizeBytes).toBe(1);
    });
  });
}
