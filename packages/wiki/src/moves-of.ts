import type { CommitChanges } from './commit-summary.ts';
import { pageOfFile } from './page-of-file.ts';
import { readRedirects } from './read-redirects.ts';
import { REDIRECTS_FILE } from './redirects.ts';
import type { WikiContext } from './wiki-context.ts';

/**
 * The pages that a commit renamed: new path → old path. A page that went and one that came are the same page when the commit's
 * `_redirects` says so for the first time, or when they have the same bytes.
 *
 * @throws as reading a blob
 */
export async function movesOf(
  context: WikiContext,
  { changes }: Pick<CommitChanges, 'changes'>,
): Promise<ReadonlyMap<string, string>> {
  // A page may leave one spelling of its file name for another: then it neither came nor went.
  const gone = new Map<string, string>();
  const come = new Map<string, string>();
  for (const { path: filePath, old, new: now } of changes) {
    const path = pageOfFile(filePath);
    if (path === undefined) continue;
    if (old !== undefined && now === undefined) gone.set(path, old.oid);
    if (old === undefined && now !== undefined) come.set(path, now.oid);
  }
  for (const path of [...gone.keys()]) {
    if (!come.has(path)) continue;
    gone.delete(path);
    come.delete(path);
  }
  const moves = new Map<string, string>();
  if (gone.size === 0 || come.size === 0) return moves;

  const move = (from: string, to: string) => {
    moves.set(to, from);
    gone.delete(from);
    come.delete(to);
  };
  const file = changes.find(({ path }) => path === REDIRECTS_FILE);
  if (file?.new !== undefined) {
    const [before, after] = await Promise.all([readRedirects(context, file.old), readRedirects(context, file.new)]);
    for (const from of [...gone.keys()]) {
      const to = after.get(from);
      if (to !== undefined && before.get(from) !== to && come.has(to)) move(from, to);
    }
  }
  const byOid = new Map([...gone].map(([path, oid]) => [oid, path]));
  for (const [to, oid] of [...come]) {
    const from = byOid.get(oid);
    if (from !== undefined && gone.has(from)) move(from, to);
  }
  return moves;
}
