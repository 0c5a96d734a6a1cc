import type { Commit } from './commit.ts';
import type { Oid } from './oid.ts';
import type { Repository } from './repository.ts';

export interface WalkOptions {
  /** At most this many commits; default all. */
  limit?: number;
}

/**
 * A commit and its first parents, newest first. Reads a commit only when it is asked for.
 *
 * @throws GitError `object-missing`, `object-damaged`, `object-mistyped`.
 */
export async function* walkCommits(
  repository: Repository,
  from: Oid,
  { limit = Number.POSITIVE_INFINITY }: WalkOptions = {},
): AsyncIterable<Commit> {
  let oid: Oid | undefined = from;
  for (let count = 0; oid !== undefined && count < limit; count++) {
    const commit: Commit = await repository.readCommit(oid);
    yield commit;
    oid = commit.parents[0];
  }
}
