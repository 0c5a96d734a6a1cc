import { type Clock, type ObjectStore, StorageError, systemClock } from '@holt/storage';
import { createByteBoundedCache } from './byte-bounded-cache.ts';
import { type Commit, decodeCommit } from './commit.ts';
import type { GitObject } from './git-object.ts';
import { NEVER_CACHED_TEXT } from './http-headers.ts';
import { moveMainRef, type Ref, readMainRef } from './main-ref.ts';
import { openObjectDatabase } from './object-database.ts';
import type { Oid } from './oid.ts';
import { decodeTree, type TreeEntry } from './tree.ts';

/** A decoded entry takes several times the bytes that it has in git. */
const DECODED_FACTOR = 5;
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
  /** @throws GitError as {@link Repository.readCommit}. */
  readBlob(oid: Oid): Promise<Uint8Array>;
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
  /** Bound on commits and trees kept in memory. Default 16 MiB. */
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
  const cache = createByteBoundedCache<Commit | readonly TreeEntry[]>(cacheBytes);

  const decode = ({ oid, type, content }: GitObject) =>
    type === 'commit' ? decodeCommit(oid, content) : decodeTree(content);
  const remember = ({ oid, content }: GitObject, decoded: Commit | readonly TreeEntry[]) => {
    cache.set(oid, decoded, content.length * DECODED_FACTOR);
  };
  // An oid names one object of one type, so a hit of the wrong type is left to the database to report.
  const cached = async (oid: Oid, type: 'commit' | 'tree') => {
    const hit = cache.get(oid);
    if (hit !== undefined && Array.isArray(hit) === (type === 'tree')) return hit;
    const object = await objects.read(oid, type);
    const decoded = decode(object);
    remember(object, decoded);
    return decoded;
  };

  return {
    readRef: () => readMainRef(store, refsKey),
    readCommit: async (oid) => (await cached(oid, 'commit')) as Commit,
    readTree: async (oid) => [...((await cached(oid, 'tree')) as readonly TreeEntry[])],
    readBlob: async (oid) => (await objects.read(oid, 'blob')).content,
    async writeObjects(written) {
      const decoded = written
        .filter(({ type }) => type !== 'blob')
        .map((object) => ({ object, value: decode(object) }));
      await objects.write(written);
      // The next write starts from what this one stored.
      for (const { object, value } of decoded) remember(object, value);
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
