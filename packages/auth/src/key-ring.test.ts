import {
  type KeyValueStore,
  MemoryObjectStore,
  manualClock,
  openKeyValueStore,
  StorageError,
  seededRandom,
} from '@holt/storage';
import { beforeEach, describe, expect, it } from 'vitest';
import { type KeyRing, openKeyRing } from './key-ring.ts';

const START_MS = Date.UTC(2026, 10, 20);
const OTHER_SECRET = Buffer.alloc(32, 7).toString('base64url');

let keyValues: KeyValueStore;

function ringWith(seed: number, startMs = START_MS, store = keyValues): KeyRing {
  return openKeyRing({ keyValues: store, random: seededRandom(seed), clock: manualClock(startMs) });
}

beforeEach(() => {
  keyValues = openKeyValueStore({ store: new MemoryObjectStore(), key: 'control/key-values.json' });
});

describe('a key ring', () => {
  it('makes one key of 32 bytes under a kid of the pattern', async () => {
    const ring = ringWith(1);
    await ring.ensure();
    const { kid, secret } = await ring.signingKey();
    expect(kid).toMatch(/^[a-z0-9]{8,32}$/);
    expect(secret).toHaveLength(32);
    expect(await keyValues.entries()).toEqual([
      { key: `key:${kid}`, value: Buffer.from(secret).toString('base64url') },
      { key: 'keys', value: kid },
    ]);
  });

  it('keeps the key that is there', async () => {
    await ringWith(1).ensure();
    const before = await keyValues.entries();
    await ringWith(2).ensure();
    expect(await keyValues.entries()).toEqual(before);
  });

  it('ends with one key when 20 callers make it at once', async () => {
    const rings = Array.from({ length: 20 }, (_, index) => ringWith(index));
    await Promise.all(rings.map((ring) => ring.ensure()));
    const keys = await Promise.all(rings.map((ring) => ring.signingKey()));
    expect(new Set(keys.map((key) => key.kid)).size).toBe(1);
    expect(await ringWith(20).verificationKeys()).toHaveLength(1);
  });

  it('makes its key although another entry changes in between', async () => {
    let disturbances = 3;
    const disturbed: KeyValueStore = {
      ...methodsOf(keyValues),
      update: async (change, options) => {
        if (disturbances-- > 0) await keyValues.update({ put: { home: `/${disturbances}` } });
        return keyValues.update(change, options);
      },
    };
    const ring = ringWith(1, START_MS, disturbed);
    await ring.ensure();
    expect(await ring.verificationKeys()).toHaveLength(1);
    expect(disturbances).toBe(-1);
  });

  it('does not miss a key that is made while it looks for one', async () => {
    let isDisturbed = false;
    const disturbed: KeyValueStore = {
      ...methodsOf(keyValues),
      entries: async () => {
        const entries = await keyValues.entries();
        if (!isDisturbed) await ringWith(2).ensure();
        isDisturbed = true;
        return entries;
      },
    };
    await ringWith(1, START_MS, disturbed).ensure();
    expect(await ringWith(3).verificationKeys()).toHaveLength(1);
  });

  it('gives up with a clear error when the store never rests', async () => {
    const restless: KeyValueStore = {
      ...methodsOf(keyValues),
      update: async () => {
        throw new StorageError('precondition-failed', 'home', 'changed');
      },
    };
    await expect(ringWith(1, START_MS, restless).ensure()).rejects.toMatchObject({ code: 'key-store-busy' });
  });

  it('passes on that the store gave no answer', async () => {
    const silent: KeyValueStore = {
      ...methodsOf(keyValues),
      update: async () => {
        throw new StorageError('unavailable', 'home', 'no answer');
      },
    };
    await expect(ringWith(1, START_MS, silent).ensure()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('signs without listing the store, however many entries it has', async () => {
    const ring = ringWith(1);
    await ring.ensure();
    await ring.rotate();
    const listing = async () => expect.unreachable('the store was listed');
    const quick = ringWith(2, START_MS + 3_600_000, { ...methodsOf(keyValues), entries: listing });
    const [newest] = await ring.verificationKeys();
    expect(await quick.signingKey()).toEqual(newest);
    const [, older] = await ring.verificationKeys();
    await ring.retire(newest?.kid ?? '', { force: true });
    expect(await quick.signingKey()).toEqual(older);
  });

  it.each([
    ['is gone', undefined],
    ['is empty', ''],
    ['names a key that is gone', 'abcdefgh'],
    ['names what is no key', '../home'],
    ['is overlong', 'k'.repeat(1000)],
  ])('signs although the list of keys %s', async (_title, value) => {
    const ring = ringWith(1);
    await ring.ensure();
    const [only] = await ring.verificationKeys();
    await keyValues.update(value === undefined ? { delete: ['keys'] } : { put: { keys: value } });
    expect(await ring.signingKey()).toEqual(only);
  });

  it.each([
    ['an empty secret', 'key:abcdefgh', ''],
    ['31 bytes', 'key:abcdefgh', Buffer.alloc(31, 7).toString('base64url')],
    ['33 bytes', 'key:abcdefgh', Buffer.alloc(33, 7).toString('base64url')],
    ['padded base64', 'key:abcdefgh', `${OTHER_SECRET}=`],
    ['text', 'key:abcdefgh', 'not a key at all'],
    ['a kid in capitals', 'key:ABCDEFGH', OTHER_SECRET],
    ['a kid that is too short', 'key:abc', OTHER_SECRET],
  ])('takes an entry with %s for no key', async (_title, key, value) => {
    await keyValues.update({ put: { [key]: value } });
    const ring = ringWith(1);
    expect(await ring.verificationKeys()).toEqual([]);
    expect(await ring.verificationKey(key.slice('key:'.length))).toBeUndefined();
    await expect(ring.signingKey()).rejects.toMatchObject({ code: 'no-signing-key' });
  });

  it('never looks up a kid outside the pattern', async () => {
    const asked: string[] = [];
    const watched: KeyValueStore = {
      ...methodsOf(keyValues),
      get: async (key) => {
        asked.push(key);
        return OTHER_SECRET;
      },
    };
    const ring = ringWith(1, START_MS, watched);
    for (const kid of ['', '../home', 'abcdefg', 'ABCDEFGH', 'abcdefgh\n', 'a'.repeat(33), 'abcd efgh', 'äbcdefgh']) {
      expect(await ring.verificationKey(kid)).toBeUndefined();
    }
    expect(asked).toEqual([]);
  });
});

function methodsOf(store: KeyValueStore): KeyValueStore {
  return {
    get: (key) => store.get(key),
    entries: () => store.entries(),
    etag: () => store.etag(),
    update: (change, options) => store.update(change, options),
  };
}
