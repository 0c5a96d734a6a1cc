import type { Ref } from '@holt/git';
import { foldTouch } from './fold-touch.ts';
import type { PageState } from './page-state.ts';
import { pageTouches } from './page-touches.ts';
import { readCommits } from './read-commits.ts';
import { renderVersion } from './render-version.ts';
import type { WikiContext } from './wiki-context.ts';

/**
 * A page's state at a commit, made from git alone: by all commits that touched its path, and those that the pages had from which it
 * was moved. Reads the whole history up to the commit.
 *
 * @param at undefined: before the first commit
 * @returns undefined when no commit has touched the path
 */
export async function pageStateAnew(
  context: WikiContext,
  path: string,
  at: Pick<Ref, 'oid' | 'generation'> | undefined,
): Promise<PageState | undefined> {
  if (at === undefined) return undefined;
  const commits = await readCommits(context, at, () => false);
  const steps = commits.map((commit) => ({ commit, touches: pageTouches(commit) }));
  const wanted = new Set([path]);
  for (const { touches } of [...steps].reverse()) {
    for (const each of [...wanted]) {
      const from = touches.get(each)?.from;
      if (from !== undefined) wanted.add(from);
    }
  }

  let states: ReadonlyMap<string, PageState> = new Map();
  for (const { commit, touches } of steps) {
    const next = new Map(states);
    for (const each of wanted) {
      const touch = touches.get(each);
      if (touch === undefined) continue;
      const moved = touch.from === undefined ? undefined : states.get(touch.from);
      // Only the last text's links are wanted.
      const links = async () => [];
      next.set(each, await foldTouch(context, touch, { commit, before: states.get(each), moved, links }));
    }
    states = next;
  }
  const state = states.get(path);
  if (state?.version === undefined) return state;
  return { ...state, links: (await renderVersion(context, path, state.version)).links };
}
