import { createByteBoundedCache } from './byte-bounded-cache.ts';
import { encodeFolders } from './encode-folders.ts';
import { GitError } from './errors.ts';
import { encodeBlob, type GitObject } from './git-object.ts';
import { type CommandResult, withLibgit2 } from './libgit2.ts';
import { createMemoryRepository, type MemoryRepository } from './memory-repository.ts';
import type { Oid } from './oid.ts';
import { patchOfOneChange } from './patch-of-one-change.ts';
import { emptyTree } from './tree.ts';

/** A file before and after: added without `old`, deleted without `new`. */
export interface PatchFile {
  /** From the root, segments parted by `/`. */
  readonly path: string;
  readonly old?: Uint8Array;
  readonly new?: Uint8Array;
}

/** Looking for renames compares every deleted file with every added one, at about 10 µs a pair: this bounds it to a second. */
const MAX_RENAME_PAIRS = 100_000;
/** Publishers that meet over a commit, and those who check one, ask for the same patch again. */
const patches = createByteBoundedCache<string>(4 * 1024 * 1024);
/** A character may take two bytes. */
const BYTES_PER_CHARACTER = 2;

/**
 * The unified diff of some files in git's format: by libgit2, or where {@link patchOfOneChange} can tell the same, without it. A deleted
 * and an added file of the list that are at least half the same are shown as a rename, unless there are more than 100,000 such pairs
 * to compare; a file with a NUL byte among its first 8,000 as `Binary files … differ`. Bytes that are not UTF-8 become U+FFFD. Files
 * that don't differ have no part in it; without a difference it is empty.
 *
 * It is what `git diff --no-indent-heuristic --find-renames` prints, but for: `---` and `+++` lines for an empty file that is
 * added or deleted, and no tab behind a name with a space in those lines; always 7 digits of an oid; a similarity that may
 * be some percent off, and with it what is a rename close to one half.
 *
 * @throws GitError `invalid-tree` for a path that git can't hold or that comes twice; `patch-failed` when libgit2 fails.
 */
export async function createPatch(files: readonly PatchFile[]): Promise<string> {
  if (files.length === 0) return '';
  const sides = files.map(({ path, old, new: changed }) => ({
    path,
    old: old && encodeBlob(old),
    new: changed && encodeBlob(changed),
  }));
  const key = JSON.stringify(sides.map((file) => [file.path, file.old?.oid, file.new?.oid]));
  const known = patches.get(key);
  if (known !== undefined) return known;
  const patch = patchWithoutLibgit2(sides) ?? (await runDiff(sides));
  patches.set(key, patch, (key.length + patch.length) * BYTES_PER_CHARACTER);
  return patch;
}

interface Sides {
  path: string;
  old: GitObject | undefined;
  new: GitObject | undefined;
}

function patchWithoutLibgit2([file, ...others]: readonly Sides[]): string | undefined {
  if (file?.new === undefined || others.length > 0) return undefined;
  return patchOfOneChange({ path: file.path, old: file.old, new: file.new });
}

async function runDiff(files: readonly Sides[]): Promise<string> {
  let result: CommandResult;
  try {
    result = await withLibgit2((git) => {
      const repository = createMemoryRepository(git);
      const before = addTree(repository, files, 'old');
      const after = addTree(repository, files, 'new');
      return git.run('diff', ...(findRenames(files) ? ['--find-renames=50'] : []), before, after);
    });
  } catch (cause) {
    if (cause instanceof GitError) throw cause;
    throw patchFailed(files, cause instanceof Error ? cause.message : String(cause), cause);
  }
  if (result.exitCode !== 0) throw patchFailed(files, result.stderr.trim());
  return Buffer.from(result.stdout).toString();
}

function findRenames(files: readonly Sides[]): boolean {
  const deleted = files.filter((file) => file.new === undefined).length;
  const added = files.filter((file) => file.old === undefined).length;
  return deleted * added <= MAX_RENAME_PAIRS;
}

function addTree(repository: MemoryRepository, files: readonly Sides[], side: 'old' | 'new'): Oid {
  const leaves: { path: string; oid: Oid }[] = [];
  for (const file of files) {
    const blob = file[side];
    if (blob !== undefined) leaves.push({ path: file.path, oid: repository.add(blob) });
  }
  let root = emptyTree.oid;
  for (const tree of encodeFolders(leaves)) root = repository.add(tree);
  return root;
}

function patchFailed(files: readonly Sides[], problem: string, cause?: unknown): GitError {
  const what = files.length === 1 ? JSON.stringify(files[0]?.path) : `${files.length} files`;
  const message = `libgit2 could not compare ${what}: ${problem}. The commit itself is not affected; show it without a patch.`;
  return new GitError('patch-failed', message, {}, { cause });
}
