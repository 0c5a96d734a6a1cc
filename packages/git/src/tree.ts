import { compareKeys } from '@holt/storage';
import { GitError, RESTORE_OBJECT } from './errors.ts';
import { type GitObject, hashObject } from './git-object.ts';
import { assertOid, type Oid } from './oid.ts';
import { treeNameProblem } from './tree-name.ts';

const MODES = ['100644', '100755', '120000', '40000', '160000'] as const;

/** File, executable file, symbolic link, folder, commit of another repository (submodule). */
export type TreeMode = (typeof MODES)[number];

export interface TreeEntry {
  readonly mode: TreeMode;
  readonly name: string;
  readonly oid: Oid;
}

/**
 * A folder as an object, its entries in git's order whatever order they come in.
 *
 * @throws GitError `invalid-tree` for a name that git refuses, a name that comes twice or an unknown mode.
 * @throws TypeError for an oid that isn't one.
 */
export function encodeTree(entries: readonly TreeEntry[]): GitObject {
  const names = new Set<string>();
  for (const { mode, name, oid } of entries) {
    const problem = names.has(name) ? 'the name comes twice' : treeNameProblem(name);
    if (problem !== '') throw invalidTree(name, problem);
    if (!MODES.includes(mode))
      throw invalidTree(name, `the mode ${JSON.stringify(mode)} is none of ${MODES.join(', ')}`);
    assertOid(oid, `The oid of ${JSON.stringify(name)}`);
    names.add(name);
  }
  const parts = [...entries]
    .sort((a, b) => compareKeys(sortKey(a), sortKey(b)))
    .flatMap(({ mode, name, oid }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, 'hex')]);
  const content = Buffer.concat(parts);
  return { oid: hashObject('tree', content), type: 'tree', content };
}

/** The folder without entries. */
export const emptyTree: GitObject = encodeTree([]);

/**
 * The entries of a tree's content, in the order in which they are stored. The modes that old versions of git wrote
 * (`040000`, `100664`) come back as git reads them.
 *
 * @param oid the tree's, for errors.
 * @throws GitError `object-damaged` when the content is not a tree that git could have written, or a name is not UTF-8.
 */
export function decodeTree(content: Uint8Array, oid?: Oid): TreeEntry[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const entries: TreeEntry[] = [];
  let previous = '';
  for (let at = 0; at < bytes.length; ) {
    const space = bytes.indexOf(0x20, at);
    const end = bytes.indexOf(0, at);
    if (space < 0 || end < space || end + 21 > bytes.length) throw damagedTree(oid, at, 'an entry is cut off');
    const mode = readMode(bytes.toString('latin1', at, space));
    if (mode === undefined) throw damagedTree(oid, at, 'an entry has a mode that git does not know');
    let name: string;
    try {
      name = utf8.decode(bytes.subarray(space + 1, end));
    } catch (cause) {
      throw damagedTree(oid, at, 'a name is not UTF-8', cause);
    }
    if (name === '' || name === '.' || name === '..' || name.includes('/')) {
      throw damagedTree(oid, at, `an entry is named ${JSON.stringify(name)}`);
    }
    const entry: TreeEntry = { mode, name, oid: bytes.toString('hex', end + 1, end + 21) };
    const key = sortKey(entry);
    if (entries.length > 0 && compareKeys(previous, key) >= 0)
      throw damagedTree(oid, at, 'its entries are not in order');
    entries.push(entry);
    previous = key;
    at = end + 21;
  }
  return entries;
}

/** Git sorts folders as if their names ended in `/` (`base_name_compare`). */
function sortKey(entry: TreeEntry): string {
  return entry.mode === '40000' ? `${entry.name}/` : entry.name;
}

/** As git's `canon_mode`, for modes that a tree may hold. */
function readMode(text: string): TreeMode | undefined {
  if (!/^[0-7]{5,6}$/.test(text)) return undefined;
  const bits = Number.parseInt(text, 8);
  switch (bits >> 12) {
    case 0o10:
      return bits & 0o100 ? '100755' : '100644';
    case 0o12:
      return '120000';
    case 0o04:
      return '40000';
    case 0o16:
      return '160000';
    default:
      return undefined;
  }
}

function invalidTree(name: string, problem: string): GitError {
  return new GitError('invalid-tree', `A tree can't hold ${JSON.stringify(name)}: ${problem}. Choose another name.`);
}

function damagedTree(oid: Oid | undefined, offset: number, problem: string, cause?: unknown): GitError {
  const name = oid === undefined ? 'The tree' : `The tree ${oid}`;
  const message = `${name} is damaged at byte ${offset}: ${problem}. To repair it, ${RESTORE_OBJECT}.`;
  return new GitError('object-damaged', message, oid === undefined ? {} : { oid }, { cause });
}
