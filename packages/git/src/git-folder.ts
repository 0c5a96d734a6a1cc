import { readdir, readFile, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { walkReachable } from './collect-reachable.ts';
import { GitError } from './errors.ts';
import type { GitObject, ObjectType } from './git-object.ts';
import { checkType, decodeLooseObject, looseObjectPath, type StoredType } from './loose-object.ts';
import { assertOid, isOid, type Oid } from './oid.ts';
import { openPackedObjects, type PackedObjects } from './packed-objects.ts';
import { readRefFile } from './read-ref-file.ts';

/** A repository that git keeps on disk, to read from. What other processes do to it meanwhile may or may not be seen. */
export interface GitFolder {
  /**
   * The commit that a name stands for, as in `git rev-parse <name>^{commit}`: `HEAD`, a branch, a tag, a full ref or an oid.
   * Default `HEAD`. `undefined` when there is none, or no commit yet.
   *
   * @throws GitError `source-unusable` for a ref that is garbage or stands for no commit.
   */
  resolve(name?: string): Promise<Oid | undefined>;
  /** @throws GitError `object-missing`, `object-damaged` (its hash is checked), `object-mistyped`, `pack-damaged`. */
  read(oid: Oid, type: ObjectType): Promise<GitObject>;
  /** A commit and all that it reaches, in no order, each once, byte for byte. @throws GitError as {@link GitFolder.read}. */
  walk(from: Oid): AsyncIterable<GitObject>;
}

const MAX_ALTERNATES = 5;
const MAX_TAG_DEPTH = 10;
/** Where git looks for a short name, in its order (gitrevisions(7)). */
const REF_PLACES = ['', 'refs/', 'refs/tags/', 'refs/heads/', 'refs/remotes/'];

/**
 * Opens a working tree or a bare repository: loose objects and packs, its own and those that it borrows (alternates), loose and
 * packed refs. Packs are read whole.
 *
 * @throws GitError `source-unusable` when there is no repository, or one of a kind that can't be read: shallow, with SHA-256, or
 * with refs in another format.
 */
export async function openGitFolder(directory: string): Promise<GitFolder> {
  const gitFolder = await findGitFolder(directory);
  const linkedTo = (await readText(join(gitFolder, 'commondir')))?.trim();
  const folder = linkedTo === undefined ? gitFolder : resolve(gitFolder, linkedTo);
  const config = (await readText(join(folder, 'config'))) ?? '';
  if (/^\s*objectformat\s*=\s*sha256/im.test(config)) {
    throw unusable(directory, 'its objects are named by SHA-256. Convert it to SHA-1 first');
  }
  if (/^\s*refstorage\s*=\s*(?!files)\w/im.test(config)) {
    throw unusable(directory, 'its refs are not files. Run `git refs migrate --ref-format=files` in it');
  }
  if ((await readText(join(folder, 'shallow'))) !== undefined) {
    throw unusable(directory, 'it holds a part of its history only. Run `git fetch --unshallow` in it');
  }
  const stores = await openObjectFolders(join(folder, 'objects'));

  const readAny = async (oid: Oid): Promise<{ type: StoredType; content: Uint8Array } | undefined> => {
    for (const store of stores) {
      const loose = await readBytes(join(store.folder, looseObjectPath(oid).slice('objects/'.length)));
      if (loose !== undefined) return await decodeLooseObject(oid, loose);
      const packed = await store.packed.read(oid);
      if (packed !== undefined) return packed;
    }
    return undefined;
  };
  const read = async (oid: Oid, type: ObjectType): Promise<GitObject> => {
    assertOid(oid, `The ${type} to read`);
    const object = await readAny(oid);
    if (object === undefined) throw missing(directory, oid, type);
    checkType(oid, object.type, type);
    return { oid, type, content: object.content };
  };

  return {
    read,
    walk: (from) => walkReachable({ read }, from, () => false),
    async resolve(name = 'HEAD') {
      let oid: Oid | undefined = isOid(name) ? name : undefined;
      for (const place of REF_PLACES) oid ??= await readRefFile(directory, { gitFolder, folder }, place + name);
      for (let depth = 0; oid !== undefined && depth < MAX_TAG_DEPTH; depth++) {
        const object = await readAny(oid);
        if (object === undefined) throw missing(directory, oid, 'commit');
        if (object.type === 'commit') return oid;
        const target = /^object ([0-9a-f]{40})\n/.exec(Buffer.from(object.content).toString('latin1', 0, 60))?.[1];
        if (object.type !== 'tag' || target === undefined) break;
        oid = target;
      }
      if (oid !== undefined) throw unusable(directory, `${JSON.stringify(name)} stands for no commit. Name a branch`);
      return undefined;
    },
  };
}

async function findGitFolder(directory: string): Promise<string> {
  const inside = join(directory, '.git');
  // Of a linked working tree or a submodule it is a file.
  const link = /^gitdir: (.+?)\n*$/.exec((await readText(inside)) ?? '')?.[1];
  for (const folder of [...(link === undefined ? [] : [resolve(directory, link)]), inside, directory]) {
    const hasHead = (await readText(join(folder, 'HEAD'))) !== undefined;
    if (hasHead && ((await isFolder(join(folder, 'objects'))) || (await readText(join(folder, 'commondir')))))
      return folder;
  }
  throw unusable(directory, 'there is no git repository. Name the folder of a working tree or of a bare repository');
}

async function openObjectFolders(own: string): Promise<{ folder: string; packed: PackedObjects }[]> {
  const folders = [own];
  for (let i = 0; i < folders.length && i < MAX_ALTERNATES; i++) {
    const folder = folders[i] as string;
    const lines = ((await readText(join(folder, 'info/alternates'))) ?? '').split('\n');
    for (const line of lines.filter((line) => line !== '' && !line.startsWith('#'))) {
      const borrowed = isAbsolute(line) ? line : resolve(folder, line);
      if (!folders.includes(borrowed)) folders.push(borrowed);
    }
  }
  return folders.map((folder) => ({ folder, packed: openPackedObjects(packSource(folder)) }));
}

function packSource(folder: string) {
  const pathOf = (path: string) => join(folder, path.slice('objects/'.length));
  return {
    list: async () => {
      const names = await orUndefined(readdir(join(folder, 'pack')));
      return (names ?? []).filter((name) => /^pack-.+\.idx$/.test(name)).map((name) => name.slice(0, -'.idx'.length));
    },
    get: (path: string) => readBytes(pathOf(path)),
    nameOf: pathOf,
  };
}

async function isFolder(path: string): Promise<boolean> {
  return (await orUndefined(stat(path)))?.isDirectory() ?? false;
}

async function readText(path: string): Promise<string | undefined> {
  return (await readBytes(path))?.toString();
}

async function readBytes(path: string): Promise<Buffer | undefined> {
  return await orUndefined(readFile(path));
}

/** `undefined` for what does not exist, or is of another kind. */
async function orUndefined<T>(reading: Promise<T>): Promise<T | undefined> {
  return await reading.catch((error: NodeJS.ErrnoException) => {
    if (['ENOENT', 'ENOTDIR', 'EISDIR'].includes(error.code ?? '')) return undefined;
    throw error;
  });
}

function unusable(directory: string, problem: string): GitError {
  return new GitError('source-unusable', `Can't read commits from ${directory}: ${problem}.`, { key: directory });
}

function missing(directory: string, oid: Oid, type: ObjectType): GitError {
  const message = `${directory} has no ${type} ${oid}. Run \`git fsck\` in it; of a partial clone make a whole one.`;
  return new GitError('object-missing', message, { oid, key: directory });
}
