import type { Oid } from '@holt/git';
import type { RecentChanges } from './recent-changes.ts';
import type { WikiContext } from './wiki-context.ts';

/** A commit on `main`, as far as the published list of recent changes tells. */
export interface Ancestor {
  oid: Oid;
  /** Of its author, milliseconds since 1970. */
  timeMs: number;
}

/**
 * A commit and its first parents, newest first. Those that the mark lists cost no request; each other one is read when it is asked for.
 *
 * @param mark what is published; it counts only where the way back comes to a commit that it lists
 * @throws GitError
 */
export async function* ancestry(
  { repository }: Pick<WikiContext, 'repository'>,
  from: Oid,
  mark: Pick<RecentChanges, 'commits'> | undefined,
): AsyncIterable<Ancestor> {
  const listed = mark?.commits ?? [];
  const places = new Map(listed.map(({ oid }, index) => [oid, index]));
  let oid: Oid | undefined = from;
  while (oid !== undefined) {
    const place = places.get(oid);
    let last: Oid = oid;
    if (place !== undefined) {
      for (const commit of listed.slice(place)) {
        yield { oid: commit.oid, timeMs: Date.parse(commit.date) };
        last = commit.oid;
        if (commit.generation === 1) return;
      }
    }
    const { author, parents } = await repository.readCommit(last);
    if (place === undefined) yield { oid, timeMs: author.timestampSeconds * 1000 };
    oid = parents[0];
  }
}
