import { readdir } from 'node:fs/promises';
import { isObjectKey } from '../check-object-key.ts';
import { compareKeys } from '../compare-keys.ts';
import { isAfterStart } from '../list-page.ts';
import type { ListOptions } from '../object-store.ts';
import { folderPath, folderSegment, leafSegment } from './object-path.ts';
import { hasCode } from './system-error.ts';

/** A key, or a prefix that ends in `/`. */
export interface ListedName {
  name: string;
  isPrefix: boolean;
}

/** The names of a listing, in order, read from only those folders below `root` that can hold some. */
export async function* listNames(root: string, options: ListOptions): AsyncGenerator<ListedName> {
  const folder = options.prefix.slice(0, options.prefix.lastIndexOf('/') + 1);
  // No key begins with such a prefix; and as a path, `..` would lead out of the store.
  if (!isObjectKey(`${folder}x`)) return;
  yield* namesIn(root, folder, options);
}

async function* namesIn(root: string, folder: string, options: ListOptions): AsyncGenerator<ListedName> {
  const names = (await readFolder(root, folder)).filter((entry) => isWanted(entry, options));
  names.sort((a, b) => compareKeys(a.name, b.name));
  for (const entry of names) {
    if (!entry.isPrefix) yield entry;
    else if (options.delimiter === undefined) yield* namesIn(root, entry.name, options);
    else if (await holdsObject(root, entry.name)) yield entry;
  }
}

/** A folder's name here ends in `/`, as all keys in it do go on, so sorting by name is sorting by key. */
async function readFolder(root: string, folder: string): Promise<ListedName[]> {
  const names: ListedName[] = [];
  for (const entry of await entriesOf(folderPath(root, folder))) {
    const segment = entry.isDirectory() ? folderSegment(entry.name) : leafSegment(entry.name);
    if (segment === undefined || segment === '') continue;
    const name = `${folder}${segment}`;
    names.push(entry.isDirectory() ? { name: `${name}/`, isPrefix: true } : { name, isPrefix: false });
  }
  return names;
}

function isWanted({ name, isPrefix }: ListedName, options: ListOptions): boolean {
  if (!name.startsWith(options.prefix)) return false;
  if (isAfterStart(name, options)) return true;
  return isPrefix && options.delimiter === undefined && (options.startAfter ?? '').startsWith(name);
}

/** Deletes leave empty folders behind, and these are no prefixes. */
async function holdsObject(root: string, folder: string): Promise<boolean> {
  const entries = await readFolder(root, folder);
  if (entries.some((entry) => !entry.isPrefix)) return true;
  for (const entry of entries) {
    if (await holdsObject(root, entry.name)) return true;
  }
  return false;
}

async function entriesOf(path: string) {
  try {
    return await readdir(path, { withFileTypes: true });
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return [];
    throw error;
  }
}
