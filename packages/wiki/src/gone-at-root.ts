import type { ChangeSummary } from '@holt/site';
import type { PublishedCommit } from './commit-summary.ts';
import { pageTouches } from './page-touches.ts';

/**
 * The pages at the root that these commits took away and did not bring back, each with the commit that did.
 * @param commits oldest first
 */
export function goneAtRoot(
  commits: readonly Pick<PublishedCommit, 'changes' | 'moves' | 'summary'>[],
): Map<string, ChangeSummary> {
  const gone = new Map<string, ChangeSummary>();
  for (const commit of commits) {
    for (const { path, now } of pageTouches(commit).values()) {
      if (path.includes('/')) continue;
      if (now === undefined) gone.set(path, commit.summary);
      else gone.delete(path);
    }
  }
  return gone;
}
