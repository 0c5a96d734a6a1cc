import { expect, it } from 'vitest';
import { MemoryObjectStore } from '../memory-object-store.ts';
import { countingStore } from './counting-store.ts';
import { runObjectStoreContract } from './object-store-contract.ts';

runObjectStoreContract('countingStore', () => countingStore(new MemoryObjectStore()));

it('countingStore counts every request, also those that fail, with the bytes of its body', async () => {
  const store = countingStore(new MemoryObjectStore());
  await store.put('a', 'é');
  await store.get('a');
  await store.get('b');
  await store.head('a');
  await store.put('a', new Uint8Array(5), { ifNoneMatch: '*' }).catch(() => {});
  await store.list({ prefix: 'x/' });
  await store.delete('a');
  expect(store.requests).toEqual([
    { method: 'put', key: 'a', bytes: 2 },
    { method: 'get', key: 'a', bytes: 2 },
    { method: 'get', key: 'b', bytes: 0 },
    { method: 'head', key: 'a', bytes: 0 },
    { method: 'put', key: 'a', bytes: 5 },
    { method: 'list', key: 'x/', bytes: 0 },
    { method: 'delete', key: 'a', bytes: 0 },
  ]);
  store.reset();
  expect(store.requests).toEqual([]);
});
