import { describe, expect, it } from 'vitest';
import type { ObjectStore } from '../object-store.ts';
import { itUnless } from './it-unless.ts';
import type { MakeObjectStore, ObjectStoreGaps } from './object-store-contract.ts';
import { countOf, outcomesOf } from './outcomes.ts';

const RACERS = 50;
const racers = Array.from({ length: RACERS }, (_, index) => index);

async function readText(store: ObjectStore, key: string): Promise<string | undefined> {
  const object = await store.get(key);
  return object && new TextDecoder().decode(object.body);
}

/** Every loser must have been told that it lost, and for good or for now. */
function expectOneWinner(outcomes: string[]): void {
  expect(countOf(outcomes, 'done')).toBe(1);
  expect(countOf(outcomes, 'precondition-failed') + countOf(outcomes, 'conflict')).toBe(RACERS - 1);
}

/** Many requests for one key at once. */
export function describeRaces(makeStore: MakeObjectStore, gaps: ObjectStoreGaps): void {
  describe('races', () => {
    it(`of ${RACERS} to create an object have exactly one winner`, async () => {
      const store = await makeStore();
      const outcomes = await outcomesOf(racers.map((n) => () => store.put('a', `by ${n}`, { ifNoneMatch: '*' })));
      expectOneWinner(outcomes);
      expect(await readText(store, 'a')).toBe(`by ${outcomes.indexOf('done')}`);
    });

    it(`of ${RACERS} to replace an object have exactly one winner`, async () => {
      const store = await makeStore();
      const { etag } = await store.put('a', 'first');
      const outcomes = await outcomesOf(racers.map((n) => () => store.put('a', `by ${n}`, { ifMatch: etag })));
      expectOneWinner(outcomes);
      expect(await readText(store, 'a')).toBe(`by ${outcomes.indexOf('done')}`);
    });

    itUnless(
      gaps.conditionalDelete,
      `of ${RACERS} to delete an object with its ETag have exactly one winner`,
      async () => {
        const store = await makeStore();
        const { etag } = await store.put('a', 'first');
        expectOneWinner(await outcomesOf(racers.map(() => () => store.delete('a', { ifMatch: etag }))));
        expect(await readText(store, 'a')).toBeUndefined();
      },
    );

    itUnless(
      gaps.conditionalDelete,
      'of a conditional put and a conditional delete have exactly one winner, whose work stays',
      async () => {
        const store = await makeStore();
        for (let round = 0; round < 20; round += 1) {
          const key = `round-${round}`;
          const { etag } = await store.put(key, 'first');
          const put = () => store.put(key, 'second', { ifMatch: etag });
          const remove = () => store.delete(key, { ifMatch: etag });
          const putFirst = round % 2 === 0;
          const outcomes = await outcomesOf(putFirst ? [put, remove] : [remove, put]);
          expect(countOf(outcomes, 'done')).toBe(1);
          const putWon = outcomes[putFirst ? 0 : 1] === 'done';
          expect(await readText(store, key)).toBe(putWon ? 'second' : undefined);
        }
      },
    );

    it('of plain puts leave one of the bodies, whole', async () => {
      const store = await makeStore();
      const outcomes = await outcomesOf(racers.map((n) => () => store.put('a', `${n} `.repeat(5000))));
      expect(countOf(outcomes, 'done') + countOf(outcomes, 'conflict')).toBe(RACERS);
      const words = new Set((await readText(store, 'a'))?.trim().split(' '));
      expect(words.size).toBe(1);
    });

    it('let a reader see an object before or after a put, never between', async () => {
      const store = await makeStore();
      await store.put('a', 'x'.repeat(100_000), { metadata: { letter: 'x' } });
      const reads = racers.map(() => store.get('a'));
      const write = store.put('a', 'y'.repeat(200_000), { metadata: { letter: 'y' } });
      const more = racers.map(() => store.get('a'));
      await write;
      for (const object of await Promise.all([...reads, ...more, store.get('a')])) {
        const letter = object?.metadata.letter ?? '';
        expect(new TextDecoder().decode(object?.body) === letter.repeat(letter === 'x' ? 100_000 : 200_000)).toBe(true);
      }
      expect((await store.head('a'))?.metadata).toEqual({ letter: 'y' });
    });

    it('of increments by compare-and-swap lose none', async () => {
      const store = await makeStore();
      await store.put('counter', '0');
      async function increment(): Promise<void> {
        for (;;) {
          const object = await store.get('counter');
          if (object === undefined) throw new Error('The counter is gone.');
          const next = String(Number(new TextDecoder().decode(object.body)) + 1);
          const [outcome] = await outcomesOf([() => store.put('counter', next, { ifMatch: object.etag })]);
          if (outcome === 'done') return;
        }
      }
      await Promise.all(racers.map(increment));
      expect(await readText(store, 'counter')).toBe(String(RACERS));
    });
  });
}
