import { diffTrees } from './diff-trees.ts';
import { findEntry } from './find-entry.ts';
import { mergeTexts } from './merge-texts.ts';
import type { Oid } from './oid.ts';
import type { Repository } from './repository.ts';
import type { TreeMode } from './tree.ts';

/** What becomes of a file when a commit is taken back. */
export interface RevertedFile {
  readonly path: string;
  /** Whether the change could be taken back without undoing one that came after it. */
  readonly clean: boolean;
  /** Absent when the file is to be deleted; of a conflict, with markers where the file was changed on both sides. */
  readonly content?: Uint8Array;
  readonly mode: TreeMode;
}

/**
 * What is to be written on top of `tree` to take back what a commit has done, as `git revert` does it, without renames: a
 * three-way merge of each file that the commit has changed. Files that already are as before it have no part in it. A file
 * that the commit has added is to be deleted, one that it has deleted to be written again. Of a merge the changes are those
 * against its first parent.
 *
 * @param commit oid of the commit to take back. @param tree oid of the tree as it is now.
 * @throws GitError `object-missing`, `object-damaged`, `object-mistyped`, `pack-damaged`, `merge-failed`.
 */
export async function revertCommit(repository: Repository, commit: Oid, tree: Oid): Promise<RevertedFile[]> {
  const { parents, tree: after } = await repository.readCommit(commit);
  const before = parents[0] === undefined ? undefined : (await repository.readCommit(parents[0])).tree;
  const reverted: RevertedFile[] = [];
  const read = (file: { oid: Oid } | undefined) => file && repository.readBlob(file.oid);
  for (const { path, old, new: changed } of await diffTrees(repository, before, after)) {
    const entry = await findEntry(repository, tree, path);
    const now = entry?.mode === '40000' || entry?.mode === '160000' ? undefined : entry;
    if (isSame(now, old)) continue;
    const mode = mergeModes(changed, now, old);
    if (isSame(now, changed)) {
      const content = await read(old);
      reverted.push({ path, clean: true, mode, ...(content && { content }) });
      continue;
    }
    const [base, ours, theirs] = [await read(changed), await read(now), await read(old)];
    if (ours === undefined || theirs === undefined) {
      // Changed since and to be deleted, or deleted since and to be changed: what stands now stays.
      reverted.push({ path, clean: false, mode, ...(ours && { content: ours }) });
      continue;
    }
    const { clean, merged } = await mergeTexts({ path, ours, theirs, ...(base && { base }) });
    reverted.push({ path, clean, mode, content: merged });
  }
  return reverted;
}

interface FileState {
  oid: Oid;
  mode: TreeMode;
}

/** The mode now, unless only the commit has changed it. */
function mergeModes(changed?: FileState, now?: FileState, old?: FileState): TreeMode {
  const isUntouched = now === undefined || now.mode === changed?.mode;
  return (isUntouched ? old?.mode : undefined) ?? now?.mode ?? changed?.mode ?? '100644';
}

function isSame(a: FileState | undefined, b: FileState | undefined): boolean {
  return a?.oid === b?.oid && a?.mode === b?.mode;
}
