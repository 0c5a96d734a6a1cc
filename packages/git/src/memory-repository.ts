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

/** Makes an empty repository and enters it, so that commands run in it. */
export function createMemoryRepository({ files }: Libgit2): MemoryRepository {
  const folders = new Set<string>();
  const enter = (folder: string) => {
    if (folders.has(folder)) return;
    files.mkdir(folder);
    folders.add(folder);
  };
  for (const folder of ['/repository', '/repository/objects', '/repository/refs', '/repository/refs/heads'])
    enter(folder);
  files.chdir('/repository');
  files.writeFile('HEAD', 'ref: refs/heads/main\n');
  files.writeFile('config', '[core]\n\trepositoryformatversion = 0\n\tbare = true\n');

  return {
    add(object) {
      const path = `/repository/${looseObjectPath(object.oid)}`;
      enter(path.slice(0, path.lastIndexOf('/')));
      files.writeFile(path, deflateSync(looseObjectBytes(object), { level: 1 }));
      return object.oid;
    },
  };
}
