import { decodeCommit } from './commit.ts';
import { GitError } from './errors.ts';
import type { GitObject, ObjectType } from './git-object.ts';
import type { Oid } from './oid.ts';
import { decodeTree } from './tree.ts';

/** Read at once. Wide, as each batch waits for its slowest. */
const BATCH_OBJECTS = 128;

/** What {@link collectReachable} reads from. */
export interface ObjectReader {
  read(oid: Oid, type: ObjectType): Promise<GitObject>;
}

/**
 * A commit and all that it reaches, each object once, in no order: parents, folders and files, but no
 * submodules, whose commits lie elsewhere. Where `isKnown` holds it does not read or go on.
 *
 * @throws GitError as the reader does, and `object-damaged` for what can't be decoded.
 */
export async function collectReachable(
  reader: ObjectReader,
  head: Oid,
  isKnown: (oid: Oid) => boolean,
): Promise<GitObject[]> {
  const objects: GitObject[] = [];
  for await (const object of walkReachable(reader, head, isKnown)) objects.push(object);
  return objects;
}

/**
 * As {@link collectReachable}, one after the other, so that not all of them are in memory at once.
 *
 * @param onProblem called for each object that is missing or can't be read or decoded, in place of throwing: the walk goes on
 * with what it can reach without it.
 */
export async function* walkReachable(
  reader: ObjectReader,
  head: Oid,
  isKnown: (oid: Oid) => boolean,
  onProblem?: (problem: GitError) => void,
): AsyncIterable<GitObject> {
  const seen = new Set<Oid>();
  const wanted: { oid: Oid; type: ObjectType }[] = [];
  const want = (oid: Oid, type: ObjectType) => {
    if (seen.has(oid) || isKnown(oid)) return;
    seen.add(oid);
    wanted.push({ oid, type });
  };
  const report = (error: unknown): undefined => {
    if (onProblem === undefined || !(error instanceof GitError)) throw error;
    onProblem(error);
  };
  want(head, 'commit');
  while (wanted.length > 0) {
    // The newest first, so that what waits does not grow with the length of the history.
    const batch = wanted.splice(-BATCH_OBJECTS);
    for (const object of await Promise.all(batch.map(({ oid, type }) => reader.read(oid, type).catch(report)))) {
      if (object === undefined) continue;
      yield object;
      try {
        for (const { oid, type } of referencesOf(object)) want(oid, type);
      } catch (error) {
        report(error);
      }
    }
  }
}

function referencesOf({ oid, type, content }: GitObject): { oid: Oid; type: ObjectType }[] {
  if (type === 'blob') return [];
  if (type === 'tree') {
    return decodeTree(content, oid)
      .filter(({ mode }) => mode !== '160000')
      .map((entry) => ({ oid: entry.oid, type: entry.mode === '40000' ? 'tree' : 'blob' }));
  }
  const { tree, parents } = decodeCommit(oid, content);
  return [...parents.map((parent) => ({ oid: parent, type: 'commit' as const })), { oid: tree, type: 'tree' }];
}
