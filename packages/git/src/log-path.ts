import type { Commit } from './commit.ts';
import { diffTrees, type TreeChange } from './diff-trees.ts';
import { findEntry } from './find-entry.ts';
import type { Oid } from './oid.ts';
import type { Repository } from './repository.ts';
import { similarity } from './similarity.ts';
import type { TreeEntry } from './tree.ts';

export interface LogPathOptions {
  /** At most this many commits; default all. */
  limit?: number;
  /** Whether to go on under the earlier path when a commit has moved the file. Default true. */
  followRenames?: boolean;
}

/** A commit that has changed one file. */
export interface PathChange {
  readonly commit: Commit;
  readonly kind: 'added' | 'modified' | 'deleted' | 'renamed';
  /** Where the file lay after the commit; of a deleted one, before. */
  readonly path: string;
  /** Where a renamed file lay before. */
  readonly from?: string;
  /** The blob after the commit; absent of a deleted file. */
  readonly oid?: Oid;
}

/** Below this a file that goes and one that comes are two files, as in git. */
const RENAME_SIMILARITY = 0.5;
/** A file that appears is compared with at most this many that disappear; beyond, only an unchanged one is found. */
const MAX_RENAME_CANDIDATES = 200;

/**
 * The commits that have changed the file at `path`, newest first, along the first parents: what
 * `git log --first-parent --follow -- path` lists, but that a copy of a file that stays is no rename. A file that was deleted
 * and added again goes on with its earlier life. Reads a commit and the trees on the path, only as far as it is asked for.
 *
 * @throws GitError `object-missing`, `object-damaged`, `object-mistyped`, `pack-damaged`.
 */
export async function* logPath(
  repository: Repository,
  from: Oid,
  path: string,
  { limit = Number.POSITIVE_INFINITY, followRenames = true }: LogPathOptions = {},
): AsyncIterable<PathChange> {
  let at = path;
  let count = 0;
  let commit: Commit | undefined = await repository.readCommit(from);
  let entry = await findFile(repository, commit.tree, at);
  while (commit !== undefined && count < limit) {
    const parent: Commit | undefined =
      commit.parents[0] === undefined ? undefined : await repository.readCommit(commit.parents[0]);
    let before: TreeEntry | undefined =
      parent && (parent.tree === commit.tree ? entry : await findFile(repository, parent.tree, at));
    if (before?.oid !== entry?.oid || before?.mode !== entry?.mode) {
      const source =
        followRenames && parent && entry && !before ? await findSource(repository, parent, commit, at) : undefined;
      count += 1;
      yield {
        commit,
        kind: source ? 'renamed' : entry === undefined ? 'deleted' : before === undefined ? 'added' : 'modified',
        path: at,
        ...(source && { from: source.path }),
        ...(entry && { oid: entry.oid }),
      };
      if (source !== undefined && parent !== undefined) {
        at = source.path;
        before = await findFile(repository, parent.tree, at);
      }
    }
    commit = parent;
    entry = before;
  }
}

async function findFile(repository: Repository, tree: Oid, path: string): Promise<TreeEntry | undefined> {
  const entry = await findEntry(repository, tree, path);
  return entry?.mode === '40000' || entry?.mode === '160000' ? undefined : entry;
}

/** The file that a commit has moved to `path`: of those that it has deleted the one most alike, by name if that decides. */
async function findSource(
  repository: Repository,
  parent: Commit,
  commit: Commit,
  path: string,
): Promise<{ path: string } | undefined> {
  const changes = await diffTrees(repository, parent.tree, commit.tree);
  const target = changes.find((change) => change.path === path)?.new;
  if (target === undefined) return undefined;
  const kind = (mode: string) => mode === '120000';
  const gone = changes.flatMap(({ path, old, new: now }: TreeChange) =>
    old !== undefined && now === undefined && kind(old.mode) === kind(target.mode) ? [{ path, oid: old.oid }] : [],
  );
  const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  // First among equals is the one of the same name, then the first by path.
  gone.sort((a, b) => Number(nameOf(b.path) === nameOf(path)) - Number(nameOf(a.path) === nameOf(path)));
  const unchanged = gone.find(({ oid }) => oid === target.oid);
  if (unchanged !== undefined || gone.length === 0 || gone.length > MAX_RENAME_CANDIDATES) return unchanged;
  const content = await repository.readBlob(target.oid);
  let best: { path: string; score: number } | undefined;
  for (const { path, oid } of gone) {
    const score = similarity(await repository.readBlob(oid), content);
    if (score >= RENAME_SIMILARITY && score > (best?.score ?? 0)) best = { path, score };
  }
  return best;
}
