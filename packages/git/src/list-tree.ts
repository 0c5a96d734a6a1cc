import { compareKeys } from '@holt/storage';
import type { Oid } from './oid.ts';
import type { Repository } from './repository.ts';
import type { TreeMode } from './tree.ts';

/** A file in a tree: its path from the root, segments parted by `/`. */
export interface TreeFile {
  readonly path: string;
  readonly oid: Oid;
  readonly mode: TreeMode;
}

/**
 * Every file of a tree and its folders, ordered by the path's UTF-8 bytes, as `git ls-tree -r` lists them, but for submodules,
 * which are passed over. Sibling folders are read in parallel.
 *
 * @throws GitError `object-missing`, `object-damaged`.
 */
export async function listTree(repository: Repository, tree: Oid): Promise<TreeFile[]> {
  const files: TreeFile[] = [];
  const visit = async (oid: Oid, prefix: string): Promise<void> => {
    const entries = await repository.readTree(oid);
    await Promise.all(
      entries.map(async ({ mode, name, oid }) => {
        if (mode === '40000') await visit(oid, `${prefix}${name}/`);
        else if (mode !== '160000') files.push({ path: prefix + name, oid, mode });
      }),
    );
  };
  await visit(tree, '');
  return files.sort((a, b) => compareKeys(a.path, b.path));
}
