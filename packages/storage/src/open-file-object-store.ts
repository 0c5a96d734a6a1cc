import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { checkCondition } from './check-condition.ts';
import { checkObjectKey } from './check-object-key.ts';
import { StorageError } from './errors.ts';
import { type ListedName, listNames } from './files/list-names.ts';
import { readObjectFile, readObjectHeader } from './files/object-file.ts';
import { objectPath } from './files/object-path.ts';
import type { ObjectWriter } from './files/object-writer.ts';
import { asStorageError, hasCode } from './files/system-error.ts';
import { type ListItem, listPage, readListLimit } from './list-page.ts';
import type { ObjectStore } from './object-store.ts';
import { readPutHeaders } from './put-headers.ts';
import type { Random } from './random.ts';

export interface FileObjectStoreOptions {
  /** Made by the first put, with those above it, if it isn't there. */
  directory: string;
  /** Makes ETags and names of temporary folders. */
  random: Random;
  /** How long a write waits for another process's write of the same key before it is `unavailable`. Default 10,000. */
  lockTimeoutMs?: number;
}

/** How many files a listing reads at once. */
const LIST_PARALLELISM = 32;

/**
 * An {@link ObjectStore} in a directory of a local file system. Any number of processes may use it at once. A write is on the
 * disk before it answers; a process that dies at any point leaves every object whole, as it was or as it was to be.
 *
 * Opening reads and writes nothing, and there is nothing to close.
 */
export function openFileObjectStore(options: FileObjectStoreOptions): ObjectStore {
  const { random, lockTimeoutMs = 10_000 } = options;
  const directory = resolve(options.directory);
  const objects = join(directory, 'objects');
  let opening: Promise<ObjectWriter> | undefined;

  /** Loaded when first needed: who only reads needs no locks, and no SQLite. */
  function writer(): Promise<ObjectWriter> {
    if (opening === undefined) {
      opening = import('./files/object-writer.ts').then(({ openObjectWriter }) =>
        openObjectWriter({ directory, objects, random, lockTimeoutMs }),
      );
      opening.catch(startAfresh);
    }
    return opening;
  }

  function startAfresh(): void {
    opening = undefined;
  }

  async function guarded<T>(key: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      // The directory was removed meanwhile, and with it what the writer knew about it.
      if (hasCode(error, 'ENOENT')) startAfresh();
      throw asStorageError(error, key, directory);
    }
  }

  async function itemOf({ name, isPrefix }: ListedName): Promise<ListItem[]> {
    if (isPrefix) return [{ prefix: name }];
    const info = await readObjectHeader(objectPath(objects, name), name).catch((error: unknown) => {
      // Listed, so that it can be found; what is wrong with it, reading it tells.
      if (error instanceof StorageError && error.code === 'damaged') return { etag: 'damaged', sizeBytes: 0 };
      throw error;
    });
    return info === undefined ? [] : [{ object: { key: name, etag: info.etag, sizeBytes: info.sizeBytes } }];
  }

  return {
    async get(key) {
      checkObjectKey(key);
      return await guarded(key, () => readObjectFile(objectPath(objects, key), key));
    },

    async head(key) {
      checkObjectKey(key);
      return await guarded(key, () => readObjectHeader(objectPath(objects, key), key));
    },

    async put(key, body, options = {}) {
      checkObjectKey(key);
      const headers = readPutHeaders(key, options);
      const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body);
      return await guarded(key, async () => (await writer()).put(key, bytes, headers, options));
    },

    async delete(key, options = {}) {
      checkObjectKey(key);
      await guarded(key, async () => {
        // Only a put makes the directory.
        if (!existsSync(objects)) checkCondition(key, undefined, options);
        else await (await writer()).delete(key, options);
      });
    },

    async list(options) {
      const limit = readListLimit(options);
      return await guarded('', async () => {
        const names: ListedName[] = [];
        for await (const name of listNames(objects, options)) {
          names.push(name);
          if (names.length > limit) break;
        }
        const page = names.slice(0, limit);
        // Objects that go away meanwhile make the page shorter, not the last one.
        const next = names.length > limit ? page.at(-1)?.name : undefined;
        const items: ListItem[] = [];
        for (let start = 0; start < page.length; start += LIST_PARALLELISM) {
          const found = await Promise.all(page.slice(start, start + LIST_PARALLELISM).map(itemOf));
          items.push(...found.flat());
        }
        return listPage(items, next);
      });
    },
  };
}
