import { MemoryObjectStore, openKeyValueStore, seededRandom, systemClock } from '@holt/storage';
import { openWikis, searchRootKey } from '@holt/wiki';
import { expect, it } from 'vitest';
import { watchIndexes } from './watch-indexes.ts';

it('tells of the wiki of each write once its index knows of it, and of nothing else', async () => {
  const memory = new MemoryObjectStore();
  const told: string[] = [];
  const store = watchIndexes(memory, (wiki) => told.push(wiki));
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  const wikis = openWikis({ store, keyValues, clock: systemClock, random: seededRandom(1) });
  const wiki = await wikis.create('me/a');
  await wikis.create('me/b');
  expect(told).toEqual([]);
  await wiki.write({
    changes: [{ op: 'put', path: 'Home', content: '# Home\n' }],
    author: { name: 'Ada', email: 'ada@example.org' },
  });
  expect(told).toEqual(['me/a']);
  expect(await memory.head(searchRootKey({ owner: 'me', name: 'a' }))).toBeDefined();
});

it('does not tell of a put that was refused', async () => {
  const told: string[] = [];
  const memory = new MemoryObjectStore();
  const store = watchIndexes(memory, (wiki) => told.push(wiki));
  const key = searchRootKey({ owner: 'me', name: 'a' });
  await expect(store.put(key, '{}', { ifMatch: 'x' })).rejects.toMatchObject({ code: 'precondition-failed' });
  expect(told).toEqual([]);
});
