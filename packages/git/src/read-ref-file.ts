import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { GitError } from './errors.ts';
import type { Oid } from './oid.ts';

const MAX_SYMBOLIC_REFS = 5;

/** A repository's folder; of a linked working tree its own besides the one that they share. */
export interface RefFolders {
  gitFolder: string;
  folder: string;
}

/**
 * The oid in a ref, be it a file or a line of `packed-refs`; a symbolic ref is followed. `undefined` when there is no such ref.
 *
 * @param directory what the user calls the repository, for errors. @param name the whole name: `HEAD`, `refs/heads/main`.
 * @throws GitError `source-unusable` when the ref is garbage.
 */
export async function readRefFile(
  directory: string,
  { gitFolder, folder }: RefFolders,
  name: string,
): Promise<Oid | undefined> {
  let current = name;
  for (let depth = 0; depth <= MAX_SYMBOLIC_REFS; depth++) {
    // The name comes from a user or a file: it stays below the folder.
    if (current.split('/').some((part) => part === '' || part.startsWith('.'))) return undefined;
    // Only HEAD and its like belong to one working tree.
    const path = join(current.startsWith('refs/') ? folder : gitFolder, current);
    const text = await readOptional(path);
    if (text === undefined) return await readPackedRef(folder, current);
    const symbolic = /^ref: (\S+)\s*$/.exec(text)?.[1];
    if (symbolic === undefined) {
      const oid = /^([0-9a-f]{40})\s*$/.exec(text)?.[1];
      // Beside refs there are files of other kinds: `config` is no branch.
      if (oid === undefined && !current.includes('/') && current !== 'HEAD') return undefined;
      if (oid === undefined) throw garbage(directory, current);
      return oid;
    }
    current = symbolic;
  }
  throw garbage(directory, name);
}

async function readPackedRef(folder: string, name: string): Promise<Oid | undefined> {
  for (const line of ((await readOptional(join(folder, 'packed-refs'))) ?? '').split('\n')) {
    const match = /^([0-9a-f]{40}) (.+)$/.exec(line);
    if (match?.[2] === name) return match[1];
  }
  return undefined;
}

async function readOptional(path: string): Promise<string | undefined> {
  return await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) return undefined;
    throw error;
  });
}

function garbage(directory: string, name: string): GitError {
  const message = `Can't read commits from ${directory}: its ref ${name} is garbage. Run \`git fsck\` in it.`;
  return new GitError('source-unusable', message, { key: directory });
}
