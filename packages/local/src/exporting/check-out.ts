import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { encodeTree, GitError, type Oid, type Repository, type TreeMode } from '@holt/git';
import { CommandError } from '../errors.ts';
import type { IndexEntry } from './git-index.ts';

interface Entry {
  path: string;
  mode: Exclude<TreeMode, '40000'>;
  oid: Oid;
}

/**
 * Writes a tree's files into an empty folder as git does: executable files, symbolic links, and an empty folder for each
 * submodule. Trees may come from strangers (`import --history`). Nothing is written outside of the folder or into its `.git`: names
 * that git refuses are refused, nothing is overwritten, and links come last, so that no path leads through one.
 *
 * @returns what git's index says of these files
 * @throws CommandError for a name or a file that can't be; GitError `object-missing`, `object-damaged`
 */
export async function checkOut(repository: Repository, tree: Oid, directory: string): Promise<IndexEntry[]> {
  const entries = await listEntries(repository, tree);
  const isLink = ({ mode }: Entry) => mode === '120000';
  for (const { path } of entries) making(path, () => mkdirSync(dirname(join(directory, path)), { recursive: true }));
  const index: IndexEntry[] = [];
  for (const entry of [...entries.filter((one) => !isLink(one)), ...entries.filter(isLink)]) {
    index.push({ ...entry, sizeBytes: await writeEntry(repository, entry, join(directory, entry.path)) });
  }
  return index;
}

/** @returns the size that git's index tells */
async function writeEntry(repository: Repository, { path, mode, oid }: Entry, target: string): Promise<number> {
  if (mode === '160000') {
    making(path, () => mkdirSync(target));
    return 0;
  }
  const content = Buffer.from(await repository.readBlob(oid));
  if (mode === '120000') making(path, () => symlinkSync(content, target));
  else making(path, () => writeFileSync(target, content, { mode: mode === '100755' ? 0o755 : 0o644, flag: 'wx' }));
  return content.byteLength;
}

async function listEntries(repository: Repository, tree: Oid): Promise<Entry[]> {
  const found: Entry[] = [];
  const visit = async (oid: Oid, folder: string): Promise<void> => {
    const entries = await repository.readTree(oid);
    checkNames(entries, folder);
    for (const { mode, name, oid } of entries) {
      if (mode === '40000') await visit(oid, `${folder}${name}/`);
      else found.push({ path: folder + name, mode, oid });
    }
  };
  await visit(tree, '');
  return found;
}

function checkNames(entries: Awaited<ReturnType<Repository['readTree']>>, folder: string): void {
  try {
    // It takes no name that git refuses, and none twice.
    encodeTree(entries);
  } catch (cause) {
    if (!(cause instanceof GitError && cause.code === 'invalid-tree')) throw cause;
    throw refused(folder === '' ? '/' : folder, cause.message, cause);
  }
  // git would follow it and take what it finds for its own settings.
  const link = entries.find(({ mode, name }) => mode === '120000' && name.toLowerCase() === '.gitmodules');
  if (link !== undefined) throw refused(folder + link.name, 'git takes no symbolic link of that name.');
}

function making(path: string, make: () => void): void {
  try {
    make();
  } catch (cause) {
    throw refused(path, `it can't be made (${(cause as NodeJS.ErrnoException).code}).`, cause);
  }
}

function refused(path: string, problem: string, cause?: unknown): CommandError {
  const remedy = 'Remove or rename it in the wiki; `git clone --no-checkout` takes the history as it is.';
  return new CommandError(`${JSON.stringify(path)} can't be checked out: ${problem} ${remedy}`, { cause });
}
