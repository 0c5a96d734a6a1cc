export interface KeyValueChange {
  put?: Readonly<Record<string, string>>;
  delete?: readonly string[];
}

/** Limits of Amazon CloudFront KeyValueStore; every adapter holds to them, so that what works locally works at the edge. */
export const KEY_VALUE_LIMITS = {
  maxKeyBytes: 512,
  maxValueBytes: 1024,
  maxStoreBytes: 5 * 1024 * 1024,
  maxKeysPerUpdate: 50,
} as const;

/**
 * A small store of settings that the edge reads on every request, with the semantics of Amazon CloudFront KeyValueStore:
 * an update is all or nothing, and its condition is the ETag of the whole store.
 *
 * Every method may throw a {@link StorageError}: `precondition-failed`, `conflict`, `unavailable`, `damaged`, `invalid-key`
 * (a key over its limit, or empty), `too-large` (a value, an update or the store over its limit).
 */
export interface KeyValueStore {
  get(key: string): Promise<string | undefined>;
  /** All entries, ordered by key. */
  entries(): Promise<{ key: string; value: string }[]>;
  /** The ETag of the whole store, to be given as `ifMatch`. */
  etag(): Promise<string>;
  update(change: KeyValueChange, options?: { ifMatch?: string }): Promise<{ etag: string }>;
}
