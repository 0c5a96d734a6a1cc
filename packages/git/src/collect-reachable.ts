import { decodeCommit } from './commit.ts';
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

/** As {@link collectReachable}, one after the other, so that not all of them are in memory at once. */
export async function* walkReachable(
  reader: ObjectReader,
  head: Oid,
  isKnown: (oid: Oid) => boolean,
): AsyncIterable<GitObject> {
  const seen = new Set<Oid>();
  const wanted: { oid: Oid; type: ObjectType }[] = [];
  const want = (oid: Oid, type: ObjectType) => {
    if (seen.has(oid) || isKnown(oid)) return;
    seen.add(oid);
    wanted.push({ oid, type });
  };
  want(head, 'commit');
  while (wanted.length > 0) {
    // The newest first, so that what waits does not grow with the length of the history.
    const batch = wanted.splice(-BATCH_OBJECTS);
    for (const object of await Promise.all(batch.map(({ oid, type }) => reader.read(oid, type)))) {
      yield object;
      if (object.type === 'commit') {
        const { tree, parents } = decodeCommit(object.oid, object.content);
        for (const parent of parents) want(parent, 'commit');
        want(tree, 'tree');
      }
      if (object.type === 'tree') {
        for (const { mode, oid } of decodeTree(object.content)) {
          if (mode === '40000') want(oid, 'tree');
          else if (mode !== '160000') want(oid, 'blob');
        }
      }
    }
  }
}
