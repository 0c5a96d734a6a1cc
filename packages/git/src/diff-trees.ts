import { compareKeys } from '@holt/storage';
import type { Oid } from './oid.ts';
import type { Repository } from './repository.ts';
import type { TreeEntry, TreeMode } from './tree.ts';

/** A file that differs between two trees: added without `old`, deleted without `new`. */
export interface TreeChange {
  readonly path: string;
  readonly old?: { readonly oid: Oid; readonly mode: TreeMode };
  readonly new?: { readonly oid: Oid; readonly mode: TreeMode };
}

/**
 * The files that differ between two trees (`undefined`: the empty tree), ordered by the path's UTF-8 bytes. Reads only folders
 * that differ, siblings in parallel. A file that became a folder is a deletion and additions; submodules are passed over.
 *
 * @param from oid of a tree, not of a commit. @param to the same.
 * @throws GitError `object-missing`, `object-damaged`, `object-mistyped`.
 */
export async function diffTrees(
  repository: Repository,
  from: Oid | undefined,
  to: Oid | undefined,
): Promise<TreeChange[]> {
  const changes: TreeChange[] = [];
  const read = async (oid: Oid | undefined) => (oid === undefined ? [] : await repository.readTree(oid));

  const visit = async (oldTree: Oid | undefined, newTree: Oid | undefined, prefix: string): Promise<void> => {
    if (oldTree === newTree) return;
    const [oldEntries, newEntries] = await Promise.all([read(oldTree), read(newTree)]);
    const oldByName = new Map(oldEntries.map((entry) => [entry.name, entry]));
    const newByName = new Map(newEntries.map((entry) => [entry.name, entry]));
    const names = new Set([...oldByName.keys(), ...newByName.keys()]);
    await Promise.all([...names].map((name) => compare(oldByName.get(name), newByName.get(name), prefix + name)));
  };

  const compare = async (before: TreeEntry | undefined, after: TreeEntry | undefined, path: string): Promise<void> => {
    if (before?.oid === after?.oid && before?.mode === after?.mode) return;
    const oldFile = file(before);
    const newFile = file(after);
    if (oldFile || newFile) changes.push({ path, ...(oldFile && { old: oldFile }), ...(newFile && { new: newFile }) });
    await visit(folder(before), folder(after), `${path}/`);
  };

  await visit(from, to, '');
  return changes.sort((a, b) => compareKeys(a.path, b.path));
}

function file(entry: TreeEntry | undefined): { oid: Oid; mode: TreeMode } | undefined {
  if (entry === undefined || entry.mode === '40000' || entry.mode === '160000') return undefined;
  return { oid: entry.oid, mode: entry.mode };
}

function folder(entry: TreeEntry | undefined): Oid | undefined {
  return entry?.mode === '40000' ? entry.oid : undefined;
}
