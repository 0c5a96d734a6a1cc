import type { RenderedPage } from '@holt/markdown';
import type { PublishedCommit } from './commit-summary.ts';
import { foldTouch } from './fold-touch.ts';
import { KEPT_CHANGES, type PageState } from './page-state.ts';
import { pageStateAnew } from './page-state-anew.ts';
import type { PageTouch } from './page-touches.ts';
import { renderVersion } from './render-version.ts';
import type { WikiContext } from './wiki-context.ts';

export interface FoldCommitOptions {
  commit: PublishedCommit;
  touches: ReadonlyMap<string, PageTouch>;
  /** By path: each page's state before the commit, or as it was found in the store, where somebody may have put a newer one. */
  states: ReadonlyMap<string, PageState | undefined>;
  /** The states are all folded from nothing, so that they need not be looked at twice. */
  isTrusted: boolean;
}

/** What became of a page in a commit. */
export interface FoldedPage {
  /** After the commit; a newer one where that was found. */
  state: PageState;
  /** The text that the commit left, made when it is first asked for. */
  rendered: () => Promise<RenderedPage>;
  linksBefore: readonly string[];
  linksAfter: readonly string[];
  /** The state right after the commit, where the page's changes made a hundred full in it. */
  full: PageState | undefined;
}

/**
 * Folds a page's change in a commit into its state. A state that is not what the commit was made on is made anew from git: where an
 * object was lost or is of another history.
 *
 * @throws GitError
 */
export async function foldCommit(
  context: WikiContext,
  touch: PageTouch,
  { commit, touches, states, isTrusted }: FoldCommitOptions,
): Promise<FoldedPage> {
  const [parent] = commit.commit.parents;
  const { generation } = commit;
  const isBase = (state: PageState | undefined, { old }: PageTouch) =>
    isTrusted || (state?.version === old && (state === undefined || state.generation < generation));
  const stateBefore = async (page: PageTouch) => {
    const state = states.get(page.path);
    if (isBase(state, page)) return state;
    return parent === undefined
      ? undefined
      : pageStateAnew(context, page.path, { oid: parent, generation: generation - 1 });
  };
  const stateOfMoved = async (from: string) => {
    const page = touches.get(from);
    const state = states.get(from);
    // Somebody may have folded this very commit into it, and died before the new path's state was put.
    const isEnd = state?.generation === generation && state.version === undefined && state.text === page?.old;
    return isEnd || page === undefined ? state : stateBefore(page);
  };

  const rendered = once(() => renderVersion(context, touch.path, touch.now as string));
  const links = async () => (await rendered()).links;
  const found = states.get(touch.path);
  if (found !== undefined && found.generation >= generation && isOfCommit(found, touch, commit)) {
    const linksOf = async (version: string | undefined) =>
      version === undefined ? [] : (await renderVersion(context, touch.path, version)).links;
    return {
      state: found,
      rendered,
      linksBefore: await linksOf(touch.old),
      linksAfter: touch.now === undefined ? [] : await links(),
      full: await fullIn(context, found, commit),
    };
  }
  const before = await stateBefore(touch);
  const moved = touch.from === undefined ? undefined : await stateOfMoved(touch.from);
  const state = await foldTouch(context, touch, { commit, before, moved, links });
  return {
    state,
    rendered,
    linksBefore: before?.links ?? [],
    linksAfter: state.links,
    full: state.count % KEPT_CHANGES === 0 ? state : undefined,
  };
}

/** Whether a state that claims to know a commit does; of one with very many newer changes that can't be told. */
function isOfCommit(state: PageState, touch: PageTouch, { commit, generation }: PublishedCommit): boolean {
  const change = state.changes.find((each) => each.generation <= generation);
  if (change === undefined) return true;
  return change.oid === commit.oid && change.version === touch.now;
}

/** The state right after a commit that a newer state knows, if a hundred became full in it. */
async function fullIn(
  context: WikiContext,
  state: PageState,
  { commit, generation }: PublishedCommit,
): Promise<PageState | undefined> {
  if (state.generation === generation) return state.count % KEPT_CHANGES === 0 ? state : undefined;
  const index = state.changes.findIndex(({ oid }) => oid === commit.oid);
  const isFull = index < 0 || (state.count - index) % KEPT_CHANGES === 0;
  const then = isFull ? await pageStateAnew(context, state.path, { oid: commit.oid, generation }) : undefined;
  return then !== undefined && then.count % KEPT_CHANGES === 0 ? then : undefined;
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
