import { GitError } from './errors.ts';
import type { GitObject } from './git-object.ts';
import { type Libgit2, withLibgit2 } from './libgit2.ts';
import { createMemoryRepository } from './memory-repository.ts';
import type { Oid } from './oid.ts';
import { openPack } from './pack.ts';
import { parsePackIndex } from './pack-index.ts';

/** A pack and its index, as two files of the same name. */
export interface PackFiles {
  /** Without extension: `pack-…`. */
  readonly name: string;
  readonly pack: Uint8Array;
  readonly index: Uint8Array;
}

export interface BuildPackInput {
  /** The commit whose history is packed. */
  readonly head: Oid;
  /** What is to be packed. With `known`, all that `head` reaches must be among these or in the known packs. */
  readonly objects: readonly GitObject[];
  /** Packs that hold everything that the commit `tip` reaches, so that it isn't packed again. */
  readonly known?: { readonly tip: Oid; readonly packs: readonly PackFiles[] };
}

/**
 * One delta-compressed pack of some objects, made by libgit2, and read back before it is given out. It may hold objects of the
 * known packs again, never needs them.
 *
 * @throws GitError `fold-failed` when libgit2 fails or leaves an object out.
 */
export async function buildPack(input: BuildPackInput): Promise<PackFiles> {
  try {
    const built = await withLibgit2((git) => fetchPack(git, input));
    const pack = openPack(built.pack, parsePackIndex(built.index));
    for (const { oid } of input.objects) {
      if (pack.read(oid) === undefined) throw new Error(`it left out ${oid}`);
    }
    return built;
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    const message = `libgit2 could not pack ${input.objects.length} objects up to ${input.head}: ${problem}. Nothing has changed; the objects stay as they are.`;
    throw new GitError('fold-failed', message, { oid: input.head }, { cause });
  }
}

type Folders = [string, string, string];

/** libgit2's commands have none that packs: `fetch` does, as it makes the pack that it receives from a local repository. */
function fetchPack(git: Libgit2, { head, objects, known }: BuildPackInput): PackFiles {
  const { files } = git;
  const [knownFolder, fromFolder, toFolder] = ['known', 'from', 'to'].map((name) => `${git.folder}/${name}`) as Folders;
  const packsOf = (folder: string) => `${folder}/objects/pack`;
  createMemoryRepository(git, { folder: knownFolder });
  const from = createMemoryRepository(git, { folder: fromFolder });
  createMemoryRepository(git, { folder: toFolder });
  for (const { name, pack, index } of known?.packs ?? []) {
    files.writeFile(`${packsOf(knownFolder)}/${name}.pack`, pack);
    files.writeFile(`${packsOf(knownFolder)}/${name}.idx`, index);
  }
  for (const folder of [fromFolder, toFolder]) {
    files.writeFile(`${folder}/objects/info/alternates`, `${knownFolder}/objects\n`);
  }
  for (const object of objects) from.add(object);
  files.writeFile(`${fromFolder}/refs/heads/main`, `${head}\n`);
  if (known !== undefined) files.writeFile(`${toFolder}/refs/heads/main`, `${known.tip}\n`);
  for (const argv of [
    ['remote', 'add', 'origin', `file://${fromFolder}`],
    ['fetch', 'origin'],
  ]) {
    const { exitCode, stderr } = git.run(...argv);
    if (exitCode !== 0) throw new Error(stderr.trim().split('\n').at(-1) || `${argv[0]} exits with ${exitCode}`);
  }
  const file = files.readdir(packsOf(toFolder)).find((name) => /^pack-[0-9a-f]{40}\.pack$/.test(name));
  if (file === undefined) throw new Error('it made no pack');
  const name = file.slice(0, -'.pack'.length);
  return {
    name,
    pack: files.readFile(`${packsOf(toFolder)}/${name}.pack`),
    index: files.readFile(`${packsOf(toFolder)}/${name}.idx`),
  };
}
