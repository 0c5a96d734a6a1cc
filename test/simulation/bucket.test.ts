import { type ObjectStore, StorageError } from '@holt/storage';
import { bodyEtagStore } from '@holt/storage/testing';
import { expect, it } from 'vitest';
import { Bucket } from './bucket.ts';
import { type Dice, openDice } from './dice.ts';

const KEYS = ['a', 'a/b', 'a/b/c', 'a/c', 'b', 'é'];

it.each([1, 2, 3, 4, 5])(
  'answers as a store in memory whose ETags are hashes, whatever is asked (seed %i)',
  async (seed) => {
    const dice = openDice(seed);
    const bucket = new Bucket().directly();
    const store = bodyEtagStore();
    for (let step = 0; step < 300; step++) {
      const ask = await drawRequest(dice, store);
      expect(await outcomeOf(ask(bucket)), `step ${step}`).toEqual(await outcomeOf(ask(store)));
    }
  },
);

it('holds a condition true again when the same bytes come back', async () => {
  const bucket = new Bucket().directly();
  const { etag } = await bucket.put('key', 'A');
  await bucket.put('key', 'B', { ifMatch: etag });
  await expect(bucket.put('key', 'C', { ifMatch: etag })).rejects.toMatchObject({ code: 'precondition-failed' });
  await bucket.put('key', 'A');
  await bucket.put('key', 'C', { ifMatch: etag });
});

it('copies what lies below some prefixes, and neither copy sees the changes of the other', () => {
  const bucket = new Bucket();
  for (const key of ['a/1', 'b/1', 'c/1']) bucket.put(key, 'x', {});
  const copy = bucket.copy('a/', 'b/');
  bucket.delete('a/1', {});
  copy.put('a/2', 'y', {});
  expect([...copy.below('')].map(({ key }) => key)).toEqual(['a/1', 'b/1', 'a/2']);
  expect([...bucket.below('')].map(({ key }) => key)).toEqual(['b/1', 'c/1']);
});

async function drawRequest(dice: Dice, store: ObjectStore): Promise<(to: ObjectStore) => Promise<unknown>> {
  const key = dice.pick(KEYS);
  const ifMatch = dice.chance(0.7) ? ((await store.head(key))?.etag ?? 'none') : 'other';
  const condition = dice.pick([{}, { ifMatch }, { ifNoneMatch: '*' as const }]);
  const metadata = { generation: String(dice.between(1, 9)) };
  switch (dice.pick(['get', 'head', 'put', 'put', 'delete', 'list'])) {
    case 'get':
      return async (to) => plain(await to.get(key));
    case 'head':
      return (to) => to.head(key);
    case 'put': {
      const body = dice.pick(['A', 'B']);
      return (to) => to.put(key, body, { ...condition, metadata, cacheControl: 'no-store' });
    }
    case 'delete': {
      const options = dice.chance(0.5) ? {} : { ifMatch };
      return (to) => to.delete(key, options);
    }
    default: {
      const prefix = dice.pick(['', 'a', 'a/', 'none']);
      const options = {
        ...(dice.chance(0.5) && { delimiter: '/' as const }),
        ...(dice.chance(0.5) && { startAfter: key }),
      };
      const limit = dice.between(1, 4);
      return (to) => to.list({ prefix, limit, ...options });
    }
  }
}

/** Arrays of bytes may be of two kinds. */
function plain(object: Awaited<ReturnType<ObjectStore['get']>>) {
  return object && { ...object, body: Buffer.from(object.body).toString() };
}

async function outcomeOf(answer: Promise<unknown>): Promise<unknown> {
  return await answer.catch((error: unknown) => {
    if (error instanceof StorageError) return { refused: error.code };
    throw error;
  });
}
