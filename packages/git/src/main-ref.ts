import { type ObjectStore, StorageError } from '@holt/storage';
import { GitError, RESTORE_KEY } from './errors.ts';
import { NEVER_CACHED_TEXT } from './http-headers.ts';
import { assertOid, isOid, type Oid } from './oid.ts';

/** Where `main` stands. */
export interface Ref {
  readonly oid: Oid;
  /** How many commits `main` has. */
  readonly generation: number;
  /** The commit's tree, so that a write need not read the commit to find it. */
  readonly tree: Oid;
  /** Of `info/refs`, the condition for the next move. */
  readonly etag: string;
}

/**
 * Reads `info/refs`; `undefined` when there is none, which is a repository without commits, or no repository at all.
 *
 * @throws GitError `ref-damaged`; StorageError `unavailable`.
 */
export async function readMainRef(store: ObjectStore, key: string): Promise<Ref | undefined> {
  const stored = await store.get(key).catch((cause: unknown) => {
    if (cause instanceof StorageError && cause.code === 'damaged')
      throw damagedRef(key, "it can't be read back", cause);
    throw cause;
  });
  if (stored === undefined) return undefined;
  const line = /^([0-9a-f]{40})\trefs\/heads\/main\n$/.exec(Buffer.from(stored.body).toString('latin1'));
  if (line === null) throw damagedRef(key, 'it is not one line `<oid>\\trefs/heads/main`');
  const { generation = '', tree = '' } = stored.metadata;
  if (!/^[1-9]\d{0,14}$/.test(generation)) throw damagedRef(key, 'its metadata has no generation');
  if (!isOid(tree)) throw damagedRef(key, 'its metadata has no tree');
  return { oid: line[1] as string, generation: Number(generation), tree, etag: stored.etag };
}

/**
 * Moves `main` by one conditional PUT. `expected` is what was read before, `undefined` to create it.
 *
 * @throws GitError `ref-moved` when it is no longer there: nothing has changed.
 * @throws StorageError `unavailable` when no answer came: it may have moved. Read it again, and look for the commit in its ancestry.
 * @throws TypeError when the generation does not grow.
 */
export async function moveMainRef(
  store: ObjectStore,
  key: string,
  next: Omit<Ref, 'etag'>,
  expected: Ref | undefined,
): Promise<Ref> {
  const { oid, tree, generation } = next;
  assertOid(oid, 'next.oid');
  assertOid(tree, 'next.tree');
  if (!Number.isSafeInteger(generation) || generation <= (expected?.generation ?? 0)) {
    throw new TypeError(`next.generation must be a whole number above ${expected?.generation ?? 0}, not ${generation}`);
  }
  const condition = expected === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: expected.etag };
  const metadata = { generation: String(generation), tree };
  try {
    const { etag } = await store.put(key, `${oid}\trefs/heads/main\n`, {
      ...condition,
      ...NEVER_CACHED_TEXT,
      metadata,
    });
    return { oid, generation, tree, etag };
  } catch (cause) {
    if (!(cause instanceof StorageError) || (cause.code !== 'precondition-failed' && cause.code !== 'conflict'))
      throw cause;
    const was = expected === undefined ? 'main exists by now' : `main is no longer at ${expected.oid}`;
    const message = `${key}: ${was}. Read the ref again and make the change on top of it.`;
    throw new GitError('ref-moved', message, { oid: next.oid, key }, { cause });
  }
}

function damagedRef(key: string, problem: string, cause?: unknown): GitError {
  const message = `${key} is damaged: ${problem}. Nothing is written until it is repaired: ${RESTORE_KEY}, with its metadata; then run \`holt verify\`.`;
  return new GitError('ref-damaged', message, { key }, { cause });
}
