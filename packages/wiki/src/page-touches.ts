import type { Oid } from '@holt/git';
import type { PublishedCommit } from './commit-summary.ts';
import { pageOfFile } from './page-of-file.ts';

/** What a commit did to one page. */
export interface PageTouch {
  path: string;
  /** The page's blob before; undefined: it was not there. */
  old: Oid | undefined;
  /** And after; undefined: it is gone. */
  now: Oid | undefined;
  /** The path it had, where it was moved here. */
  from?: string;
  /** The path it has now, where it was moved away. */
  to?: string;
}

/** What a commit did to pages, by path. */
export function pageTouches({ changes, moves }: Pick<PublishedCommit, 'changes' | 'moves'>): Map<string, PageTouch> {
  const touches = new Map<string, PageTouch>();
  for (const change of changes) {
    const path = pageOfFile(change.path);
    if (path === undefined) continue;
    // A page may leave one spelling of its file name for another: what comes has the last word.
    const other = touches.get(path);
    touches.set(path, { path, old: change.old?.oid ?? other?.old, now: change.new?.oid ?? other?.now });
  }
  for (const [to, from] of moves) {
    const [target, source] = [touches.get(to), touches.get(from)];
    if (target?.now === undefined || source?.old === undefined) continue;
    target.from = from;
    if (source.now === undefined) source.to = to;
  }
  return touches;
}
