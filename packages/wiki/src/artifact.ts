import { type ObjectStore, StorageError } from '@holt/storage';

/** Pages and what changes with them: half a minute at the edge, revalidated by the browser. */
export const PAGE_CACHE_CONTROL = 'public, max-age=0, s-maxage=30, stale-while-revalidate=60';
/** What never changes under its address. */
export const IMMUTABLE_CACHE_CONTROL = 'public, max-age=31536000, immutable';

export const HTML = 'text/html; charset=utf-8';
export const MARKDOWN = 'text/markdown; charset=utf-8';
export const JSON_TYPE = 'application/json; charset=utf-8';

export interface Artifact {
  key: string;
  /** A function is called only when the artifact is needed. */
  body: Uint8Array | string | (() => Promise<string>);
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
 */
export async function putArtifact(store: ObjectStore, artifact: Artifact): Promise<void> {
  const metadata: Record<string, string> = { generation: String(artifact.generation) };
  if (artifact.shell !== undefined) metadata.shell = artifact.shell;
  if (artifact.version !== undefined) metadata.version = artifact.version;
  if (artifact.deleted) metadata.state = 'deleted';
  const { key, contentType, cacheControl } = artifact;
  let body: Uint8Array | string | undefined;

  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const current = await store.head(key);
    if (current !== undefined && isSettled(current.metadata, artifact)) return;
    const condition = current === undefined ? { ifNoneMatch: '*' as const } : { ifMatch: current.etag };
    body ??= typeof artifact.body === 'function' ? await artifact.body() : artifact.body;
    try {
      await store.put(key, body, { contentType, cacheControl, metadata, ...condition });
      return;
    } catch (error) {
      if (!(error instanceof StorageError && (error.code === 'precondition-failed' || error.code === 'conflict')))
        throw error;
    }
  }
  throw new StorageError('conflict', key, `Other writers replaced ${key} ${MAX_TRIES} times. Try again.`);
}

function isSettled(current: Readonly<Record<string, string>>, artifact: Artifact): boolean {
  const generation = Number(current.generation);
  if (generation !== artifact.generation) return generation > artifact.generation;
  return current.shell === artifact.shell;
}
