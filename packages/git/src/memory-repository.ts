import { deflateSync } from 'node:zlib';
import type { GitObject } from './git-object.ts';
import type { Libgit2 } from './libgit2.ts';
import { looseObjectBytes, looseObjectPath } from './loose-object.ts';
import type { Oid } from './oid.ts';

/** A bare repository in libgit2's memory, for one job. */
export interface MemoryRepository {
  /** Stores an object; storing it again changes nothing. */
  add(object: GitObject): Oid;
}

export interface MemoryRepositoryOptions {
  /** Its parent folder must exist. Default `/repository`. */
  folder?: string;
  /** Default true. */
  bare?: boolean;
}

/** Makes an empty repository with the branch `main` and enters it, so that commands run in it. */
export function createMemoryRepository(
  { files }: Libgit2,
  { folder = '/repository', bare = true }: MemoryRepositoryOptions = {},
): MemoryRepository {
  const folders = new Set<string>();
  const enter = (path: string) => {
    if (folders.has(path)) return;
    files.mkdir(path);
    folders.add(path);
  };
  for (const path of ['', '/objects', '/objects/pack', '/objects/info', '/refs', '/refs/heads']) enter(folder + path);
  files.chdir(folder);
  files.writeFile('HEAD', 'ref: refs/heads/main\n');
  // `merge` commits what it has merged, and asks for a name.
  files.writeFile(
    'config',
    `[core]\n\trepositoryformatversion = 0\n\tbare = ${bare}\n[user]\n\tname = Holt\n\temail = holt\n`,
  );

  return {
    add(object) {
      const path = `${folder}/${looseObjectPath(object.oid)}`;
      enter(path.slice(0, path.lastIndexOf('/')));
      files.writeFile(path, deflateSync(looseObjectBytes(object), { level: 1 }));
      return object.oid;
    },
  };
}
