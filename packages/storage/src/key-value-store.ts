/** What one update puts and deletes. Deleting a key that is not there changes nothing. */
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
 * A small store of settings that the edge reads on every request, with the semantics of Amazon CloudFront KeyValueStore: an update is all or
 * nothing, and its condition is the ETag of the whole store.
 *
 * A change of more than 50 keys is refused, never parted: between the parts, readers would see a state that nobody asked for, and only the caller
 * knows which order of parts is safe (for a revocation: first what takes away).
 *
 * Every method may throw a {@link StorageError}: `precondition-failed`, `conflict`, `unavailable`, `unusable`, `damaged`, `invalid-key`
 * (a key over its limit, or empty), `too-large` (a value, an update or the store over its limit). After `unavailable` an update may be in, or
 * may still come in; after any other code it is not in, and will not be.
 */
export interface KeyValueStore {
  get(key: string): Promise<string | undefined>;
  /** All entries as they were at one moment, ordered by key. */
  entries(): Promise<{ key: string; value: string }[]>;
  /** The ETag of the whole store, to be given as `ifMatch`. */
  etag(): Promise<string>;
  /**
   * Changes entries whatever other updates came before or, with `ifMatch`, only if there was none since that ETag.
   *
   * @returns the ETag of the store with the change in it
   */
  update(change: KeyValueChange, options?: { ifMatch?: string }): Promise<{ etag: string }>;
}
