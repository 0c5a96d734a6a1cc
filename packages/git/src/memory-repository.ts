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
  /** Its parent folder must exist. Default the job's folder itself: libgit2's time goes into resolving paths, the deeper the longer. */
  folder?: string;
  /** Default true. */
  bare?: boolean;
}

/** Makes an empty repository with the branch `main` and enters it, so that commands run in it. */
export function createMemoryRepository(
  git: Libgit2,
  { folder = git.folder, bare = true }: MemoryRepositoryOptions = {},
): MemoryRepository {
  const { files } = git;
  const folders = new Set<string>([git.folder]);
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
    `[core]\n\trepositoryformatversion = 0\n\tbare = ${bare}\n\tlogAllRefUpdates = false\n\tlooseCompression = 0\n[user]\n\tname = Holt\n\temail = holt\n`,
  );

  return {
    add(object) {
      const path = `${folder}/${looseObjectPath(object.oid)}`;
      enter(path.slice(0, path.lastIndexOf('/')));
      files.writeFile(path, zlibData(looseObjectBytes(object)));
      return object.oid;
    },
  };
}

/** Of a stored block (RFC 1951, 3.2.4). */
const MAX_BLOCK_BYTES = 0xffff;
const ADLER_BASE = 65_521;
/** So many bytes can be added up before a sum leaves 31 bits. */
const ADLER_RUN_BYTES = 3800;

/** zlib data (RFC 1950) that lives for one job: what is small is stored as it is, in a tenth of the time. */
function zlibData(bytes: Uint8Array): Uint8Array {
  if (bytes.length > MAX_BLOCK_BYTES) return deflateSync(bytes, { level: 1 });
  const data = Buffer.allocUnsafe(bytes.length + 11);
  data.writeUInt16BE(0x7801, 0);
  data.writeUInt8(1, 2);
  data.writeUInt16LE(bytes.length, 3);
  data.writeUInt16LE(~bytes.length & 0xffff, 5);
  data.set(bytes, 7);
  data.writeUInt32BE(adler32(bytes), bytes.length + 7);
  return data;
}

function adler32(bytes: Uint8Array): number {
  let a = 1;
  let b = 0;
  for (let start = 0; start < bytes.length; start += ADLER_RUN_BYTES) {
    const end = Math.min(start + ADLER_RUN_BYTES, bytes.length);
    for (let at = start; at < end; at++) {
      a += bytes[at] as number;
      b += a;
    }
    a %= ADLER_BASE;
    b %= ADLER_BASE;
  }
  return b * 65_536 + a;
}
