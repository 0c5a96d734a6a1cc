import type { Oid } from './oid.ts';
import type { Repository } from './repository.ts';

/** Read at once. */
const PARALLEL_READS = 32;

/**
 * How many commits a commit reaches, itself included, over all parents: what `git rev-list --count` prints. Of a history that
 * was written here it is the generation; of one that was copied it may stand in for it.
 *
 * @throws GitError `object-missing`, `object-damaged`, `object-mistyped`, `pack-damaged`.
 */
export async function countCommits(repository: Repository, from: Oid): Promise<number> {
  const seen = new Set<Oid>([from]);
  const wanted = [from];
  while (wanted.length > 0) {
    const commits = await Promise.all(wanted.splice(-PARALLEL_READS).map((oid) => repository.readCommit(oid)));
    for (const parent of commits.flatMap(({ parents }) => parents)) {
      if (seen.has(parent)) continue;
      seen.add(parent);
      wanted.push(parent);
    }
  }
  return seen.size;
}
