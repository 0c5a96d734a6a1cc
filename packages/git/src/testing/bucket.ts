import { createHash } from 'node:crypto';
import {
  type DeleteOptions,
  type ListOptions,
  type ListResult,
  MemoryObjectStore,
  type ObjectInfo,
  type ObjectStore,
  type PutOptions,
  StorageError,
  type StoredObject,
} from '@holt/storage';

/** A store in memory whose ETags are the MD5 of the body, as on S3: the same bytes have the same ETag again. */
export class Bucket implements ObjectStore {
  readonly #objects = new MemoryObjectStore();
  readonly #etags = new Map<string, string>();
  readonly #onDelete: (key: string) => void;

  /** @param onDelete called for every key that is deleted. */
  constructor(onDelete: (key: string) => void) {
    this.#onDelete = onDelete;
  }

  async get(key: string): Promise<StoredObject | undefined> {
    const etag = this.#etags.get(key);
    const object = await this.#objects.get(key);
    return object && { ...object, etag: etag ?? '' };
  }

  async head(key: string): Promise<ObjectInfo | undefined> {
    const etag = this.#etags.get(key);
    const object = await this.#objects.head(key);
    return object && { ...object, etag: etag ?? '' };
  }

  async put(key: string, body: Uint8Array | string, options: PutOptions = {}): Promise<{ etag: string }> {
    const { ifMatch, ifNoneMatch, ...headers } = options;
    this.#check(key, ifMatch, ifNoneMatch);
    const etag = createHash('md5').update(body).digest('hex');
    this.#etags.set(key, etag);
    await this.#objects.put(key, body, headers);
    return { etag };
  }

  async delete(key: string, { ifMatch }: DeleteOptions = {}): Promise<void> {
    this.#check(key, ifMatch);
    if (this.#etags.delete(key)) this.#onDelete(key);
    await this.#objects.delete(key);
  }

  async list(options: ListOptions): Promise<ListResult> {
    return await this.#objects.list(options);
  }

  #check(key: string, ifMatch?: string, ifNoneMatch?: '*') {
    const etag = this.#etags.get(key);
    const fails = (ifMatch !== undefined && etag !== ifMatch) || (ifNoneMatch === '*' && etag !== undefined);
    if (fails) throw new StorageError('precondition-failed', key, 'The condition does not hold.');
  }
}
