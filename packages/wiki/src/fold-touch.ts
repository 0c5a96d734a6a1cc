import type { PublishedCommit } from './commit-summary.ts';
import { type FoldedText, foldPage } from './fold-page.ts';
import type { PageState } from './page-state.ts';
import type { PageTouch } from './page-touches.ts';
import { readText } from './render-version.ts';
import type { WikiContext } from './wiki-context.ts';

/** What folding a commit's change of a page needs besides git. */
export interface FoldTouchOptions {
  commit: PublishedCommit;
  /** The page's state before the commit. */
  before: PageState | undefined;
  /** The state before the commit of the page that was moved here, if one was; it may have been made of the commit, too. */
  moved: PageState | undefined;
  /** The links of the page's text after the commit. */
  links: () => Promise<string[]>;
}

/** A page's state after a commit that touched it. @throws GitError for a text that can't be read */
export async function foldTouch(
  context: WikiContext,
  touch: PageTouch,
  { commit, before, moved, links }: FoldTouchOptions,
): Promise<PageState> {
  const { now, old, from } = touch;
  const source = from !== undefined ? moved : old !== undefined ? before : undefined;
  const folded = now === undefined ? undefined : await textOf(context, now, source, links);
  return foldPage(before, touch, commit.summary, folded);
}

async function textOf(
  context: WikiContext,
  now: string,
  source: PageState | undefined,
  links: () => Promise<string[]>,
): Promise<FoldedText> {
  const origin =
    source?.text === undefined ? undefined : { text: await readText(context, source.text), runs: source.blame };
  return { text: await readText(context, now), links: await links(), origin };
}
