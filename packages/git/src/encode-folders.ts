import type { GitObject } from './git-object.ts';
import type { Oid } from './oid.ts';
import { encodeTree, type TreeEntry, type TreeMode } from './tree.ts';

/**
 * The trees of some files, given by their paths from the root: every folder after its subfolders, the root last.
 *
 * @throws GitError `invalid-tree` for a segment that git can't hold, or a path that comes twice, be it as a file and a folder.
 */
export function encodeFolders(files: readonly { path: string; oid: Oid; mode?: TreeMode }[]): GitObject[] {
  const entries: TreeEntry[] = [];
  const folders = new Map<string, { path: string; oid: Oid; mode?: TreeMode }[]>();
  for (const file of files) {
    const slash = file.path.indexOf('/');
    if (slash < 0) {
      entries.push({ mode: file.mode ?? '100644', name: file.path, oid: file.oid });
      continue;
    }
    const name = file.path.slice(0, slash);
    const inner = folders.get(name) ?? [];
    folders.set(name, inner);
    inner.push({ ...file, path: file.path.slice(slash + 1) });
  }
  const trees: GitObject[] = [];
  for (const [name, inner] of folders) {
    const subtrees = encodeFolders(inner);
    for (const subtree of subtrees) trees.push(subtree);
    entries.push({ mode: '40000', name, oid: (subtrees.at(-1) as GitObject).oid });
  }
  trees.push(encodeTree(entries));
  return trees;
}
