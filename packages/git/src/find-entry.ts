import type { Oid } from './oid.ts';
import type { Repository } from './repository.ts';
import type { TreeEntry } from './tree.ts';

/**
 * The entry at a path (`docs/Setup.md`) below a tree: a file, a link or a folder. `undefined` when there is none. Reads one tree
 * per segment.
 *
 * @throws GitError `object-missing`, `object-damaged`.
 */
export async function findEntry(repository: Repository, tree: Oid, path: string): Promise<TreeEntry | undefined> {
  let folder: Oid = tree;
  const segments = path.split('/');
  const last = segments.pop();
  for (const segment of segments) {
    const entry = (await repository.readTree(folder)).find(({ name }) => name === segment);
    if (entry?.mode !== '40000') return undefined;
    folder = entry.oid;
  }
  return (await repository.readTree(folder)).find(({ name }) => name === last);
}
