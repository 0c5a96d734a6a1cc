import { type ObjectInfo, type ObjectStore, StorageError } from '@holt/storage';

/** Pages and what changes with them: half a minute at the edge, revalidated by the browser. */
export const PAGE_CACHE_CONTROL = 'public, max-age=0, s-maxage=30, stale-while-revalidate=60';
/** What never changes under its address. */
export const IMMUTABLE_CACHE_CONTROL = 'public, max-age=31536000, immutable';

export const HTML = 'text/html; charset=utf-8';
export const MARKDOWN = 'text/markdown; charset=utf-8';
export const JSON_TYPE = 'application/json; charset=utf-8';
export const TEXT = 'text/plain; charset=utf-8';
export const FEED = 'application/atom+xml; charset=utf-8';

type Body = Uint8Array | string;

export interface Artifact {
  key: string;
  /** A function is called only when the artifact is needed. */
  body: Body | (() => Body | Promise<Body>);
  contentType: string;
  cacheControl: string;
  /** The generation of the commit that this artifact's content stems from. */
  generation: number;
  /** The shell that rendered it: at equal generation another shell's artifact is replaced. */
  shell?: string;
  /** The page version (blob oid) that it shows. */
  version?: string;
  /** A tombstone: served as 404, kept so that a late writer can't bring the page back. */
  deleted?: true;
}

const MAX_TRIES = 100;

/**
 * Puts an artifact unless one of a newer generation is there already, so that a slow publisher never undoes a faster one.
 * The comparison and the replacement are one conditional put.
 *
 * @param seen what lay under the key a moment ago (null: nothing), to save the first look at it
 */
export async function putArtifact(store: ObjectStore, artifact: Artifact, seen?: ObjectInfo | null): Promise<void> {
  const { key } = artifact;
  let body: Body | undefined;
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const current = attempt === 0 && seen !== undefined ? seen : ((await store.head(key)) ?? null);
    if (current !== null && isSettled(current.metadata, artifact)) return;
    body ??= typeof artifact.body === 'function' ? await artifact.body() : artifact.body;
    if (await tryPutArtifact(store, { ...artifact, body }, current)) return;
  }
  throw tooManyWriters(key);
}

/**
 * Puts an artifact over what was seen under its key, whatever that is.
 *
 * @param current null: nothing
 * @returns as {@link tryPut}
 */
export async function tryPutArtifact(
  store: ObjectStore,
  artifact: Artifact & { body: Body },
  current: Pick<ObjectInfo, 'etag'> | null,
): Promise<boolean> {
  const { key, body, contentType, cacheControl } = artifact;
  const condition = current === null ? { ifNoneMatch: '*' as const } : { ifMatch: current.etag };
  return tryPut(store, key, body, { contentType, cacheControl, metadata: metadataOf(artifact), ...condition });
}

/** @returns false when someone else was faster: nothing has changed, look again */
export async function tryPut(...[store, key, body, options]: [ObjectStore, ...Parameters<ObjectStore['put']>]) {
  try {
    await store.put(key, body, options);
    return true;
  } catch (error) {
    if (error instanceof StorageError && (error.code === 'precondition-failed' || error.code === 'conflict'))
      return false;
    throw error;
  }
}

export function tooManyWriters(key: string): StorageError {
  return new StorageError('conflict', key, `Other writers replaced ${key} ${MAX_TRIES} times. Try again.`);
}

function metadataOf({ generation, shell, version, deleted }: Artifact): Record<string, string> {
  return {
    generation: String(generation),
    ...(shell === undefined ? {} : { shell }),
    ...(version === undefined ? {} : { version }),
    ...(deleted ? { state: 'deleted' } : {}),
  };
}

/** Whether what lies under an artifact's key is newer than it, or the same generation's in the same shell. */
function isSettled(current: Readonly<Record<string, string>>, artifact: Artifact): boolean {
  const generation = Number(current.generation);
  if (generation !== artifact.generation) return generation > artifact.generation;
  return current.shell === artifact.shell;
}
