import { describe, expect, it } from 'vitest';
import { KEY_VALUE_LIMITS, type KeyValueStore } from '../key-value-store.ts';
import { countOf, outcomesOf } from './outcomes.ts';

/** Makes an empty store; it is called once per test. */
export type MakeKeyValueStore = () => KeyValueStore | Promise<KeyValueStore>;

const many = (count: number, value = '1') =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`key-${index}`, value]));

/** Everything that the docstrings of {@link KeyValueStore} promise, as tests that every adapter runs. */
export function runKeyValueStoreContract(name: string, makeStore: MakeKeyValueStore): void {
  describe(`${name} as a KeyValueStore`, () => {
    it('is empty at first', async () => {
      const store = await makeStore();
      expect(await store.get('a')).toBeUndefined();
      expect(await store.entries()).toEqual([]);
    });

    it('gives back what was put, until it is replaced or deleted', async () => {
      const store = await makeStore();
      await store.update({ put: { a: '1', 'o/w': '{"x":"é"}', empty: '' } });
      await store.update({ put: { a: '2' }, delete: ['o/w', 'never there'] });
      expect(await store.get('a')).toBe('2');
      expect(await store.get('o/w')).toBeUndefined();
      expect(await store.get('empty')).toBe('');
    });

    it('takes names that objects have by birth', async () => {
      const store = await makeStore();
      expect(await store.get('constructor')).toBeUndefined();
      await store.update({ put: JSON.parse('{"__proto__": "1", "constructor": "2"}') });
      expect(await store.get('__proto__')).toBe('1');
      expect(await store.get('constructor')).toBe('2');
    });

    it('lists all entries ordered by key', async () => {
      const store = await makeStore();
      await store.update({ put: { b: '1', 'a/b': '2', '😀': '3', '\uff5e': '4', '10': '5', '9': '6', 'a-b': '7' } });
      const keys = (await store.entries()).map((entry) => entry.key);
      expect(keys).toEqual(['10', '9', 'a-b', 'a/b', 'b', '\uff5e', '😀']);
      expect((await store.entries())[0]).toEqual({ key: '10', value: '5' });
    });

    it('holds an update to the ETag of the whole store', async () => {
      const store = await makeStore();
      const empty = await store.etag();
      const first = await store.update({ put: { a: '1' } }, { ifMatch: empty });
      expect(await store.etag()).toBe(first.etag);
      const stale = store.update({ put: { b: '1' } }, { ifMatch: empty });
      await expect(stale).rejects.toMatchObject({ name: 'StorageError', code: 'precondition-failed' });
      const second = await store.update({ put: { b: '2' } }, { ifMatch: first.etag });
      expect(second.etag).not.toBe(first.etag);
      expect(await store.entries()).toEqual([
        { key: 'a', value: '1' },
        { key: 'b', value: '2' },
      ]);
    });

    it('has one winner of 50 updates with the same ETag', async () => {
      const store = await makeStore();
      const ifMatch = await store.etag();
      const works = Array.from({ length: 50 }, (_, n) => () => store.update({ put: { winner: `${n}` } }, { ifMatch }));
      const outcomes = await outcomesOf(works);
      expect(countOf(outcomes, 'done')).toBe(1);
      expect(await store.get('winner')).toBe(String(outcomes.indexOf('done')));
    });

    it('loses none of 50 updates at once', async () => {
      const store = await makeStore();
      await Promise.all(Array.from({ length: 50 }, (_, n) => store.update({ put: { [`key-${n}`]: `${n}` } })));
      expect(await store.entries()).toHaveLength(50);
    });

    it('refuses a key and value in the same update that also deletes it', async () => {
      const store = await makeStore();
      await expect(store.update({ put: { a: '1' }, delete: ['a'] })).rejects.toThrow(TypeError);
    });

    it.each([
      ['an empty key', ''],
      ['a key of 513 bytes', 'x'.repeat(KEY_VALUE_LIMITS.maxKeyBytes + 1)],
      ['a key of 514 bytes in 257 letters', 'é'.repeat(257)],
    ])('refuses %s', async (_, key) => {
      const store = await makeStore();
      const refusal = { code: 'invalid-key', key };
      await expect(store.get(key)).rejects.toMatchObject(refusal);
      await expect(store.update({ put: { [key]: '1', good: '1' } })).rejects.toMatchObject(refusal);
      await expect(store.update({ delete: [key] })).rejects.toMatchObject(refusal);
      expect(await store.entries()).toEqual([]);
    });

    it.each([
      ['a value of 1,025 bytes', { put: { a: 'x'.repeat(KEY_VALUE_LIMITS.maxValueBytes + 1), b: '1' } }],
      ['a value of 1,026 bytes in 513 letters', { put: { a: 'é'.repeat(513) } }],
      ['51 keys in an update', { put: many(51) }],
      ['51 keys in an update that puts and deletes', { put: many(50), delete: ['x'] }],
    ])('refuses %s', async (_, change) => {
      const store = await makeStore();
      await expect(store.update(change)).rejects.toMatchObject({ code: 'too-large' });
      expect(await store.entries()).toEqual([]);
    });

    it('takes keys, values and updates at their limits', async () => {
      const store = await makeStore();
      const key = 'x'.repeat(KEY_VALUE_LIMITS.maxKeyBytes);
      const value = 'y'.repeat(KEY_VALUE_LIMITS.maxValueBytes);
      await store.update({ put: { ...many(49), [key]: value } });
      expect(await store.get(key)).toBe(value);
      expect(await store.entries()).toHaveLength(50);
    });
  });
}
