import { decodeCommit } from './commit.ts';
import type { GitFolder } from './git-folder.ts';
import type { GitObject } from './git-object.ts';
import type { Oid } from './oid.ts';
import type { Repository } from './repository.ts';

export interface CopyHistoryOptions {
  source: GitFolder;
  /** The commit to copy, with all that it reaches: what {@link GitFolder.resolve} gives. */
  from: Oid;
  target: Repository;
  /** Called as objects have been stored, with how many so far. */
  onProgress?: (objects: number) => void;
}

/** What was copied, as the ref needs it. */
export interface CopiedHistory {
  readonly oid: Oid;
  readonly tree: Oid;
  /** How many commits there are, over all parents. */
  readonly generation: number;
  readonly objects: number;
}

const BATCH_OBJECTS = 256;

/**
 * Copies a commit and all that it reaches, byte for byte, so that oids, signatures and parents stay as they are. The objects
 * are stored loose and `main` does not move: that is the caller's next step, with what this returns. May be made again after a
 * failure.
 *
 * @throws GitError `object-missing`, `object-damaged` for an object that the source lacks or that this package can't read (a
 * file name that is not UTF-8), `pack-damaged`; StorageError `unavailable`.
 */
export async function copyHistory({ source, from, target, onProgress }: CopyHistoryOptions): Promise<CopiedHistory> {
  let tree: Oid = '';
  let generation = 0;
  let stored = 0;
  let batch: GitObject[] = [];
  const store = async () => {
    await target.writeObjects(batch);
    stored += batch.length;
    batch = [];
    onProgress?.(stored);
  };
  for await (const object of source.walk(from)) {
    if (object.type === 'commit') generation += 1;
    if (object.oid === from) tree = decodeCommit(object.oid, object.content).tree;
    batch.push(object);
    if (batch.length === BATCH_OBJECTS) await store();
  }
  if (batch.length > 0) await store();
  return { oid: from, tree, generation, objects: stored };
}
