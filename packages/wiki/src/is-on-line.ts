import type { Ref } from '@holt/git';
import type { WikiContext } from './wiki-context.ts';

/** A commit and its place in its history. */
export interface Place {
  generation: number;
  revision: string;
}

/**
 * Whether a commit's line of first parents has another one at its place. Reads the commits between them.
 * @throws GitError
 */
export async function isOnLine(
  { repository }: Pick<WikiContext, 'repository'>,
  head: Pick<Ref, 'oid' | 'generation'>,
  { generation, revision }: Place,
): Promise<boolean> {
  if (generation > head.generation) return false;
  let { oid } = head;
  for (let left = head.generation - generation; left > 0; left--) {
    const [parent] = (await repository.readCommit(oid)).parents;
    if (parent === undefined) return false;
    oid = parent;
  }
  return oid === revision;
}
