import type { Oid } from '@holt/git';
import type { ChangeFacts, PageRevision } from '@holt/site';
import type { LineRun } from './carry-blame.ts';

/** How many changes of a page its state keeps; each full hundred has an object of its own. */
export const KEPT_CHANGES = 100;

/**
 * What is known of a page's path: made from its state before, and what one commit made of it. Its history, its blame and its feed
 * are made from it. It lies in the store as `…/-/versions/{path}.json`.
 */
export interface PageState {
  path: string;
  /** Of the last commit that changed it. */
  generation: number;
  /** Its blob after that; absent: it is gone. */
  version?: Oid;
  /** How many changes it has had. */
  count: number;
  /** Newest first, at most {@link KEPT_CHANGES}. */
  changes: PageRevision[];
  /** The blob whose lines `blame` tells of: the present one; of a page that is gone its last, for the page that it may have become. */
  text?: Oid;
  blame: LineRun<ChangeFacts>[];
  /** The pages that its text leads to; none when it is gone. */
  links: string[];
}

/** The same state always as the same bytes. */
export function encodePageState({ blame, ...state }: PageState): string {
  const commits = new Map<string, ChangeFacts>();
  for (const [, change] of blame) commits.set(change.oid, change);
  const oids = [...commits.keys()];
  const indexes = new Map(oids.map((oid, index) => [oid, index]));
  const lines = blame.map(([count, { oid }]) => [count, indexes.get(oid)]);
  const { path, generation, version, count, changes, text, links } = state;
  return `${JSON.stringify({ path, generation, version, count, changes, text, blame: { commits: [...commits.values()], lines }, links })}\n`;
}

/** Undefined when it is no state of this page: it can be made anew from git. */
export function parsePageState(json: string, path: string): PageState | undefined {
  try {
    const { blame, ...state } = JSON.parse(json) as Omit<PageState, 'blame'> & {
      blame: { commits: ChangeFacts[]; lines: [count: number, index: number][] };
    };
    const runs = blame.lines.map(([count, index]): LineRun<ChangeFacts> => {
      const change = blame.commits[index];
      if (change === undefined || !Number.isSafeInteger(count)) throw new TypeError('not a run of lines');
      return [count, change];
    });
    const isState =
      state.path === path &&
      Number.isSafeInteger(state.generation) &&
      Number.isSafeInteger(state.count) &&
      state.changes.length === Math.min(state.count, KEPT_CHANGES) &&
      Array.isArray(state.links);
    return isState ? { ...state, blame: runs } : undefined;
  } catch {
    return undefined;
  }
}
