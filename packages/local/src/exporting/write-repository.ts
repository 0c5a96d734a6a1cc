import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  encodeBlob,
  encodeCommit,
  encodeLooseObject,
  encodeTree,
  type GitObject,
  listTree,
  looseObjectPath,
  type Oid,
  type Ref,
  type Repository,
  type TreeEntry,
  walkCommits,
} from '@holt/git';
import { CommandError } from '../errors.ts';
import { encodeGitIndex, type IndexEntry } from './git-index.ts';

const CONFIG = '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n';

export interface WrittenRepository {
  commits: number;
  files: number;
}

/**
 * Writes what `main` reaches as a git repository with its files checked out. Every object's hash is checked on the way.
 * @throws GitError `object-missing`, `object-damaged`
 * @throws CommandError for an object that can't be written as it is
 */
export async function writeRepository(
  repository: Repository,
  head: Ref,
  directory: string,
): Promise<WrittenRepository> {
  const dotGit = join(directory, '.git');
  const written = new Set<Oid>();
  const writeObject = async (object: GitObject, oid: Oid) => {
    if (object.oid !== oid) {
      throw new CommandError(
        `The git object ${oid} holds more than Holt knows, so it can't be exported. Use git clone.`,
      );
    }
    written.add(oid);
    writeFile(join(dotGit, looseObjectPath(object.oid)), await encodeLooseObject(object));
  };
  const writeEntry = async (entry: TreeEntry): Promise<void> => {
    if (written.has(entry.oid)) return;
    if (entry.mode === '40000') await writeTree(entry.oid);
    // A submodule's commit lies in another repository.
    else if (entry.mode !== '160000') await writeObject(encodeBlob(await repository.readBlob(entry.oid)), entry.oid);
  };
  const writeTree = async (oid: Oid): Promise<void> => {
    if (written.has(oid)) return;
    const entries = await repository.readTree(oid);
    await writeObject(encodeTree(entries), oid);
    for (const entry of entries) await writeEntry(entry);
  };

  let commits = 0;
  for await (const commit of walkCommits(repository, head.oid)) {
    await writeTree(commit.tree);
    await writeObject(encodeCommit(commit), commit.oid);
    commits++;
  }
  const files = await checkOut(repository, head, directory);
  writeFile(join(dotGit, 'index'), encodeGitIndex(files));
  writeFile(join(dotGit, 'refs/heads/main'), `${head.oid}\n`);
  writeFile(join(dotGit, 'config'), CONFIG);
  writeFile(join(dotGit, 'HEAD'), 'ref: refs/heads/main\n');
  return { commits, files: files.length };
}

async function checkOut(repository: Repository, head: Ref, directory: string): Promise<IndexEntry[]> {
  const entries: IndexEntry[] = [];
  for (const { path, oid, mode } of await listTree(repository, head.tree)) {
    if (mode !== '100644' && mode !== '100755') continue;
    const content = await repository.readBlob(oid);
    writeFile(join(directory, path), content, mode === '100755' ? 0o755 : 0o644);
    entries.push({ path, oid, mode, sizeBytes: content.byteLength });
  }
  return entries;
}

function writeFile(path: string, content: Uint8Array | string, mode = 0o644): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content, { mode });
}
