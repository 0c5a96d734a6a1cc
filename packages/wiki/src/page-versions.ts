import { listTree, type Oid, type Repository } from '@holt/git';
import { pageOfFile } from './page-of-file.ts';

/**
 * The version of every page of a tree. Reads all its folders.
 *
 * @param tree undefined: the empty tree
 * @throws GitError `object-missing`, `object-damaged`
 */
export async function pageVersions(repository: Repository, tree: Oid | undefined): Promise<Map<string, Oid>> {
  const versions = new Map<string, Oid>();
  if (tree === undefined) return versions;
  for (const { path: filePath, oid } of await listTree(repository, tree)) {
    const path = pageOfFile(filePath);
    if (path !== undefined) versions.set(path, oid);
  }
  return versions;
}

/** The pages that differ, with what they are after; undefined: gone. */
export function changedVersions(
  before: ReadonlyMap<string, Oid>,
  after: ReadonlyMap<string, Oid>,
): Map<string, Oid | undefined> {
  const changed = new Map<string, Oid | undefined>();
  for (const path of before.keys()) if (!after.has(path)) changed.set(path, undefined);
  for (const [path, version] of after) if (before.get(path) !== version) changed.set(path, version);
  return changed;
}
