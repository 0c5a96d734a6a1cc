import {
  existsSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openFileObjectStore } from './open-file-object-store.ts';
import { openKeyValueStore } from './open-key-value-store.ts';
import { seededRandom } from './seeded-random.ts';
import { runKeyValueStoreContract } from './testing/key-value-store-contract.ts';
import { runObjectStoreContract } from './testing/object-store-contract.ts';
import { countOf, outcomesOf } from './testing/outcomes.ts';
import { temporaryDirectory } from './testing/temporary-directory.ts';

const openStore = (directory: string) => openFileObjectStore({ directory, random: seededRandom(1) });

runObjectStoreContract('openFileObjectStore', () => openStore(temporaryDirectory()));

runKeyValueStoreContract('openKeyValueStore over openFileObjectStore', () =>
  openKeyValueStore({ store: openStore(temporaryDirectory()), key: 'control/settings.json' }),
);

describe('openFileObjectStore', () => {
  it('writes nothing until the first put, and then makes every folder it needs', async () => {
    const root = temporaryDirectory();
    const directory = join(root, 'not', 'there', 'yet');
    const store = openStore(directory);
    expect(await store.get('a')).toBeUndefined();
    expect(await store.head('a')).toBeUndefined();
    expect(await store.list({ prefix: '' })).toEqual({ objects: [], prefixes: [] });
    await store.delete('a');
    await expect(store.delete('a', { ifMatch: 'x' })).rejects.toMatchObject({ code: 'precondition-failed' });
    await expect(store.put('../a', 'x')).rejects.toMatchObject({ code: 'invalid-key' });
    expect(readdirSync(root)).toEqual([]);
    await store.put('a', 'x');
    expect((await store.get('a'))?.body).toEqual(new Uint8Array([0x78]));
  });

  it('keeps objects for whoever opens the directory next', async () => {
    const directory = temporaryDirectory();
    const { etag } = await openStore(directory).put('a/b', 'x', { metadata: { n: '1' } });
    expect(await openStore(directory).head('a/b')).toMatchObject({ etag, metadata: { n: '1' } });
  });

  it('keeps bodies as they are, after one line of JSON', async () => {
    const directory = temporaryDirectory();
    await openStore(directory).put('a/b', 'first\nsecond');
    const [header = '', ...body] = readFileSync(join(directory, 'objects', 'a', 'b.obj'), 'utf8').split('\n');
    expect(JSON.parse(header)).toMatchObject({ key: 'a/b', sizeBytes: 12 });
    expect(body).toEqual(['first', 'second']);
  });

  it('gives every put an ETag of its own, also in stores of the same seed', async () => {
    const directory = temporaryDirectory();
    const [a, b] = [openStore(directory), openStore(directory)];
    const puts = [await a.put('a', 'x'), await b.put('a', 'x'), await a.put('a', 'x'), await b.put('b', 'x')];
    expect(new Set(puts.map((put) => put.etag)).size).toBe(4);
  });

  it('has one winner of 50 writers in two stores of one process', async () => {
    const directory = temporaryDirectory();
    const stores = [openStore(directory), openStore(directory)];
    const works = Array.from({ length: 50 }, (_, n) => () => {
      const store = stores[n % 2] ?? openStore(directory);
      return store.put('a', `${n}`, { ifNoneMatch: '*' });
    });
    const outcomes = await outcomesOf(works);
    expect(countOf(outcomes, 'done')).toBe(1);
    expect(countOf(outcomes, 'precondition-failed')).toBe(49);
  });

  it('leaves no temporary file behind, whether a put succeeds or fails', async () => {
    const directory = temporaryDirectory();
    const store = openStore(directory);
    await outcomesOf(Array.from({ length: 10 }, () => () => store.put('a', 'x', { ifNoneMatch: '*' })));
    const [own = ''] = readdirSync(join(directory, 'tmp'));
    expect(readdirSync(join(directory, 'tmp', own))).toEqual(['owner.lock']);
  });

  it('finds objects under headers of any legal size', async () => {
    const store = openStore(temporaryDirectory());
    const metadata = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [`n${n}`.slice(0, 4), '']));
    const key = `${'"'.repeat(250)}/`.repeat(4) + '"'.repeat(20);
    const options = { metadata, contentType: '"'.repeat(1024), cacheControl: '\\'.repeat(1024) };
    const { etag } = await store.put(key, 'x', options);
    expect(await store.head(key)).toMatchObject({ etag, ...options });
    await store.put(key, 'y', { ifMatch: etag });
  });
});

describe('a directory that cannot be used', () => {
  it('is unavailable when it lies below a regular file', async () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, '');
    const store = openStore(join(file, 'data'));
    const refusal = { name: 'StorageError', code: 'unavailable', key: 'a', message: expect.stringContaining(file) };
    await expect(store.put('a', 'x')).rejects.toMatchObject(refusal);
    await expect(store.put('a', 'x')).rejects.toThrow('a file stands where a folder should be');
    await expect(store.get('a')).rejects.toMatchObject(refusal);
    await expect(store.head('a')).rejects.toMatchObject(refusal);
    await expect(store.list({ prefix: '' })).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('is unavailable while another holds the write lock for longer than the timeout', async () => {
    const directory = temporaryDirectory();
    const store = openFileObjectStore({ directory, random: seededRandom(1), lockTimeoutMs: 1 });
    await store.put('a', 'x');
    const [lock = ''] = readdirSync(join(directory, 'locks')).filter((name) => /^\d/.test(name));
    const holder = new DatabaseSync(join(directory, 'locks', lock));
    onTestFinished(() => holder.close());
    holder.exec('BEGIN IMMEDIATE');
    await expect(store.put('a', 'y')).rejects.toMatchObject({ code: 'unavailable', key: 'a' });
    await expect(store.delete('a')).rejects.toThrow('kept the write lock for too long');
    expect((await store.get('a'))?.body).toEqual(new Uint8Array([0x78]));
    holder.exec('COMMIT');
    await store.put('a', 'y');
    const [own = ''] = readdirSync(join(directory, 'tmp'));
    expect(readdirSync(join(directory, 'tmp', own))).toEqual(['owner.lock']);
  });

  it('is unavailable when its lock file is garbage', async () => {
    const directory = temporaryDirectory();
    await openStore(directory).put('a', 'x');
    for (const name of readdirSync(join(directory, 'locks'))) {
      writeFileSync(join(directory, 'locks', name), 'garbage '.repeat(1000));
    }
    const put = openStore(directory).put('a', 'y');
    await expect(put).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('delete its folder locks'),
    });
  });

  it('is used again after it was removed and a put has failed', async () => {
    const directory = temporaryDirectory();
    const store = openStore(join(directory, 'data'));
    await store.put('a/b', 'x');
    rmSync(join(directory, 'data'), { recursive: true });
    await expect(store.put('a/b', 'y')).rejects.toMatchObject({ code: 'unavailable' });
    await store.put('a/b', 'z');
    expect((await store.get('a/b'))?.body).toEqual(new Uint8Array([0x7a]));
  });
});

describe('a damaged object', () => {
  const file = (directory: string) => join(directory, 'objects', 'a', 'b.obj');
  const headerOf = (path: string) => readFileSync(path, 'latin1').split('\n')[0] ?? '';

  it.each<[string, (path: string) => void]>([
    ['emptied', (path) => truncateSync(path, 0)],
    ['cut in its header', (path) => truncateSync(path, 20)],
    ['cut right after its header', (path) => truncateSync(path, headerOf(path).length + 1)],
    ['cut in its body', (path) => truncateSync(path, statSync(path).size - 1)],
    ['grown', (path) => writeFileSync(path, 'x', { flag: 'a' })],
    ['overwritten by garbage', (path) => writeFileSync(path, Buffer.alloc(100_000, 0xf0))],
    ['overwritten by lines of text', (path) => writeFileSync(path, 'a\nb\n')],
    ['with a header of other JSON', (path) => writeFileSync(path, '{"key":"a/b"}\nbody')],
    ['with a header of null', (path) => writeFileSync(path, 'null\nbody')],
    ['of another key', (path) => writeFileSync(path, readFileSync(path, 'latin1').replace('"a/b"', '"a/c"'), 'latin1')],
  ])('%s is damaged in every read and conditional write, and still listed', async (_, damage) => {
    const directory = temporaryDirectory();
    const store = openStore(directory);
    const { etag } = await store.put('a/b', 'the body');
    damage(file(directory));
    const refusal = {
      name: 'StorageError',
      code: 'damaged',
      key: 'a/b',
      message: expect.stringContaining(file(directory)),
    };
    await expect(store.get('a/b')).rejects.toMatchObject(refusal);
    await expect(store.head('a/b')).rejects.toMatchObject(refusal);
    // A listing names it, so that whoever looks for damage finds it, and what is beside it is not hidden.
    expect((await store.list({ prefix: 'a/' })).objects).toEqual([{ key: 'a/b', etag: 'damaged', sizeBytes: 0 }]);
    await expect(store.put('a/b', 'x', { ifMatch: 'damaged' })).rejects.toMatchObject(refusal);
    await expect(store.put('a/b', 'x', { ifMatch: etag })).rejects.toMatchObject(refusal);
    await expect(store.delete('a/b', { ifMatch: etag })).rejects.toMatchObject(refusal);
    await store.put('a/b', 'whole again');
    expect((await store.get('a/b'))?.sizeBytes).toBe(11);
  });

  it('with a changed byte in its body is damaged when it is read', async () => {
    const directory = temporaryDirectory();
    const store = openStore(directory);
    await store.put('a/b', 'the body');
    const bytes = readFileSync(file(directory));
    bytes[bytes.length - 1] = 0;
    writeFileSync(file(directory), bytes);
    await expect(store.get('a/b')).rejects.toMatchObject({ code: 'damaged', key: 'a/b' });
  });

  it('does not stand in the way of others, nor does a file that is none', async () => {
    const directory = temporaryDirectory();
    const store = openStore(directory);
    await store.put('a/b', 'x');
    await store.put('c/d', 'x');
    writeFileSync(file(directory), 'garbage');
    writeFileSync(join(directory, 'objects', 'c', '.DS_Store'), 'x');
    writeFileSync(join(directory, 'objects', 'c', '.obj'), 'x');
    expect((await store.list({ prefix: 'c/' })).objects.map((object) => object.key)).toEqual(['c/d']);
    expect((await store.list({ prefix: '', delimiter: '/' })).prefixes).toEqual(['a/', 'c/']);
  });
});

// What a handle stands for can be read from /proc only.
describe.runIf(process.platform === 'linux')('a put is on the disk before it answers', () => {
  /** Tells of each sync which path it was for and whether the object could be seen by then. */
  async function recordSyncs(object: string): Promise<{ call: string; path: string; visible: boolean }[]> {
    const syncs: { call: string; path: string; visible: boolean }[] = [];
    const handle = await open('/');
    const prototype = Object.getPrototypeOf(handle);
    await handle.close();
    for (const call of ['sync', 'datasync'] as const) {
      const original = prototype[call];
      const spy = vi.spyOn(prototype, call).mockImplementation(async function (this: { fd: number }) {
        syncs.push({ call, path: readlinkSync(`/proc/self/fd/${this.fd}`), visible: existsSync(object) });
        await original.call(this);
      });
      onTestFinished(() => spy.mockRestore());
    }
    return syncs;
  }

  it('first the bytes, then the name, and before both the folders that were made for it', async () => {
    const root = temporaryDirectory();
    const directory = join(root, 'new', 'data');
    const objects = join(directory, 'objects');
    const syncs = await recordSyncs(join(objects, 'a', 'b', 'c.obj'));
    const store = openStore(directory);
    await store.put('a/b/c', 'x');

    const paths = (visible: boolean) => syncs.filter((sync) => sync.visible === visible).map((sync) => sync.path);
    expect(paths(false)).toEqual(
      expect.arrayContaining([root, join(root, 'new'), directory, objects, join(objects, 'a')]),
    );
    expect(paths(false).at(-1)).toMatch(/\/tmp\/[0-9a-f]+\/\d+$/);
    expect(paths(true)).toEqual([join(objects, 'a', 'b')]);

    syncs.length = 0;
    await store.put('a/b/d', 'x');
    expect(syncs.map((sync) => sync.call)).toEqual(['datasync', 'sync']);

    syncs.length = 0;
    await store.delete('a/b/c');
    expect(syncs).toEqual([{ call: 'sync', path: join(objects, 'a', 'b'), visible: false }]);
  });

  it('with one sync of a folder for many that wait for it', async () => {
    const directory = temporaryDirectory();
    const syncs = await recordSyncs('');
    const store = openStore(directory);
    await store.put('a/first', 'x');
    syncs.length = 0;
    await Promise.all(Array.from({ length: 32 }, (_, n) => store.put(`a/${n}`, 'x')));
    expect(syncs.filter((sync) => sync.call === 'datasync')).toHaveLength(32);
    expect(syncs.filter((sync) => sync.call === 'sync').length).toBeLessThan(32);
  });
});
