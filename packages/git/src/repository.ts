import { type Clock, type ObjectStore, StorageError, systemClock } from '@holt/storage';
import { createByteBoundedCache } from './byte-bounded-cache.ts';
import { walkReachable } from './collect-reachable.ts';
import { type Commit, decodeCommit } from './commit.ts';
import type { GitObject, ObjectType } from './git-object.ts';
import { NEVER_CACHED_TEXT } from './http-headers.ts';
import { moveMainRef, type Ref, readMainRef } from './main-ref.ts';
import { openObjectDatabase } from './object-database.ts';
import type { Oid } from './oid.ts';
import { decodeTree, type TreeEntry } from './tree.ts';

/** A decoded entry takes several times the bytes that it has in git. */
const DECODED_FACTOR = 5;
/** Larger files are attachments, which nobody reads twice in a row. */
const MAX_CACHED_BLOB_BYTES = 256 * 1024;
/** What keeping any value takes besides its own bytes. */
const ENTRY_BYTES = 256;
const INITIALISE_ATTEMPTS = 3;

/**
 * A bare repository with one branch, `main`, in the layout of git's dumb HTTP protocol. Every method that reads or writes may
 * throw a StorageError `unavailable`; it passes through as it is.
 */
export interface Repository {
  /** Where `main` stands; `undefined` when the repository has no commit. @throws GitError `ref-damaged`. */
  readRef(): Promise<Ref | undefined>;
  /** @throws GitError `object-missing`, `object-damaged` (its hash is checked), `object-mistyped`, `pack-damaged`. */
  readCommit(oid: Oid): Promise<Commit>;
  /** The entries of one folder, in git's order. @throws GitError as {@link Repository.readCommit}. */
  readTree(oid: Oid): Promise<TreeEntry[]>;
  /** Treat the bytes as frozen: others may be given the same. @throws GitError as {@link Repository.readCommit}. */
  readBlob(oid: Oid): Promise<Uint8Array>;
  /** An object as it is in the store by now, never from memory. @throws GitError as {@link Repository.readCommit}. */
  readObject(oid: Oid, type: ObjectType): Promise<GitObject>;
  /**
   * A commit and all that it reaches over all parents, as {@link Repository.readObject} reads it, each object once, in no order.
   *
   * @throws GitError as {@link Repository.readCommit}.
   */
  walk(from: Oid): AsyncIterable<GitObject>;
  /**
   * Keeps an object in memory, as if it had just been read. The caller has made sure that the oid is that of the content.
   *
   * @throws GitError `object-damaged` for a commit or a tree that can't be decoded.
   */
  remember(object: GitObject): void;
  /** Stores objects, in parallel, in no order; none of them can be seen in a clone until `main` reaches it. Idempotent. */
  writeObjects(objects: readonly GitObject[]): Promise<void>;
  /** Stores what a clone asks for besides objects and `info/refs`. Idempotent: what exists stays as it is. */
  initialise(): Promise<void>;
  /**
   * Moves `main` from `expected` (`undefined`: it must not exist) by one conditional PUT.
   *
   * @throws GitError `ref-moved`: nothing has changed. StorageError `unavailable`: it may have moved, read the ref again.
   * @throws TypeError when the generation does not grow.
   */
  moveRef(next: Omit<Ref, 'etag'>, expected: Ref | undefined): Promise<Ref>;
}

export interface RepositoryOptions {
  store: ObjectStore;
  /** Where the repository lies in the store, ending in `/`: `git/owner/name/`. */
  prefix: string;
  /** Bound on commits, trees and files up to 256 KiB that are kept in memory. Default 16 MiB. */
  cacheBytes?: number;
  /** Default the machine's. */
  clock?: Clock;
}

/** A repository over an object store; nothing is read or written yet. One instance may serve many writes at once. */
export function openRepository(options: RepositoryOptions): Repository {
  const { store, prefix, cacheBytes = 16 * 1024 * 1024, clock = systemClock } = options;
  if (!prefix.endsWith('/')) throw new TypeError(`prefix must end in "/", not ${JSON.stringify(prefix)}`);
  const refsKey = `${prefix}info/refs`;
  const objects = openObjectDatabase({ store, prefix, clock });
  const cache = createByteBoundedCache<Decoded>(cacheBytes);

  const keep = ({ oid, content }: GitObject, decoded: Decoded): void => {
    const sizeBytes = content.length;
    if (decoded.type !== 'blob') cache.set(oid, decoded, ENTRY_BYTES + sizeBytes * DECODED_FACTOR);
    // A copy, as the bytes may be a small part of a large buffer.
    else if (sizeBytes <= MAX_CACHED_BLOB_BYTES)
      cache.set(oid, { type: 'blob', content: Buffer.from(content) }, ENTRY_BYTES + sizeBytes);
  };
  const read = async <T extends ObjectType>(oid: Oid, type: T): Promise<Extract<Decoded, { type: T }>> => {
    let decoded = cache.get(oid);
    // An oid names one object of one type, so a hit of the wrong type is left to the database to report.
    if (decoded?.type !== type) {
      const object = await objects.read(oid, type);
      decoded = decode(object);
      keep(object, decoded);
    }
    return decoded as Extract<Decoded, { type: T }>;
  };

  return {
    readRef: () => readMainRef(store, refsKey),
    readCommit: async (oid) => (await read(oid, 'commit')).commit,
    readTree: async (oid) => [...(await read(oid, 'tree')).entries],
    readBlob: async (oid) => (await read(oid, 'blob')).content,
    readObject: (oid, type) => objects.read(oid, type),
    walk: (from) => walkReachable(objects, from, () => false),
    remember: (object) => keep(object, decode(object)),
    async writeObjects(written) {
      // Nothing is stored that can't be read again.
      const decoded = written.map((object) => ({ object, decoded: decode(object) }));
      await objects.write(written);
      // The next write starts from what this one stored.
      for (const { object, decoded: value } of decoded) keep(object, value);
    },
    async initialise() {
      await Promise.all([
        putNew(store, `${prefix}HEAD`, 'ref: refs/heads/main\n'),
        putNew(store, `${prefix}objects/info/packs`, '\n'),
      ]);
    },
    moveRef: (next, expected) => moveMainRef(store, refsKey, next, expected),
  };
}

type Decoded =
  | { readonly type: 'commit'; readonly commit: Commit }
  | { readonly type: 'tree'; readonly entries: readonly TreeEntry[] }
  | { readonly type: 'blob'; readonly content: Uint8Array };

function decode({ oid, type, content }: GitObject): Decoded {
  if (type === 'commit') return { type, commit: decodeCommit(oid, content) };
  if (type === 'tree') return { type, entries: decodeTree(content, oid) };
  return { type, content };
}

async function putNew(store: ObjectStore, key: string, body: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await store.put(key, body, { ifNoneMatch: '*', ...NEVER_CACHED_TEXT });
      return;
    } catch (error) {
      if (!(error instanceof StorageError)) throw error;
      if (error.code === 'precondition-failed') return;
      if (error.code !== 'conflict' || attempt === INITIALISE_ATTEMPTS) throw error;
    }
  }
}
