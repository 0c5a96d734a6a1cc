import { type ObjectInfo, type ObjectStore, type PutOptions, StorageError, type StoredObject } from '@holt/storage';

/**
 * `missing`: HEAD has it, the store not, or only a tombstone. `differs`: its bytes, its type, its caching or what it says of the
 * page's version are not as rendered. `unexpected`: it is served, and nothing in HEAD accounts for it. `from-the-future`: it carries a
 * generation that the wiki has not reached, so that nothing newer replaces it. `unreadable`: the store can't give it back.
 */
export type Problem = 'missing' | 'differs' | 'unexpected' | 'from-the-future' | 'unreadable';

/** An artifact as it is rendered from HEAD. */
export interface RenderedArtifact {
  body: Uint8Array;
  headers: Pick<PutOptions, 'contentType' | 'cacheControl' | 'metadata'>;
}

export interface Comparison {
  /** Undefined: it is as it should be. */
  problem: Problem | undefined;
  /** What lies there; undefined for nothing, and for what can't be read. */
  current: ObjectInfo | undefined;
}

/**
 * Compares what lies under an artifact's key with what HEAD gives. A tombstone counts as nothing.
 *
 * @param expected undefined: HEAD has no artifact of that key
 * @param generation the newest that an artifact may carry
 */
export async function compareArtifact(
  store: ObjectStore,
  key: string,
  expected: RenderedArtifact | undefined,
  generation: number,
): Promise<Comparison> {
  const isWanted = expected !== undefined && expected.headers.metadata?.state !== 'deleted';
  try {
    const current = await (isWanted ? store.get(key) : store.head(key));
    return { problem: findProblem(current, isWanted ? expected : undefined, generation), current };
  } catch (error) {
    if (!(error instanceof StorageError && error.code === 'damaged')) throw error;
    return { problem: 'unreadable', current: undefined };
  }
}

export function generationOf(info: Pick<ObjectInfo, 'metadata'> | undefined): number {
  return Number(info?.metadata.generation ?? 0);
}

function findProblem(
  current: StoredObject | ObjectInfo | undefined,
  expected: RenderedArtifact | undefined,
  generation: number,
): Problem | undefined {
  if (generationOf(current) > generation) return 'from-the-future';
  const isLive = current !== undefined && current.metadata.state !== 'deleted';
  if (expected === undefined) return isLive ? 'unexpected' : undefined;
  if (!isLive) return 'missing';
  return 'body' in current && isSame(current, expected) ? undefined : 'differs';
}

function isSame(current: StoredObject, { body, headers }: RenderedArtifact): boolean {
  const { contentType, cacheControl, metadata = {} } = headers;
  return (
    Buffer.compare(current.body, body) === 0 &&
    current.contentType === contentType &&
    current.cacheControl === cacheControl &&
    current.metadata.version === metadata.version &&
    // What shows a version of a page or file is of the generation that made it. Of others the same bytes may be older or newer.
    (metadata.version === undefined || current.metadata.generation === metadata.generation)
  );
}
