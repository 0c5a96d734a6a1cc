import { GitError, RESTORE_OBJECT } from './errors.ts';
import { type GitObject, hashObject } from './git-object.ts';
import { assertOid, isOid, type Oid } from './oid.ts';
import { decodePerson, encodePerson, type Person } from './person.ts';

export interface Commit {
  readonly oid: Oid;
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  readonly author: Person;
  readonly committer: Person;
  /** As it is stored: git itself ends a message with a newline. */
  readonly message: string;
}

/**
 * A commit as an object. The message is stored as given.
 *
 * @throws GitError `invalid-commit` for a name that is empty once cleaned, or a message with a NUL character.
 * @throws TypeError for an oid that isn't one, or a time out of range.
 */
export function encodeCommit(commit: Omit<Commit, 'oid'>): GitObject {
  assertOid(commit.tree, "The commit's tree");
  for (const parent of commit.parents) assertOid(parent, "A commit's parent");
  if (commit.message.includes('\0')) {
    throw new GitError('invalid-commit', 'The commit message holds a NUL character, which git refuses. Remove it.');
  }
  const lines = [
    `tree ${commit.tree}`,
    ...commit.parents.map((parent) => `parent ${parent}`),
    `author ${encodePerson(commit.author, 'author')}`,
    `committer ${encodePerson(commit.committer, 'committer')}`,
  ];
  const content = Buffer.from(`${lines.join('\n')}\n\n${commit.message}`);
  return { oid: hashObject('commit', content), type: 'commit', content };
}

/**
 * Reads a commit's content. Headers beyond git's first four (`gpgsig`, `mergetag`, …) are passed over; names and message are
 * decoded by the `encoding` header when there is one. A commit without such headers encodes to the same bytes again.
 *
 * @throws GitError `object-damaged` when the content is not a commit.
 */
export function decodeCommit(oid: Oid, content: Uint8Array): Commit {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const blankLine = bytes.indexOf('\n\n');
  const headerEnd = blankLine < 0 ? bytes.length : blankLine;
  // Latin-1 keeps one character per byte, so that the headers can be parted before their encoding is known.
  const lines = bytes.toString('latin1', 0, headerEnd).split('\n');
  const decoder = textDecoder(lines.find((line) => line.startsWith('encoding '))?.slice('encoding '.length));

  let next = 0;
  const take = (name: string): string | undefined => {
    const line = lines[next];
    if (!line?.startsWith(`${name} `)) return undefined;
    next += 1;
    return line.slice(name.length + 1);
  };
  const takeOid = (name: string): Oid | undefined => {
    const value = take(name);
    if (value !== undefined && !isOid(value)) throw damagedCommit(oid, `its ${name} is not an oid`);
    return value;
  };
  const takePerson = (role: string): Person => {
    const value = take(role);
    const person = value === undefined ? undefined : decodePerson(decoder.decode(Buffer.from(value, 'latin1')));
    if (person === undefined) throw damagedCommit(oid, `it has no ${role} with an email address and a time`);
    return person;
  };

  const tree = takeOid('tree');
  if (tree === undefined) throw damagedCommit(oid, 'it names no tree');
  const parents: Oid[] = [];
  for (let parent = takeOid('parent'); parent !== undefined; parent = takeOid('parent')) parents.push(parent);
  const author = takePerson('author');
  const committer = takePerson('committer');
  const message = blankLine < 0 ? '' : decoder.decode(bytes.subarray(blankLine + 2));
  return { oid, tree, parents, author, committer, message };
}

/** UTF-8 unless the commit says otherwise; bytes that don't fit become U+FFFD, as for a label that no one knows. */
function textDecoder(label = 'utf-8') {
  try {
    return new TextDecoder(label, { ignoreBOM: true });
  } catch {
    return new TextDecoder('utf-8', { ignoreBOM: true });
  }
}

function damagedCommit(oid: Oid, problem: string): GitError {
  return new GitError('object-damaged', `The commit ${oid} is damaged: ${problem}. To repair it, ${RESTORE_OBJECT}.`, {
    oid,
  });
}
