import { beforeEach, describe, expect, it } from 'vitest';
import type { ListOptions, ObjectStore } from '../object-store.ts';
import type { MakeObjectStore } from './object-store-contract.ts';

const KEYS = ['a', 'a-b', 'a.b', 'a/b', 'a/b-c', 'a/b/c', 'a0', 'b/c/d', 'b/c/e', 'z/\uff5e', 'z/😀', 'zz'];
const shuffled = ['zz', 'a/b/c', 'a0', 'z/😀', 'a', 'b/c/e', 'a-b', 'a/b-c', 'z/\uff5e', 'a/b', 'b/c/d', 'a.b'];

/** Keys and prefixes in one order, as a listing gives them page by page. */
async function namesOf(store: ObjectStore, options: ListOptions): Promise<string[][]> {
  const pages: string[][] = [];
  let startAfter = options.startAfter;
  do {
    const page = await store.list({ ...options, ...(startAfter === undefined ? {} : { startAfter }) });
    pages.push([...page.objects.map((object) => object.key), ...page.prefixes]);
    startAfter = page.next;
  } while (startAfter !== undefined);
  return pages;
}

/** Order, paging and roll-up. */
export function describeListing(makeStore: MakeObjectStore): void {
  describe('listing', () => {
    let store: ObjectStore;
    beforeEach(async () => {
      store = await makeStore();
      for (const key of shuffled) await store.put(key, key);
    });

    it('finds nothing in an empty store', async () => {
      expect(await (await makeStore()).list({ prefix: '' })).toEqual({ objects: [], prefixes: [] });
      expect(await (await makeStore()).list({ prefix: 'a/', delimiter: '/' })).toEqual({ objects: [], prefixes: [] });
    });

    it('is in UTF-8 binary order of keys', async () => {
      expect(await namesOf(store, { prefix: '' })).toEqual([KEYS]);
    });

    it('carries the ETag and size of each object', async () => {
      const object = await store.head('a/b-c');
      const expected = [{ key: 'a/b-c', etag: object?.etag, sizeBytes: 5 }];
      expect((await store.list({ prefix: 'a/b-' })).objects).toEqual(expected);
    });

    it.each([
      ['a', ['a', 'a-b', 'a.b', 'a/b', 'a/b-c', 'a/b/c', 'a0']],
      ['a/', ['a/b', 'a/b-c', 'a/b/c']],
      ['a/b', ['a/b', 'a/b-c', 'a/b/c']],
      ['a/b/', ['a/b/c']],
      ['b/c/d', ['b/c/d']],
      ['b/c/dd', []],
      ['zzz', []],
      ['none/at/all', []],
      ['/', []],
      ['..', []],
      ['../', []],
      ['a//', []],
      ['a/../', []],
      ['a/./', []],
      [`${'x'.repeat(300)}/`, []],
    ])('with the prefix %j finds %j', async (prefix, expected) => {
      expect(await namesOf(store, { prefix })).toEqual([expected]);
    });

    it.each([
      ['', ['a', 'a-b', 'a.b', 'a0', 'zz'], ['a/', 'b/', 'z/']],
      ['a', ['a', 'a-b', 'a.b', 'a0'], ['a/']],
      ['a/', ['a/b', 'a/b-c'], ['a/b/']],
      ['a/b', ['a/b', 'a/b-c'], ['a/b/']],
      ['b/', [], ['b/c/']],
      ['b/c', [], ['b/c/']],
      ['b/c/', ['b/c/d', 'b/c/e'], []],
    ])('with the prefix %j and a delimiter finds %j and the prefixes %j', async (prefix, keys, prefixes) => {
      const result = await store.list({ prefix, delimiter: '/' });
      expect(result.objects.map((object) => object.key)).toEqual(keys);
      expect(result.prefixes).toEqual(prefixes);
      expect(result.next).toBeUndefined();
    });

    it.each(KEYS.map((key, index) => [key, KEYS.slice(index + 1)]))('after %j goes on', async (startAfter, rest) => {
      expect(await namesOf(store, { prefix: '', startAfter: startAfter as string })).toEqual([rest]);
    });

    it.each([
      ['', KEYS],
      ['A', KEYS],
      ['a/', KEYS.slice(3)],
      ['a/b/', KEYS.slice(5)],
      ['a/b/b', KEYS.slice(5)],
      ['a/zzz', KEYS.slice(6)],
      ['b/c', KEYS.slice(7)],
      ['zzz', []],
    ])('after %j, which is no key, goes on', async (startAfter, rest) => {
      expect(await namesOf(store, { prefix: '', startAfter })).toEqual([rest]);
    });

    it.each([1, 2, 3, 5, 11, 12])('of %i a page finds every key once', async (limit) => {
      const pages = await namesOf(store, { prefix: '', limit });
      expect(pages.flat()).toEqual(KEYS);
      expect(pages.every((page) => page.length <= limit)).toBe(true);
      expect(pages).toHaveLength(Math.ceil(KEYS.length / limit));
    });

    it.each([1, 2, 3])('of %i a page with a delimiter finds every key and prefix once', async (limit) => {
      const pages = await namesOf(store, { prefix: '', delimiter: '/', limit });
      expect(pages.flat().sort()).toEqual(['a', 'a-b', 'a.b', 'a/', 'a0', 'b/', 'z/', 'zz']);
      expect(pages.every((page) => page.length <= limit)).toBe(true);
      expect(pages).toHaveLength(Math.ceil(8 / limit));
    });

    it('ends a page with the name to go on after', async () => {
      expect((await store.list({ prefix: '', limit: 2 })).next).toBe('a-b');
      expect((await store.list({ prefix: '', delimiter: '/', limit: 4 })).next).toBe('a/');
    });

    it('shows no prefix whose objects are all deleted', async () => {
      await store.delete('b/c/d');
      expect((await store.list({ prefix: '', delimiter: '/' })).prefixes).toEqual(['a/', 'b/', 'z/']);
      await store.delete('b/c/e');
      expect((await store.list({ prefix: '', delimiter: '/' })).prefixes).toEqual(['a/', 'z/']);
      expect(await store.list({ prefix: 'b/', delimiter: '/' })).toEqual({ objects: [], prefixes: [] });
      expect(await store.list({ prefix: 'b/' })).toEqual({ objects: [], prefixes: [] });
    });

    it.each([0, -1, 1.5, Number.NaN])('of %d a page is a mistake', async (limit) => {
      await expect(store.list({ prefix: '', limit })).rejects.toThrow(TypeError);
    });
  });

  describe('a long listing', () => {
    it('comes in pages of at most 1,000, also when more are asked for', async () => {
      const store = await makeStore();
      const keys = Array.from({ length: 1001 }, (_, index) => `many/${String(index).padStart(4, '0')}`);
      await Promise.all(keys.map((key) => store.put(key, '')));
      const page = await store.list({ prefix: 'many/', limit: 5000 });
      expect(page.objects.map((object) => object.key)).toEqual(keys.slice(0, 1000));
      expect(page.next).toBe(keys[999]);
      const rest = await store.list({ prefix: 'many/', startAfter: page.next ?? '' });
      expect(rest.objects.map((object) => object.key)).toEqual(keys.slice(1000));
      expect(rest.next).toBeUndefined();
    });
  });
}
