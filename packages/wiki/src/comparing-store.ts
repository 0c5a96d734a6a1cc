import { type ObjectInfo, type ObjectStore, StorageError } from '@holt/storage';
import type { RenderedArtifact } from './compare-artifact.ts';

export interface ComparingStoreOptions {
  store: ObjectStore;
  /** What all keys of artifacts begin with. */
  prefix: string;
  /** Gets each artifact that is put, in place of the store. What it throws, the put throws. */
  receive: (key: string, artifact: RenderedArtifact) => Promise<void>;
  /** What a publisher is told to lie under a key that it has not put itself: so it can be spared artifacts. */
  known?: (key: string) => ObjectInfo | undefined;
}

export interface ComparingStore extends ObjectStore {
  /** What was put so far, by key: nothing is kept of it but its metadata. */
  readonly rendered: ReadonlyMap<string, ObjectInfo>;
}

/**
 * A store for a publisher that is to be watched: to it no artifact is there but those that it puts, and these are handed on
 * instead of being stored. Listings, and all that is no artifact, are the real store's; nothing of it is changed.
 */
export function comparingStore({ store, prefix, receive, known }: ComparingStoreOptions): ComparingStore {
  const rendered = new Map<string, ObjectInfo>();
  const isArtifact = (key: string) => key.startsWith(prefix);
  const infoOf = (key: string) => rendered.get(key) ?? known?.(key);

  return {
    rendered,
    list: (options) => store.list(options),

    async head(key) {
      return isArtifact(key) ? infoOf(key) : await store.head(key);
    },

    async get(key) {
      if (!isArtifact(key)) return await store.get(key);
      if (rendered.has(key)) throw new Error(`${key} was compared, and is not kept.`);
      return undefined;
    },

    async put(key, body, options = {}) {
      if (!isArtifact(key)) throw new Error(`A publisher puts no ${key}.`);
      const { ifMatch, ifNoneMatch, ...headers } = options;
      const etag = rendered.get(key)?.etag;
      // Of what is only known, there is nothing that a condition could be about.
      if (etag !== undefined && (ifNoneMatch !== undefined || (ifMatch !== undefined && ifMatch !== etag))) {
        throw new StorageError('precondition-failed', key, `${key} has been put meanwhile.`);
      }
      const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
      const { contentType = 'application/octet-stream', metadata = {} } = headers;
      const next = `put ${rendered.size} ${etag ?? ''}`;
      rendered.set(key, { key, etag: next, sizeBytes: bytes.length, contentType, metadata });
      await receive(key, { body: bytes, headers });
      return { etag: next };
    },

    async delete(key) {
      throw new Error(`A publisher deletes nothing, so not ${key} either.`);
    },
  };
}
