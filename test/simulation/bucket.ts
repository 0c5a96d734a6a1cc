import { hash } from 'node:crypto';
import {
  compareKeys,
  type DeleteOptions,
  type ListedObject,
  type ListOptions,
  type ListResult,
  type ObjectInfo,
  type ObjectStore,
  type PutOptions,
  StorageError,
  type StoredObject,
} from '@holt/storage';

const MAX_LISTED = 1000;

/** One request to a store. The key of a `list` is its prefix. */
export type StoreRequest =
  | { method: 'get' | 'head'; key: string }
  | { method: 'put'; key: string; body: Uint8Array | string; options: PutOptions }
  | { method: 'delete'; key: string; options: DeleteOptions }
  | { method: 'list'; key: string; options: ListOptions };

/**
 * A bucket of Amazon S3: a request is applied at one moment, its condition evaluated then. The ETag is the MD5 of the body, so
 * the same bytes put again have the ETag that they had before, whatever was there in between.
 */
export class Bucket {
  readonly #objects = new Map<string, StoredObject>();

  /** @throws StorageError `precondition-failed` */
  apply(request: StoreRequest): unknown {
    switch (request.method) {
      case 'get':
        return this.get(request.key);
      case 'head':
        return this.head(request.key);
      case 'put':
        return this.put(request.key, request.body, request.options);
      case 'delete':
        return this.delete(request.key, request.options);
      case 'list':
        return this.list(request.options);
    }
  }

  /** The body is the stored one itself: not to be changed. */
  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  head(key: string): ObjectInfo | undefined {
    const object = this.#objects.get(key);
    if (object === undefined) return undefined;
    const { body: _, ...info } = object;
    return info;
  }

  put(key: string, body: Uint8Array | string, options: PutOptions): { etag: string } {
    this.#check(key, options);
    const { contentType = 'application/octet-stream', cacheControl, metadata = {} } = options;
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body);
    const etag = hash('md5', bytes);
    const about = { contentType, ...(cacheControl !== undefined && { cacheControl }), metadata: { ...metadata } };
    this.#objects.set(key, { key, etag, sizeBytes: bytes.length, ...about, body: bytes });
    return { etag };
  }

  delete(key: string, options: DeleteOptions): void {
    this.#check(key, options);
    this.#objects.delete(key);
  }

  list({ prefix, delimiter, startAfter = '', limit = MAX_LISTED }: ListOptions): ListResult {
    const found = new Map<string, ListedObject | undefined>();
    for (const { key, etag, sizeBytes } of this.#objects.values()) {
      if (!key.startsWith(prefix)) continue;
      const slash = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
      const name = slash === -1 ? key : key.slice(0, slash + 1);
      if (startAfter === '' || compareKeys(name, startAfter) > 0) {
        found.set(name, slash === -1 ? { key, etag, sizeBytes } : undefined);
      }
    }
    const ordered = [...found].sort(([a], [b]) => compareKeys(a, b));
    const count = Math.min(limit, MAX_LISTED);
    const page = ordered.slice(0, count);
    const next = ordered.length > count ? page.at(-1)?.[0] : undefined;
    return {
      objects: page.flatMap(([, object]) => object ?? []),
      prefixes: page.flatMap(([name, object]) => (object === undefined ? [name] : [])),
      ...(next !== undefined && { next }),
    };
  }

  /** A bucket of its own with the objects below some prefixes. */
  copy(...prefixes: string[]): Bucket {
    const copy = new Bucket();
    for (const [key, object] of this.#objects) {
      if (prefixes.some((prefix) => key.startsWith(prefix))) copy.#objects.set(key, object);
    }
    return copy;
  }

  /** All objects below a prefix. */
  *below(prefix: string): Iterable<StoredObject> {
    for (const [key, object] of this.#objects) if (key.startsWith(prefix)) yield object;
  }

  /** The bucket without a network before it: every request is answered at once. */
  directly(): ObjectStore {
    return {
      get: async (key) => this.get(key),
      head: async (key) => this.head(key),
      put: async (key, body, options = {}) => this.put(key, body, options),
      delete: async (key, options = {}) => this.delete(key, options),
      list: async (options) => this.list(options),
    };
  }

  #check(key: string, { ifMatch, ifNoneMatch }: PutOptions & DeleteOptions): void {
    const etag = this.#objects.get(key)?.etag;
    if (ifNoneMatch !== undefined && etag === undefined) return;
    if (ifNoneMatch === undefined && (ifMatch === undefined || ifMatch === etag)) return;
    throw new StorageError('precondition-failed', key, 'simulated: the condition does not hold');
  }
}
