import type { ChangeFacts, ChangeSummary, PageRevision } from '@holt/site';
import { carryBlame, type LineRun } from './carry-blame.ts';
import { KEPT_CHANGES, type PageState } from './page-state.ts';
import type { PageTouch } from './page-touches.ts';

/** The text that a commit left a page with. */
export interface FoldedText {
  text: string;
  /** The pages that it leads to. */
  links: string[];
  /** What it was made from: the page's text before, or that of the page that was moved here. */
  origin: { text: string; runs: readonly LineRun<ChangeFacts>[] } | undefined;
}

/**
 * A page's state after a commit.
 *
 * @param before its state before; undefined: no commit has touched this path yet
 * @param folded undefined when the commit left no page at the path
 */
export function foldPage(
  before: PageState | undefined,
  touch: PageTouch,
  commit: ChangeSummary,
  folded: FoldedText | undefined,
): PageState {
  const { oid, generation, authorName, agent, date, subject } = commit;
  const facts: ChangeFacts = { oid, generation, authorName, ...(agent !== undefined && { agent }), date, subject };
  const count = (before?.count ?? 0) + 1;
  const changes = [describe(touch, facts), ...(before?.changes ?? [])].slice(0, KEPT_CHANGES);
  const common = { path: touch.path, generation, count, changes };
  if (touch.now === undefined || folded === undefined) {
    return {
      ...common,
      ...(before?.text !== undefined && { text: before.text }),
      blame: before?.blame ?? [],
      links: [],
    };
  }
  const { text, links, origin } = folded;
  return { ...common, version: touch.now, text: touch.now, blame: carryBlame(origin, text, facts), links };
}

function describe({ old, now, from, to }: PageTouch, facts: ChangeFacts): PageRevision {
  if (now === undefined) return { ...facts, kind: 'deleted', ...(to !== undefined && { to }) };
  if (from !== undefined) return { ...facts, kind: 'renamed', from, version: now };
  return { ...facts, kind: old === undefined ? 'added' : 'modified', version: now };
}
