import { encodeCommit } from './commit.ts';
import { encodeIndex } from './encode-index.ts';
import { GitError } from './errors.ts';
import { encodeBlob } from './git-object.ts';
import { type Libgit2, withLibgit2 } from './libgit2.ts';
import { createMemoryRepository } from './memory-repository.ts';
import type { Oid } from './oid.ts';
import { emptyTree, encodeTree } from './tree.ts';

export interface MergeInput {
  /** Names the text in errors. */
  readonly path: string;
  /** What both sides started from; absent when both have added the text. */
  readonly base?: Uint8Array;
  /** What is to be written. */
  readonly ours: Uint8Array;
  /** What stands there by now. */
  readonly theirs: Uint8Array;
}

export interface MergeResult {
  /** Whether both sides' changes are in, without a conflict. */
  readonly clean: boolean;
  /** With `<<<<<<< mine`, `=======` and `>>>>>>> theirs` around each conflict. Of texts that are binary for git: `ours`. */
  readonly merged: Uint8Array;
}

/**
 * Around a conflict. Behind them libgit2 puts ` HEAD` and ` theirs`, or nothing for a side that is empty; there is no option
 * for other names.
 */
const BEGIN = '<<<<<<<';
const END = '>>>>>>>';
const MERGE_FILE = 'page';
const MERGER = { name: 'Holt', email: '', timestampSeconds: 0, timezoneOffsetMinutes: 0 };

/**
 * Merges the changes that two sides have made to one text, line by line, as `git merge` does, by libgit2. Without `base`
 * only the same text on both sides is clean.
 *
 * @throws GitError `merge-failed` when libgit2 fails: nothing has been merged.
 */
export async function mergeTexts({ path, base, ours, theirs }: MergeInput): Promise<MergeResult> {
  if (isSame(ours, theirs) || isSame(base, theirs)) return { clean: true, merged: ours };
  if (isSame(base, ours)) return { clean: true, merged: theirs };
  // A text may hold what looks like a marker. It is disguised while libgit2 works, so that only true markers are named.
  const mask = maskFor([base, ours, theirs]);
  const disguise = (text: Uint8Array) => replaceLineStarts(replaceLineStarts(text, BEGIN, `${mask}<`), END, `${mask}>`);
  const reveal = (text: Uint8Array) => replaceLineStarts(replaceLineStarts(text, `${mask}<`, BEGIN), `${mask}>`, END);
  try {
    return await withLibgit2((git) => {
      const { clean, merged } = runMerge(git, base && disguise(base), disguise(ours), disguise(theirs));
      const named = replaceLineStarts(merged, `${BEGIN}( HEAD)?(?=\\r?\\n)`, `${BEGIN} mine`);
      return { clean, merged: reveal(replaceLineStarts(named, `${END}( theirs)?(?=\\r?\\n)`, `${END} theirs`)) };
    });
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    const message = `libgit2 could not merge ${JSON.stringify(path)}: ${problem}. Read the page again and make the change on top of it.`;
    throw new GitError('merge-failed', message, {}, { cause });
  }
}

function runMerge(git: Libgit2, base: Uint8Array | undefined, ours: Uint8Array, theirs: Uint8Array): MergeResult {
  const { files, folder } = git;
  const repository = createMemoryRepository(git, { folder: `${folder}/.git`, bare: false });
  const addCommit = (text: Uint8Array | undefined, parents: Oid[]): Oid => {
    const entries = text && [{ mode: '100644' as const, name: MERGE_FILE, oid: repository.add(encodeBlob(text)) }];
    const tree = repository.add(entries ? encodeTree(entries) : emptyTree);
    return repository.add(encodeCommit({ tree, parents, author: MERGER, committer: MERGER, message: '' }));
  };
  const start = addCommit(base, []);
  files.writeFile('refs/heads/theirs', `${addCommit(theirs, [start])}\n`);
  files.writeFile('refs/heads/main', `${addCommit(ours, [start])}\n`);
  // `merge` works on the index and the files of a working tree.
  files.writeFile('index', encodeIndex(MERGE_FILE, encodeBlob(ours).oid));
  files.chdir(folder);
  files.writeFile(MERGE_FILE, ours);
  const { exitCode, stdout, stderr } = git.run('merge', 'theirs');
  // A conflict exits with 0 like a clean merge, and is told by a line only.
  const output = Buffer.from(stdout).toString() + stderr;
  const conflict = /^conflict: /m.test(output);
  if (exitCode !== 0 || (!conflict && !output.includes('Merge made'))) {
    throw new Error(output.trim() || 'it says nothing');
  }
  return { clean: !conflict, merged: files.readFile(MERGE_FILE) };
}

function isSame(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0;
}

/** A text that stands in none of the given ones. */
function maskFor(texts: readonly (Uint8Array | undefined)[]): string {
  for (let number = 0; ; number++) {
    const mask = `<masked ${number}`;
    if (!texts.some((text) => text && Buffer.from(text).includes(mask))) return mask;
  }
}

/** Replaces what matches `pattern` where lines begin. Other bytes stay as they are, whatever their encoding. */
function replaceLineStarts(text: Uint8Array, pattern: string, replacement: string): Uint8Array {
  const characters = Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString('latin1');
  return Buffer.from(characters.replace(new RegExp(`(?<=^|\\n)${pattern}`, 'g'), replacement), 'latin1');
}
