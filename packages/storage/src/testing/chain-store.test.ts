import { describe, expect, it } from 'vitest';
import { MemoryObjectStore } from '../memory-object-store.ts';
import { chainStore } from './chain-store.ts';
import { runObjectStoreContract } from './object-store-contract.ts';

runObjectStoreContract('chainStore', () => chainStore(new MemoryObjectStore(), { latencyMs: 0 }));

const depthsOf = (store: ReturnType<typeof chainStore>) => store.calls.map(({ key, depth }) => `${key}${depth}`);

describe('chainStore', () => {
  it('gives calls that begin together the same depth, and those that wait on one the next', async () => {
    const store = chainStore(new MemoryObjectStore(), { latencyMs: 5 });
    const branch = async (name: string) => {
      await store.get(`${name}/x`);
      await store.put(`${name}/y`, 'y');
    };
    await Promise.all([branch('a'), branch('b')]);
    await store.list({ prefix: 'c/z' });
    expect(depthsOf(store)).toEqual(['a/x1', 'b/x1', 'a/y2', 'b/y2', 'c/z3']);
    expect(store.longest).toBe(3);
  });

  it('counts the whole of a chain that goes on beside a call that takes as long', async () => {
    const inner = new MemoryObjectStore();
    const { promise: chainEnded, resolve: endChain } = Promise.withResolvers<void>();
    inner.head = async () => {
      await chainEnded;
      return undefined;
    };
    const store = chainStore(inner, { latencyMs: 0 });
    const long = store.head('long');
    for (const key of ['a', 'b', 'c']) await store.get(key);
    endChain();
    await long;
    await store.get('d');
    expect(depthsOf(store)).toEqual(['long1', 'a1', 'b2', 'c3', 'd4']);
  });

  it('counts calls that fail', async () => {
    const store = chainStore(new MemoryObjectStore(), { latencyMs: 0 });
    await store.put('a', 'x', { ifMatch: 'none' }).catch(() => {});
    await store.head('b');
    expect(store.longest).toBe(2);
  });

  it('begins anew after a reset, without what was still under way', async () => {
    const store = chainStore(new MemoryObjectStore(), { latencyMs: 0 });
    const before = store.get('a');
    store.reset();
    expect(store.longest).toBe(0);
    await before;
    await store.get('b');
    expect(depthsOf(store)).toEqual(['b1']);
  });
});
