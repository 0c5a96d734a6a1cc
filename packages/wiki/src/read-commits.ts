import { type Commit, diffTrees, type Oid, type Ref } from '@holt/git';
import { type PublishedCommit, summariseCommit } from './commit-summary.ts';
import { mapLimit } from './map-limit.ts';
import { movesOf } from './moves-of.ts';
import type { WikiContext } from './wiki-context.ts';

const PARALLEL = 16;

/**
 * The commits of `main` from HEAD back to the first one that `isEnd` holds for (that one not included), oldest first, each with what it
 * changed.
 *
 * @param base the ref that HEAD was built on, if it is at hand: saves reading its commit
 */
export async function readCommits(
  context: WikiContext,
  head: Pick<Ref, 'oid' | 'generation'>,
  isEnd: (oid: Oid) => boolean | Promise<boolean>,
  base?: Ref,
): Promise<PublishedCommit[]> {
  const { repository } = context;
  const commits: Commit[] = [];
  for (
    let oid: Oid | undefined = head.oid;
    oid !== undefined && !(await isEnd(oid));
    oid = commits.at(-1)?.parents[0]
  ) {
    commits.push(await repository.readCommit(oid));
  }
  const treeOf = async (oid: Oid) => (oid === base?.oid ? base.tree : (await repository.readCommit(oid)).tree);
  const first = head.generation - commits.length + 1;
  return mapLimit(commits.reverse(), PARALLEL, async (commit, index): Promise<PublishedCommit> => {
    const [parent] = commit.parents;
    const before = parent === undefined ? undefined : await treeOf(parent);
    const changed = { commit, generation: first + index, changes: await diffTrees(repository, before, commit.tree) };
    const described = { ...changed, moves: await movesOf(context, changed) };
    return { ...described, summary: summariseCommit(described) };
  });
}
