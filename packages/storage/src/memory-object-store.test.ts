import { expect, it } from 'vitest';
import { MemoryObjectStore } from './memory-object-store.ts';
import { runObjectStoreContract } from './testing/object-store-contract.ts';

runObjectStoreContract('MemoryObjectStore', () => new MemoryObjectStore());

it('MemoryObjectStore gives every put an ETag of its own, also for equal bodies', async () => {
  const store = new MemoryObjectStore();
  const etags = [await store.put('a', 'x'), await store.put('a', 'x'), await store.put('b', 'x')].map(
    (put) => put.etag,
  );
  expect(new Set(etags).size).toBe(3);
});

it('MemoryObjectStore gives the same ETags for the same puts', async () => {
  const [a, b] = [new MemoryObjectStore(), new MemoryObjectStore()];
  expect(await a.put('a', 'x')).toEqual(await b.put('a', 'x'));
});
