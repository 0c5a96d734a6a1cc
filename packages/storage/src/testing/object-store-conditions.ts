import { describe, expect, it } from 'vitest';
import { itUnless } from './it-unless.ts';
import type { MakeObjectStore, ObjectStoreGaps } from './object-store-contract.ts';

const failed = { name: 'StorageError', code: 'precondition-failed', key: 'a' };

/** Conditional puts and deletes, one at a time. */
export function describeConditions(makeStore: MakeObjectStore, gaps: ObjectStoreGaps): void {
  describe('conditions', () => {
    it('ifNoneMatch creates an object and refuses to replace one', async () => {
      const store = await makeStore();
      const { etag } = await store.put('a', 'first', { ifNoneMatch: '*' });
      await expect(store.put('a', 'second', { ifNoneMatch: '*' })).rejects.toMatchObject(failed);
      expect(await store.head('a')).toMatchObject({ etag, sizeBytes: 5 });
    });

    it('ifNoneMatch creates an object again after it was deleted', async () => {
      const store = await makeStore();
      await store.put('a', 'first');
      await store.delete('a');
      await store.put('a', 'second', { ifNoneMatch: '*' });
      expect((await store.head('a'))?.sizeBytes).toBe(6);
    });

    it('ifMatch replaces the object with this ETag only', async () => {
      const store = await makeStore();
      const first = await store.put('a', 'first');
      const second = await store.put('a', 'second', { ifMatch: first.etag });
      await expect(store.put('a', 'third', { ifMatch: first.etag })).rejects.toMatchObject(failed);
      expect(await store.head('a')).toMatchObject({ etag: second.etag, sizeBytes: 6 });
    });

    it('ifMatch refuses to create an object', async () => {
      const store = await makeStore();
      await expect(store.put('a', 'x', { ifMatch: 'abc' })).rejects.toMatchObject(failed);
      const { etag } = await store.put('a', 'x');
      await store.delete('a');
      await expect(store.put('a', 'x', { ifMatch: etag })).rejects.toMatchObject(failed);
      expect(await store.head('a')).toBeUndefined();
    });

    itUnless(gaps.conditionalDelete, 'ifMatch deletes the object with this ETag only', async () => {
      const store = await makeStore();
      const first = await store.put('a', 'first');
      const second = await store.put('a', 'second');
      await expect(store.delete('a', { ifMatch: first.etag })).rejects.toMatchObject(failed);
      expect((await store.head('a'))?.etag).toBe(second.etag);
      await store.delete('a', { ifMatch: second.etag });
      expect(await store.head('a')).toBeUndefined();
    });

    itUnless(gaps.conditionalDelete, 'ifMatch makes deleting what does not exist an error', async () => {
      const store = await makeStore();
      await expect(store.delete('a', { ifMatch: 'abc' })).rejects.toMatchObject(failed);
    });

    it('are one at a time', async () => {
      const store = await makeStore();
      await expect(store.put('a', 'x', { ifMatch: 'abc', ifNoneMatch: '*' })).rejects.toThrow(TypeError);
    });
  });
}
