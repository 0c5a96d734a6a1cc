import { foldPath, toPagePath } from '@holt/edge';
import {
  encodeTree,
  GitError,
  type GitObject,
  type Oid,
  type Repository,
  type TreeEntry,
  type TreeMode,
} from '@holt/git';
import { WikiError } from './errors.ts';

interface Folder {
  /** The tree as stored; undefined when the folder is new. */
  oid: Oid | undefined;
  entries: Map<string, TreeEntry | Folder>;
  /** Folded name → name, to find what differs only by case, Unicode form or a space. */
  folded: Map<string, string>;
  changed: boolean;
}

/** A file found in the tree: its path as it is spelt there, and what it holds. */
export interface FoundFile {
  filePath: string;
  oid: Oid;
  mode: TreeMode;
}

/**
 * Edits the tree of one commit, reading only the folders on the paths that it is asked about.
 * A space in a stored name counts as `_`, as in page paths.
 */
export class TreeEditor {
  readonly #repository: Repository;
  #root: Promise<Folder>;

  constructor(repository: Repository, tree: Oid | undefined) {
    this.#repository = repository;
    this.#root = loadFolder(repository, tree);
    // Whoever looks into the tree meets the failure; it must not end the process before that.
    this.#root.catch(() => undefined);
  }

  /** The file at a path, also when the stored spelling has spaces for `_`. */
  async find(filePath: string): Promise<FoundFile | undefined> {
    const segments = filePath.split('/');
    let folder = await this.#root;
    const spelt: string[] = [];
    for (const [index, segment] of segments.entries()) {
      const name = storedName(folder, segment);
      if (name === undefined) return undefined;
      spelt.push(name);
      const entry = folder.entries.get(name);
      if (entry === undefined) return undefined;
      if (index === segments.length - 1) {
        if (isFolder(entry) || entry.mode === '40000') return undefined;
        return { filePath: spelt.join('/'), oid: entry.oid, mode: entry.mode };
      }
      if (!isFolder(entry) && entry.mode !== '40000') return undefined;
      folder = await this.#open(folder, name);
    }
    return undefined;
  }

  /**
   * Puts a blob at a path; an existing file keeps its spelling.
   * @throws WikiError `path-collides` when a name on the path differs only by case or Unicode form from one that exists, or is a
   * file where a folder is needed (or the other way round)
   */
  async put(filePath: string, oid: Oid): Promise<void> {
    const segments = filePath.split('/');
    const last = segments.pop() as string;
    let folder = await this.#root;
    folder.changed = true;
    const above: string[] = [];
    for (const segment of segments) {
      const name = nameFor(folder, segment, { filePath, above, isFolder: true });
      const entry = folder.entries.get(name);
      if (entry === undefined) {
        setEntry(folder, name, { oid: undefined, entries: new Map(), folded: new Map(), changed: true });
      } else if (!isFolder(entry) && entry.mode !== '40000') {
        throw new WikiError(
          'path-collides',
          `"${filePath}" needs the folder "${join(above, name)}", but a file of that name exists. Choose another path.`,
          { path: filePath, existing: join(above, name) },
        );
      }
      above.push(name);
      folder = await this.#open(folder, name);
      folder.changed = true;
    }
    const name = nameFor(folder, last, { filePath, above });
    const entry = folder.entries.get(name);
    if (entry !== undefined && (isFolder(entry) || entry.mode === '40000')) {
      throw new WikiError('path-collides', `"${filePath}" is a folder. Choose another path.`, {
        path: filePath,
        existing: join(above, name),
      });
    }
    setEntry(folder, name, { mode: entry === undefined ? '100644' : (entry as TreeEntry).mode, name, oid });
  }

  /** Removes a file that {@link find} returned, and folders that this leaves empty. */
  async remove(filePath: string): Promise<void> {
    const segments = filePath.split('/');
    const folders: Folder[] = [await this.#root];
    for (const segment of segments.slice(0, -1)) folders.push(await this.#open(folders.at(-1) as Folder, segment));
    for (let depth = folders.length - 1; depth >= 0; depth--) {
      const folder = folders[depth] as Folder;
      const name = segments[depth] as string;
      if (depth === folders.length - 1 || (folders[depth + 1] as Folder).entries.size === 0) deleteEntry(folder, name);
      folder.changed = true;
    }
  }

  /** The edited tree's oid, and the tree objects that are new. */
  async build(): Promise<{ tree: Oid; objects: GitObject[] }> {
    const objects: GitObject[] = [];
    const encode = (folder: Folder): Oid => {
      if (!folder.changed && folder.oid !== undefined) return folder.oid;
      const entries: TreeEntry[] = [];
      for (const [name, entry] of folder.entries) {
        entries.push(isFolder(entry) ? { mode: '40000', name, oid: encode(entry) } : entry);
      }
      const object = encodeFolder(entries);
      if (object.oid !== folder.oid) objects.push(object);
      return object.oid;
    };
    const tree = encode(await this.#root);
    return { tree, objects };
  }

  async #open(parent: Folder, name: string): Promise<Folder> {
    const entry = parent.entries.get(name);
    if (entry === undefined) throw new WikiError('damaged', `The folder "${name}" vanished while it was edited.`);
    if (isFolder(entry)) return entry;
    const folder = await loadFolder(this.#repository, entry.oid);
    parent.entries.set(name, folder);
    return folder;
  }
}

function encodeFolder(entries: readonly TreeEntry[]): GitObject {
  try {
    return encodeTree(entries);
  } catch (cause) {
    if (!(cause instanceof GitError && cause.code === 'invalid-tree')) throw cause;
    throw new WikiError('invalid-path', `git can't keep a name in this path: ${cause.message}`, {}, { cause });
  }
}

async function loadFolder(repository: Repository, oid: Oid | undefined): Promise<Folder> {
  const folder: Folder = { oid, entries: new Map(), folded: new Map(), changed: false };
  if (oid === undefined) return folder;
  for (const entry of await repository.readTree(oid)) setEntry(folder, entry.name, entry);
  return folder;
}

function isFolder(entry: TreeEntry | Folder): entry is Folder {
  return 'entries' in entry;
}

const fold = (name: string) => foldPath(toPagePath(name));

function setEntry(folder: Folder, name: string, entry: TreeEntry | Folder): void {
  folder.entries.set(name, entry);
  const key = fold(name);
  if (!folder.folded.has(key)) folder.folded.set(key, name);
}

function deleteEntry(folder: Folder, name: string): void {
  folder.entries.delete(name);
  const key = fold(name);
  if (folder.folded.get(key) === name) folder.folded.delete(key);
}

function storedName(folder: Folder, segment: string): string | undefined {
  if (folder.entries.has(segment)) return segment;
  const alike = folder.folded.get(fold(segment));
  return alike !== undefined && toPagePath(alike) === toPagePath(segment) ? alike : undefined;
}

/** Where a name is looked for: for which file, in which folder, and whether it is a folder's. */
interface NamePlace {
  filePath: string;
  above: readonly string[];
  isFolder?: boolean;
}

function nameFor(folder: Folder, segment: string, { filePath, above, isFolder = false }: NamePlace): string {
  const stored = storedName(folder, segment);
  if (stored !== undefined) return stored;
  const alike = folder.folded.get(fold(segment));
  if (alike === undefined) return segment;
  const wanted = isFolder ? `The folder "${join(above, segment)}" of "${filePath}"` : `"${filePath}"`;
  throw new WikiError(
    'path-collides',
    `${wanted} differs only by upper and lower case or Unicode form from the existing "${join(above, alike)}". Use the existing spelling, or another name.`,
    { path: filePath, existing: join(above, alike) },
  );
}

function join(above: readonly string[], name: string): string {
  return [...above, name].join('/');
}
