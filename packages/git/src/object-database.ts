import { type Clock, type ObjectStore, StorageError } from '@holt/storage';
import { GitError, RESTORE_OBJECT } from './errors.ts';
import type { GitObject, ObjectType } from './git-object.ts';
import { IMMUTABLE_LOOSE_OBJECT } from './http-headers.ts';
import { createLimiter } from './limiter.ts';
import { checkType, damagedObject, decodeLooseObject, encodeLooseObject, looseObjectPath } from './loose-object.ts';
import { assertOid, type Oid } from './oid.ts';
import { readPackList } from './pack-list.ts';
import { damagedPack, openPackedObjects } from './packed-objects.ts';

/** Requests in flight at once, for reads and for writes. */
const PARALLEL_REQUESTS = 32;

/**
 * How long an object that this instance has stored is not stored again. Well below the hour after which an object that no
 * commit reaches may be removed: a writer that comes back later must store it again.
 */
const STORED_FOR_MS = 10 * 60 * 1000;
const MAX_STORED_OIDS = 20_000;
const UNREADABLE = "it can't be read back";

/** The objects of one repository, by name. */
export interface ObjectDatabase {
  /**
   * Looks for a loose object first, then into the packs.
   *
   * @throws GitError `object-missing`, `object-damaged`, `object-mistyped`, `pack-damaged`; StorageError `unavailable`.
   */
  read(oid: Oid, type: ObjectType): Promise<GitObject>;
  /** Settles when nothing is in flight any more. @throws StorageError of the first write that failed. */
  write(objects: readonly GitObject[]): Promise<void>;
}

/** The objects in an object store below `prefix` (`git/owner/name/`): loose ones, and packs. What is written becomes loose. */
export function openObjectDatabase(options: { store: ObjectStore; prefix: string; clock: Clock }): ObjectDatabase {
  const { store, prefix, clock } = options;
  const limitReads = createLimiter(PARALLEL_REQUESTS);
  const limitWrites = createLimiter(PARALLEL_REQUESTS);
  const storedAt = new Map<Oid, number>();
  const packed = openPackedObjects({
    list: async () => (await readPackList(store, `${prefix}objects/info/packs`)).names,
    get: async (path) => await getBody(prefix + path, (cause) => damagedPack(prefix + path, UNREADABLE, { cause })),
    nameOf: (path) => prefix + path,
  });

  const getBody = async (key: string, damaged: (cause: unknown) => GitError): Promise<Uint8Array | undefined> => {
    const stored = await store.get(key).catch((cause: unknown) => {
      throw cause instanceof StorageError && cause.code === 'damaged' ? damaged(cause) : cause;
    });
    return stored?.body;
  };

  const remember = (oid: Oid) => {
    storedAt.delete(oid);
    storedAt.set(oid, clock.now());
    if (storedAt.size <= MAX_STORED_OIDS) return;
    for (const oldest of storedAt.keys()) {
      storedAt.delete(oldest);
      break;
    }
  };

  return {
    async read(oid, type) {
      assertOid(oid, `The ${type} to read`);
      return await limitReads(async () => {
        const key = prefix + looseObjectPath(oid);
        const loose = await getBody(key, (cause) => damagedObject(oid, UNREADABLE, { key, cause }));
        const object = loose === undefined ? await packed.read(oid) : await decodeLooseObject(oid, loose, key);
        if (object === undefined) throw missingObject(prefix, key, oid, type);
        checkType(oid, object.type, type);
        return { oid, type, content: object.content };
      });
    },

    async write(objects) {
      const now = clock.now();
      const isStored = (oid: Oid) => now - (storedAt.get(oid) ?? Number.NEGATIVE_INFINITY) < STORED_FOR_MS;
      const wanted = new Map(objects.filter(({ oid }) => !isStored(oid)).map((object) => [object.oid, object]));
      const failures: unknown[] = [];
      const writeOne = async (object: GitObject) => {
        if (failures.length > 0) return;
        try {
          const body = await encodeLooseObject(object);
          await store.put(prefix + looseObjectPath(object.oid), body, IMMUTABLE_LOOSE_OBJECT);
          remember(object.oid);
        } catch (error) {
          failures.push(error);
        }
      };
      await Promise.all([...wanted.values()].map((object) => limitWrites(() => writeOne(object))));
      if (failures.length > 0) throw failures[0];
    },
  };
}

function missingObject(prefix: string, key: string, oid: Oid, type: ObjectType): GitError {
  const message =
    `${prefix} has no ${type} ${oid}: there is no ${key}, and no pack on its list has it. ` +
    `If the oid came from outside, check it; otherwise ${RESTORE_OBJECT}.`;
  return new GitError('object-missing', message, { oid, key });
}
