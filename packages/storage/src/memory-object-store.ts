import { createHash } from 'node:crypto';
import { checkCondition } from './check-condition.ts';
import { checkObjectKey } from './check-object-key.ts';
import { compareKeys } from './compare-keys.ts';
import { isAfterStart, type ListItem, listPage, readListLimit } from './list-page.ts';
import type {
  DeleteOptions,
  ListOptions,
  ListResult,
  ObjectInfo,
  ObjectStore,
  PutOptions,
  StoredObject,
} from './object-store.ts';
import { readPutHeaders } from './put-headers.ts';

/** An {@link ObjectStore} that lives as long as its process. ETags are the same in every run that makes the same puts. */
export class MemoryObjectStore implements ObjectStore {
  readonly #objects = new Map<string, StoredObject>();
  #puts = 0;

  async get(key: string): Promise<StoredObject | undefined> {
    checkObjectKey(key);
    const object = this.#objects.get(key);
    return object && { ...infoOf(object), body: object.body.slice() };
  }

  async head(key: string): Promise<ObjectInfo | undefined> {
    checkObjectKey(key);
    const object = this.#objects.get(key);
    return object && infoOf(object);
  }

  async put(key: string, body: Uint8Array | string, options: PutOptions = {}): Promise<{ etag: string }> {
    checkObjectKey(key);
    const headers = readPutHeaders(key, options);
    checkCondition(key, this.#objects.get(key)?.etag, options);
    const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : new Uint8Array(body);
    this.#puts += 1;
    const etag = createHash('sha256').update(`${this.#puts}`).digest('hex').slice(0, 32);
    this.#objects.set(key, { key, etag, sizeBytes: bytes.length, ...headers, body: bytes });
    return { etag };
  }

  async delete(key: string, options: DeleteOptions = {}): Promise<void> {
    checkObjectKey(key);
    checkCondition(key, this.#objects.get(key)?.etag, options);
    this.#objects.delete(key);
  }

  async list(options: ListOptions): Promise<ListResult> {
    const limit = readListLimit(options);
    const { prefix, delimiter } = options;
    const items = new Map<string, ListItem>();
    for (const { key, etag, sizeBytes } of this.#objects.values()) {
      if (!key.startsWith(prefix)) continue;
      const slash = delimiter === undefined ? -1 : key.indexOf(delimiter, prefix.length);
      const name = slash === -1 ? key : key.slice(0, slash + 1);
      if (!isAfterStart(name, options)) continue;
      items.set(name, slash === -1 ? { object: { key, etag, sizeBytes } } : { prefix: name });
    }
    const ordered = [...items].sort(([a], [b]) => compareKeys(a, b));
    const page = ordered.slice(0, limit);
    const next = ordered.length > limit ? page.at(-1)?.[0] : undefined;
    return listPage(
      page.map(([, item]) => item),
      next,
    );
  }
}

function infoOf({ body: _, ...info }: StoredObject): ObjectInfo {
  return { ...info, metadata: { ...info.metadata } };
}
