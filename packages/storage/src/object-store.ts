/** What an object carries beside its bytes. */
export interface ObjectInfo {
  key: string;
  /** Opaque, unquoted. Changes whenever the body changes (S3's does not with the metadata alone); compare only for equality. */
  etag: string;
  sizeBytes: number;
  contentType: string;
  cacheControl?: string;
  /** User metadata: names of `a-z`, `0-9` and `-`, printable ASCII values, at most 2,048 bytes in all (S3's limit). */
  metadata: Readonly<Record<string, string>>;
}

export interface StoredObject extends ObjectInfo {
  body: Uint8Array;
}

export interface ListedObject {
  key: string;
  etag: string;
  sizeBytes: number;
}

export interface PutOptions {
  /** Replace only the object with this ETag. */
  ifMatch?: string;
  /** Create only: fail when the key exists. */
  ifNoneMatch?: '*';
  /** Default `application/octet-stream`. */
  contentType?: string;
  cacheControl?: string;
  metadata?: Readonly<Record<string, string>>;
}

export interface DeleteOptions {
  /** Delete only the object with this ETag. */
  ifMatch?: string;
}

export interface ListOptions {
  /** Keys begin with this; may be empty. */
  prefix: string;
  /** With `/`: keys that hold a further `/` after the prefix are rolled up into `prefixes`. */
  delimiter?: '/';
  /** Keys and prefixes after this one only, in UTF-8 binary order. */
  startAfter?: string;
  /** At most this many keys and prefixes together; default and maximum 1,000. */
  limit?: number;
}

export interface ListResult {
  objects: ListedObject[];
  prefixes: string[];
  /** Pass as `startAfter` to go on; absent at the end. */
  next?: string;
}

/**
 * A flat store of objects under string keys, with the semantics of Amazon S3's REST API: strong read-after-write
 * consistency for every key, no atomicity across keys.
 *
 * A key is 1..1,024 bytes of UTF-8 made of segments parted by `/`, each of 1..250 bytes (a file name must hold one), none of them
 * `.` or `..`, without control characters.
 *
 * Every method may throw a {@link StorageError}: `invalid-key`, `precondition-failed` (settled: the condition did not hold, nothing
 * changed), `conflict` (another write to the key is in flight: nothing changed, try again), `unavailable` (no answer: a write
 * may or may not have happened), `unusable` (refused for good, for want of a right, a bucket or a setting that the message names: nothing
 * changed), `damaged` (what is stored can't be read back; a listing names it all the same), `too-large` (metadata over its limit).
 */
export interface ObjectStore {
  get(key: string): Promise<StoredObject | undefined>;
  head(key: string): Promise<ObjectInfo | undefined>;
  /** Replaces the whole object, atomically and durably, before it answers. */
  put(key: string, body: Uint8Array | string, options?: PutOptions): Promise<{ etag: string }>;
  /** Deleting a key that does not exist is no error, unless `ifMatch` is given. */
  delete(key: string, options?: DeleteOptions): Promise<void>;
  /** In UTF-8 binary order of keys. */
  list(options: ListOptions): Promise<ListResult>;
}
