import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type CheckableStore, checkObjectStore } from './check-object-store.ts';
import { StorageError } from './errors.ts';
import { MemoryObjectStore } from './memory-object-store.ts';
import { openFileObjectStore } from './open-file-object-store.ts';
import { seededRandom } from './seeded-random.ts';
import { openScene } from './testing/s3-scene.ts';
import { type Reply, refuse } from './testing/scripted-server.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

const check = (store: CheckableStore) => checkObjectStore(store, { random: seededRandom(1) });

/** A server that speaks as much of S3 as is asked for here, and heeds conditions only where it is told to. */
function emulate(heeds: { ifMatch: boolean; ifNoneMatch: boolean }): Reply {
  const objects = new Map<string, { etag: string; body: string; check: string }>();
  let puts = 0;
  return (request, response) => {
    const path = request.url.split('?')[0] ?? '';
    const object = objects.get(path);
    const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch, 'x-amz-meta-check': check = '' } = request.headers;
    const fails =
      (heeds.ifMatch && ifMatch !== undefined && ifMatch !== object?.etag) ||
      (heeds.ifNoneMatch && ifNoneMatch !== undefined && object !== undefined);
    if (fails) return refuse(412, 'PreconditionFailed')(request, response);
    if (request.method === 'PUT') {
      puts += 1;
      objects.set(path, { etag: `"${puts}"`, body: request.body, check: String(check) });
      return void response.writeHead(200, { etag: `"${puts}"` }).end();
    }
    if (request.method === 'DELETE') {
      objects.delete(path);
      return void response.writeHead(204).end();
    }
    if (object === undefined) return refuse(404, 'NoSuchKey')(request, response);
    const { etag, body } = object;
    return void response.writeHead(200, { etag, 'x-amz-meta-check': object.check }).end(body);
  };
}

/** A store in memory that differs in some methods. */
function variant(
  change: (inner: MemoryObjectStore) => Partial<CheckableStore>,
): CheckableStore & { inner: MemoryObjectStore } {
  const inner = new MemoryObjectStore();
  return {
    inner,
    get: (key) => inner.get(key),
    head: (key) => inner.head(key),
    put: (key, body, options) => inner.put(key, body, options),
    delete: (key, options) => inner.delete(key, options),
    list: (options) => inner.list(options),
    ...change(inner),
  };
}

describe('checkObjectStore', () => {
  it.each([
    ['memory', () => new MemoryObjectStore()],
    ['files', () => openFileObjectStore({ directory: temporaryDirectory(), random: seededRandom(2) })],
  ])('finds nothing against a store in %s, and leaves nothing behind', async (_, makeStore) => {
    const store = makeStore();
    expect(await check(store)).toEqual({ warnings: [] });
    expect((await store.list({ prefix: '' })).objects).toEqual([]);
  });

  it('may run many times at once', async () => {
    const store = new MemoryObjectStore();
    const random = seededRandom(1);
    await Promise.all(Array.from({ length: 5 }, () => checkObjectStore(store, { random })));
  });

  it('accepts a server that honours conditions', async () => {
    const { store } = await openScene([emulate({ ifMatch: true, ifNoneMatch: true })]);
    const { warnings } = await check(store);
    expect(warnings).toEqual([expect.stringMatching(/grant s3:GetBucketVersioning/)]);
  });

  it.each([
    ['If-Match', { ifMatch: false, ifNoneMatch: true }],
    ['If-None-Match', { ifMatch: true, ifNoneMatch: false }],
    ['If-Match', { ifMatch: false, ifNoneMatch: false }],
  ])('refuses a server that silently ignores %s, and cleans up', async (header, heeds) => {
    const { store, requests } = await openScene([emulate(heeds)]);
    await expect(check(store)).rejects.toMatchObject({
      name: 'StorageError',
      code: 'unusable',
      message: expect.stringContaining(`It ignores ${header}: `),
    });
    expect(requests.at(-1)?.method).toBe('DELETE');
    expect(new Set(requests.map(({ url }) => url.split('?')[0])).size).toBe(1);
  });

  it('refuses a store that only creates by If-Match', async () => {
    const store = variant((inner) => ({
      put: async (key, body, { ifMatch, ...options } = {}) =>
        await inner.put(key, body, ifMatch && (await inner.head(key)) ? { ...options, ifMatch } : options),
    }));
    await expect(check(store)).rejects.toThrow(/It ignores If-Match: it creates/);
  });

  it('refuses a store that only replaces by If-Match what exists, in whatever version', async () => {
    const store = variant((inner) => ({
      async put(key, body, { ifMatch, ...options } = {}) {
        const current = await inner.head(key);
        if (ifMatch !== undefined && current === undefined) throw new StorageError('precondition-failed', key, 'no');
        return await inner.put(key, body, options);
      },
    }));
    await expect(check(store)).rejects.toThrow(/It ignores If-Match: it replaces what has changed/);
  });

  it('refuses a store that looks first and writes later, so that several win a race', async () => {
    const store = variant((inner) => ({
      async put(key, body, { ifMatch, ...options } = {}) {
        if (ifMatch === undefined) return await inner.put(key, body, options);
        if ((await inner.head(key))?.etag !== ifMatch) throw new StorageError('precondition-failed', key, 'no');
        await nextTurn();
        return await inner.put(key, body, options);
      },
    }));
    await expect(check(store)).rejects.toThrow(/when several ask at once: 8 of 8/);
    expect((await store.inner.list({ prefix: '' })).objects).toEqual([]);
  });

  it('refuses a store that refuses the ETag it gave', async () => {
    const store = variant((inner) => ({
      put: (key, body, { ifMatch, ...options } = {}) =>
        inner.put(key, body, ifMatch === undefined ? options : { ...options, ifMatch: `"${ifMatch}"` }),
    }));
    await expect(check(store)).rejects.toThrow(/refuses If-Match with the ETag of the object as it is/);
  });

  it('refuses a store that loses metadata', async () => {
    const store = variant((inner) => ({
      put: (key, body, { metadata: _, ...options } = {}) => inner.put(key, body, options),
    }));
    await expect(check(store)).rejects.toThrow(/does not keep metadata/);
  });

  it('refuses a store that shows a write late', async () => {
    await expect(check(variant(() => ({ get: async () => undefined })))).rejects.toThrow(/to the next read/);
  });

  it('refuses a store whose reads tell other ETags than its writes', async () => {
    const store = variant((inner) => ({
      async get(key) {
        const object = await inner.get(key);
        return object && { ...object, etag: `"${object.etag}"` };
      },
    }));
    await expect(check(store)).rejects.toThrow(/to the next read/);
  });

  it('warns of a store that ignores ifMatch when it deletes', async () => {
    const store = variant((inner) => ({ delete: (key) => inner.delete(key) }));
    expect((await check(store)).warnings).toEqual([expect.stringMatching(/ignores If-Match when it deletes/)]);
  });

  it('hands on what the store itself warns of', async () => {
    const store = variant(() => ({ findWarnings: async () => ['Mind the step.'] }));
    expect(await check(store)).toEqual({ warnings: ['Mind the step.'] });
  });

  it.each(['unavailable', 'unusable'] as const)('fails as the store does when it is %s', async (code) => {
    const error = new StorageError(code, 'a', 'no');
    await expect(check(variant(() => ({ put: () => Promise.reject(error) })))).rejects.toBe(error);
  });
});
