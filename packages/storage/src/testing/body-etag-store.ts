import { createHash } from 'node:crypto';
import { StorageError } from '../errors.ts';
import { MemoryObjectStore } from '../memory-object-store.ts';
import type { DeleteOptions, PutOptions } from '../object-store.ts';

/**
 * A store in memory whose ETag is the MD5 of the body, as Amazon S3's is of an object put in one piece without a key of KMS. So a
 * condition that was once true is true again when the same bytes come back.
 */
export function bodyEtagStore(): MemoryObjectStore {
  return new BodyEtagStore();
}

class BodyEtagStore extends MemoryObjectStore {
  /** By the ETag that the store in memory gives, which is another for each put: so that a body is hashed once. */
  readonly #etags = new Map<string, string>();

  override async get(key: string) {
    const object = await super.get(key);
    return object && { ...object, etag: this.#etagOf(object) };
  }

  override async head(key: string) {
    const info = await super.head(key);
    const etag = info && this.#etags.get(info.etag);
    if (info !== undefined && etag !== undefined) return { ...info, etag };
    const object = await this.get(key);
    if (object === undefined) return undefined;
    const { body: _, ...rest } = object;
    return rest;
  }

  override async put(key: string, body: Uint8Array | string, { ifMatch, ...options }: PutOptions = {}) {
    const condition = ifMatch === undefined ? {} : { ifMatch: await this.#translate(key, ifMatch) };
    const etag = md5(body);
    this.#etags.set((await super.put(key, body, { ...options, ...condition })).etag, etag);
    return { etag };
  }

  override async delete(key: string, { ifMatch }: DeleteOptions = {}) {
    await super.delete(key, ifMatch === undefined ? {} : { ifMatch: await this.#translate(key, ifMatch) });
  }

  override async list(options: Parameters<MemoryObjectStore['list']>[0]) {
    const result = await super.list(options);
    const objects = await Promise.all(
      result.objects.map(async (listed) => {
        const etag = this.#etags.get(listed.etag) ?? (await this.head(listed.key))?.etag;
        return { ...listed, etag: etag ?? listed.etag };
      }),
    );
    return { ...result, objects };
  }

  #etagOf({ etag, body }: { etag: string; body: Uint8Array }): string {
    const known = this.#etags.get(etag) ?? md5(body);
    this.#etags.set(etag, known);
    return known;
  }

  /** The store's own ETag of an object with this body: the comparison and the change that follows are one step there. */
  async #translate(key: string, etag: string): Promise<string> {
    const object = await super.get(key);
    if (object !== undefined && this.#etagOf(object) === etag) return object.etag;
    throw new StorageError('precondition-failed', key, `${key} is no longer the one with the ETag ${etag}.`);
  }
}

function md5(body: Uint8Array | string): string {
  return createHash('md5').update(body).digest('hex');
}
