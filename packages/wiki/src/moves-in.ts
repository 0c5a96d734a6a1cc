import type { PageChange } from './page-change.ts';
import { pageOfFile } from './page-of-file.ts';

/**
 * Where a write's steps bring pages that were there before it: old path → new path. A page that is deleted in the end is not among them,
 * nor one whose old path gets another text: who links there means what is there.
 */
export function movesIn(changes: readonly PageChange[]): Map<string, string> {
  const moves = new Map<string, string>();
  // Where they are after the steps so far → where they were.
  const origins = new Map<string, string>();
  const go = (path: string) => {
    const origin = origins.get(path);
    if (origin !== undefined) moves.delete(origin);
    origins.delete(path);
  };
  const come = (path: string) => {
    if (!origins.has(path)) moves.delete(path);
  };
  for (const change of changes) {
    if (change.op === 'move') {
      const origin = origins.get(change.path) ?? change.path;
      go(change.path);
      if (origin === change.newPath) continue;
      moves.set(origin, change.newPath);
      origins.set(change.newPath, origin);
    } else if (change.op === 'delete') go(change.path);
    else if (change.op === 'put') come(change.path);
    else if (change.op === 'store') {
      const path = pageOfFile(change.path);
      if (path !== undefined) (change.content === null ? go : come)(path);
    }
  }
  return moves;
}
