import { encodeCommit } from './commit.ts';
import { GitError } from './errors.ts';
import { encodeBlob, type GitObject } from './git-object.ts';
import { withLibgit2 } from './libgit2.ts';
import { type LogPathOptions, logPath, type PathChange } from './log-path.ts';
import { createMemoryRepository } from './memory-repository.ts';
import type { Oid } from './oid.ts';
import type { Repository } from './repository.ts';
import { encodeTree } from './tree.ts';

/** A line of a file and the commit that it comes from. */
export interface BlamedLine {
  /** With its line end; of the last line it may be missing. */
  readonly text: Uint8Array;
  readonly change: PathChange;
}

const FILE = 'page';
/** Stands for the missing line end of a last line, so that such a line differs from the same one with a line end. */
const NO_NEWLINE = Buffer.from('\u0001\u0002no newline\n');

/**
 * Which commit each line of a file comes from, by libgit2. Only the commits that have changed the file are looked at, along
 * the first parents and over renames, as {@link logPath} lists them: the cost grows with these, not with the wiki. It is what
 * `git blame --first-parent --no-indent-heuristic` says. Without such a file there are no lines.
 *
 * @param options.limit how many changes of the file to look at, at most: older lines are put down to the oldest of them.
 * @throws GitError as {@link logPath}; `blame-failed` when libgit2 fails.
 */
export async function blame(
  repository: Repository,
  from: Oid,
  path: string,
  options: LogPathOptions = {},
): Promise<BlamedLine[]> {
  const changes: PathChange[] = [];
  for await (const change of logPath(repository, from, path, options)) {
    // Lines don't outlive their file.
    if (change.oid === undefined) break;
    changes.push(change);
    if (change.kind === 'added') break;
  }
  const [newest] = changes;
  if (newest?.oid === undefined) return [];
  const versions = new Map<Oid, Uint8Array>();
  for (const { oid = '' } of changes) {
    if (!versions.has(oid)) versions.set(oid, await repository.readBlob(oid));
  }
  try {
    return await blameVersions(
      changes.map((change) => ({ change, content: versions.get(change.oid ?? '') ?? Buffer.alloc(0) })),
    );
  } catch (cause) {
    const problem = cause instanceof Error ? cause.message : String(cause);
    const message = `libgit2 could not blame ${JSON.stringify(path)} at ${from}: ${problem}. The page's history is not affected; show that.`;
    throw new GitError('blame-failed', message, { oid: from }, { cause });
  }
}

interface Version {
  change: PathChange;
  content: Uint8Array;
}

/** Blames a history of its own, in which nothing but the one file exists. `versions` is never empty, newest first. */
async function blameVersions(versions: readonly Version[]): Promise<BlamedLine[]> {
  const lines = linesOf((versions[0] as Version).content);
  if (lines.length === 0) return [];
  const output = await withLibgit2((git) => {
    const repository = createMemoryRepository(git);
    const changeOf = new Map<string, PathChange>();
    let parents: Oid[] = [];
    for (const [age, { change, content }] of [...versions].reverse().entries()) {
      const commit = versionCommit(repository, content, parents, age);
      // The command prints the first digits only.
      changeOf.set(repository.add(commit).slice(0, PRINTED_DIGITS), change);
      parents = [commit.oid];
    }
    git.files.writeFile('refs/heads/main', `${parents[0]}\n`);
    const { exitCode, stdout, stderr } = git.run('blame', 'HEAD', FILE);
    if (exitCode !== 0) throw new Error(stderr.trim());
    return { stdout, changeOf };
  });
  const printed = linesOf(output.stdout);
  if (printed.length !== lines.length) throw new Error(`it prints ${printed.length} lines of ${lines.length}`);
  return lines.map((text, number) => {
    const oid = Buffer.from(printed[number] as Uint8Array).toString('latin1', 0, PRINTED_DIGITS);
    const change = output.changeOf.get(oid);
    if (change === undefined) throw new Error(`it names no commit for line ${number + 1}`);
    return { text, change };
  });
}

const PRINTED_DIGITS = 9;

function versionCommit(
  repository: { add(object: GitObject): Oid },
  content: Uint8Array,
  parents: readonly Oid[],
  age: number,
): GitObject {
  const ended = content.length === 0 || content.at(-1) === 0x0a ? content : Buffer.concat([content, NO_NEWLINE]);
  const tree = encodeTree([{ mode: '100644', name: FILE, oid: repository.add(encodeBlob(ended)) }]);
  // libgit2 prints no line of a commit whose author has no email address.
  const person = { name: 'Holt', email: 'holt', timestampSeconds: age, timezoneOffsetMinutes: 0 };
  return encodeCommit({ tree: repository.add(tree), parents, author: person, committer: person, message: '' });
}

function linesOf(content: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const lines: Uint8Array[] = [];
  for (let start = 0; start < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, start);
    const end = newline < 0 ? bytes.length : newline + 1;
    lines.push(bytes.subarray(start, end));
    start = end;
  }
  return lines;
}
