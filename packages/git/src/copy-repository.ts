import { type Clock, copyObject, type ListedObject, type ObjectStore, StorageError, systemClock } from '@holt/storage';
import { GitError } from './errors.ts';
import { createLimiter } from './limiter.ts';
import { moveMainRef, type Ref, readMainRef } from './main-ref.ts';
import { decodePackList } from './pack-list.ts';
import { damagedPack } from './packed-objects.ts';
import { openRepository } from './repository.ts';
import { verifyHistory } from './verify-history.ts';

const PARALLEL_OBJECTS = 32;
/** Larger ones, which are packs, are in memory one at a time. */
const MAX_SMALL_BYTES = 4 * 1024 * 1024;
/** Each is made only if a fold came in between, and there is an hour between two folds that remove something. */
const MAX_PASSES = 5;
const REFS = 'info/refs';
const PACK_LIST = 'objects/info/packs';

export interface CopyRepositoryOptions {
  source: ObjectStore;
  target: ObjectStore;
  /** Where the repository lies in both stores, ending in `/`: `git/owner/name/`. */
  prefix: string;
  /** Default the machine's. */
  clock?: Clock;
  /** Called as objects of the store have been copied, with how many so far. */
  onProgress?: (objects: number) => void;
}

export interface CopiedRepository {
  /** Where `main` stands in the copy; absent when it has no commit, or its ref can't be read. */
  readonly ref?: Omit<Ref, 'etag'>;
  /** How many objects of the store were copied, and their size together. */
  readonly objects: number;
  readonly sizeBytes: number;
  /** What is missing or damaged in the copy, as it is in the source. */
  readonly problems: readonly GitError[];
}

/**
 * Copies a repository as it is stored, packs and all, while others write, fold and clone. What has a name of its own is copied first
 * and `main` moved last, to where it stood before anything was copied: so it reaches nothing that came later. What a fold took away
 * in between is in a newer pack, so another pass finds it; the copy counts as whole only when every object that `main` reaches has been
 * read from it. What is damaged in the source is copied as it is, and told.
 *
 * May be made again after a failure, also when the source has moved on.
 *
 * @throws GitError `object-missing` when folds outran every pass: nothing is wrong with the source, so copy again; `ref-moved` when an earlier
 * copy has what the source no longer has; StorageError
 */
export async function copyRepository(options: CopyRepositoryOptions): Promise<CopiedRepository> {
  const { source, target, prefix, clock = systemClock } = options;
  if (!prefix.endsWith('/')) throw new TypeError(`prefix must end in "/", not ${JSON.stringify(prefix)}`);
  const copied = new Map<string, number>();
  for (let pass = 1; ; pass++) {
    const found = await readSource(source, prefix);
    await copyObjects(options, copied);
    if (found.list !== undefined) {
      const { body, contentType, cacheControl } = found.list;
      await target.put(prefix + PACK_LIST, body, { contentType, ...(cacheControl !== undefined && { cacheControl }) });
    }
    const problems = [...found.problems, ...(await findProblems(target, prefix, found, clock))];
    const own = problems.length === 0 ? [] : await problemsOf(source, prefix, clock);
    const outrun = problems.find((problem) => !own.includes(nameOf(problem)));
    if (outrun === undefined) {
      const ref = await putRef(target, prefix, found.ref);
      const sizeBytes = [...copied.values()].reduce((sum, bytes) => sum + bytes, 0);
      return { ...(ref && { ref }), objects: copied.size + (ref ? 1 : 0), sizeBytes, problems };
    }
    if (pass === MAX_PASSES) {
      const message = `The repository ${prefix} was packed anew during each of ${MAX_PASSES} passes over it. Copy it again.`;
      throw new GitError('object-missing', message, { key: prefix }, { cause: outrun });
    }
  }
}

interface Found {
  ref: Ref | undefined;
  list: Awaited<ReturnType<ObjectStore['get']>>;
  names: readonly string[];
  problems: readonly GitError[];
}

/** What changes in place. The ref first: all that it reaches is there when the rest is listed. */
async function readSource(source: ObjectStore, prefix: string): Promise<Found> {
  const problems: GitError[] = [];
  const report = (error: unknown): undefined => {
    if (!(error instanceof GitError)) throw error;
    problems.push(error);
  };
  const ref = await readMainRef(source, prefix + REFS).catch(report);
  const key = prefix + PACK_LIST;
  const list = await source.get(key).catch((error: unknown) => {
    if (!isUnreadable(error)) throw error;
    problems.push(damagedPack(key, "it can't be read back", { cause: error }));
    return undefined;
  });
  let names: readonly string[] = [];
  try {
    names = decodePackList(key, list).names;
  } catch (error) {
    report(error);
  }
  return { ref, list, names, problems };
}

/** Copies what is there and was not copied yet. @param copied by path: sizes in bytes */
async function copyObjects(
  { source, target, prefix, onProgress }: CopyRepositoryOptions,
  copied: Map<string, number>,
): Promise<void> {
  const small = createLimiter(PARALLEL_OBJECTS);
  const large = createLimiter(1);
  const failures: unknown[] = [];
  const copyOne = async ({ key }: ListedObject) => {
    if (failures.length > 0) return;
    try {
      const sizeBytes = await copyObject(source, target, key);
      // Removed since it was listed: it is in a pack.
      if (sizeBytes === undefined) return;
      copied.set(key, sizeBytes);
      onProgress?.(copied.size);
    } catch (error) {
      // If anything needs it, that is told when the copy is read.
      if (!isUnreadable(error)) failures.push(error);
    }
  };
  const inPlace = new Set([prefix + REFS, prefix + PACK_LIST]);
  for (let startAfter: string | undefined; ; ) {
    const page = await source.list({ prefix, ...(startAfter !== undefined && { startAfter }) });
    const wanted = page.objects.filter(({ key }) => !inPlace.has(key) && !copied.has(key));
    await Promise.all(
      wanted.map((object) => (object.sizeBytes > MAX_SMALL_BYTES ? large : small)(() => copyOne(object))),
    );
    if (failures.length > 0) throw failures[0];
    if (page.next === undefined) return;
    startAfter = page.next;
  }
}

/** Reads from the copy whatever its ref will reach. */
async function findProblems(
  target: ObjectStore,
  prefix: string,
  { ref, names }: Found,
  clock: Clock,
): Promise<readonly GitError[]> {
  const problems: GitError[] = [];
  for (const name of names) {
    for (const extension of ['pack', 'idx']) {
      const key = `${prefix}objects/pack/${name}.${extension}`;
      if ((await target.head(key)) === undefined) problems.push(damagedPack(key, 'the pack is listed, but missing'));
    }
  }
  if (ref === undefined) return problems;
  const copy = openRepository({ store: target, prefix, clock });
  return [...problems, ...(await verifyHistory(copy, ref.oid)).problems];
}

/** What is wrong with the source as it is by now, by name: that no further pass can mend. */
async function problemsOf(source: ObjectStore, prefix: string, clock: Clock): Promise<string[]> {
  const now = await readSource(source, prefix);
  return [...now.problems, ...(await findProblems(source, prefix, now, clock))].map(nameOf);
}

function nameOf({ code, data }: GitError): string {
  return JSON.stringify([code, data.key, data.oid]);
}

function isUnreadable(error: unknown): boolean {
  return error instanceof StorageError && error.code === 'damaged';
}

/** An earlier copy's ref is moved on. */
async function putRef(
  target: ObjectStore,
  prefix: string,
  ref: Ref | undefined,
): Promise<Omit<Ref, 'etag'> | undefined> {
  if (ref === undefined) return undefined;
  const { oid, tree, generation } = ref;
  const earlier = await readMainRef(target, prefix + REFS);
  if (earlier !== undefined && earlier.oid !== oid && earlier.generation >= generation) {
    const message = `The copy of ${prefix} is ahead: its history was written anew since. Make a new copy elsewhere.`;
    throw new GitError('ref-moved', message, { oid, key: prefix + REFS });
  }
  if (earlier?.oid !== oid) await moveMainRef(target, prefix + REFS, { oid, tree, generation }, earlier);
  return { oid, tree, generation };
}
