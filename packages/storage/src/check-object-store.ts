import { StorageError } from './errors.ts';
import type { ObjectStore, PutOptions } from './object-store.ts';
import type { Random } from './random.ts';

/** A store that can tell how it is set up, as that of S3 can. */
export interface CheckableStore extends ObjectStore {
  /** What to know, in whole sentences. */
  findWarnings?(): Promise<string[]>;
}

export interface CheckOptions {
  /** Makes the key of the object that the check is made on, so that any number may run at once. */
  random: Random;
}

const RACERS = 8;

/**
 * Proves that a store does what no write is safe without: it honours `ifMatch` and `ifNoneMatch`, also when many ask at once, shows a
 * write to the very next read, and keeps metadata. Several servers that speak S3 ignore conditions silently. It takes some 20
 * requests on an object `control/check-<random>`, which it deletes again.
 *
 * @returns what is no reason to refuse the store, in whole sentences
 * @throws {StorageError} `unusable` for what the store does not do; else as any request does
 */
export async function checkObjectStore(
  store: CheckableStore,
  { random }: CheckOptions,
): Promise<{ warnings: string[] }> {
  const key = `control/check-${Buffer.from(random.bytes(16)).toString('hex')}`;
  try {
    await checkPuts(store, key);
    const warnings = await checkDelete(store, key);
    return { warnings: [...warnings, ...((await store.findWarnings?.()) ?? [])] };
  } finally {
    // What went wrong before tells more than that this fails too.
    await store.delete(key).catch(() => {});
  }
}

async function checkPuts(store: ObjectStore, key: string): Promise<void> {
  const isTaken = async (body: string, options: PutOptions) => {
    const outcome = await put(store, key, body, options);
    return outcome !== undefined;
  };
  const ifMatchOfMissing = { ifMatch: '0'.repeat(32) };
  if (await isTaken('0', ifMatchOfMissing)) throw ignores(key, 'If-Match: it creates what should be replaced');

  const first = await put(store, key, '1', { ifNoneMatch: '*', metadata: { check: '1' } });
  if (first === undefined) throw unusable(key, 'It refuses If-None-Match for an object that does not exist.');
  if (await isTaken('2', { ifNoneMatch: '*' })) throw ignores(key, 'If-None-Match: it replaces what exists');
  const read = await store.get(key);
  if (read === undefined || new TextDecoder().decode(read.body) !== '1' || read.etag !== first) {
    throw unusable(key, 'It does not show a write to the next read.');
  }
  if (read.metadata.check !== '1') throw unusable(key, 'It does not keep metadata.');

  const second = await put(store, key, '3', { ifMatch: first });
  if (second === undefined) throw unusable(key, 'It refuses If-Match with the ETag of the object as it is.');
  if (await isTaken('4', { ifMatch: first })) throw ignores(key, 'If-Match: it replaces what has changed');

  const racers = Array.from({ length: RACERS }, (_, n) => put(store, key, `by ${n}`, { ifMatch: second }));
  const winners = (await Promise.all(racers)).filter((etag) => etag !== undefined);
  if (winners.length > 1) {
    throw ignores(key, `If-Match when several ask at once: ${winners.length} of ${RACERS} replaced the same version`);
  }
}

/** The ETag; undefined when the condition is said not to hold. */
async function put(store: ObjectStore, key: string, body: string, options: PutOptions): Promise<string | undefined> {
  try {
    return (await store.put(key, body, options)).etag;
  } catch (error) {
    if (isRefusal(error)) return undefined;
    throw error;
  }
}

async function checkDelete(store: ObjectStore, key: string): Promise<string[]> {
  try {
    await store.delete(key, { ifMatch: '0'.repeat(32) });
    return ['The store ignores If-Match when it deletes: an object that has just changed can be deleted.'];
  } catch (error) {
    if (isRefusal(error)) return [];
    throw error;
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof StorageError && (error.code === 'precondition-failed' || error.code === 'conflict');
}

function ignores(key: string, what: string): StorageError {
  return unusable(key, `It ignores ${what}, so that writers would silently undo each other's work.`);
}

function unusable(key: string, problem: string): StorageError {
  const remedy = 'Use Amazon S3, another server that honours conditional writes, or files';
  return new StorageError('unusable', key, `This object store can't be used. ${problem} ${remedy}.`);
}
