import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { encodeLooseObject, looseObjectPath, type Ref, type Repository } from '@holt/git';
import { checkOut } from './check-out.ts';
import { encodeGitIndex } from './git-index.ts';

const CONFIG = '[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n';

export interface WrittenRepository {
  commits: number;
  objects: number;
  files: number;
}

/**
 * Writes what `main` reaches, over all parents, as a git repository with its files checked out. Objects are written byte for
 * byte, so signatures and whatever else a commit carries stay; every object's hash is checked on the way.
 *
 * @throws GitError `object-missing`, `object-damaged`; CommandError as {@link checkOut}
 */
export async function writeRepository(
  repository: Repository,
  head: Ref,
  directory: string,
): Promise<WrittenRepository> {
  const dotGit = join(directory, '.git');
  let commits = 0;
  let objects = 0;
  for await (const object of repository.walk(head.oid)) {
    writeFile(join(dotGit, looseObjectPath(object.oid)), await encodeLooseObject(object));
    objects++;
    if (object.type === 'commit') commits++;
  }
  const files = await checkOut(repository, head.tree, directory);
  writeFile(join(dotGit, 'index'), encodeGitIndex(files));
  writeFile(join(dotGit, 'refs/heads/main'), `${head.oid}\n`);
  writeFile(join(dotGit, 'config'), CONFIG);
  writeFile(join(dotGit, 'HEAD'), 'ref: refs/heads/main\n');
  return { commits, objects, files: files.length };
}

function writeFile(path: string, content: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
