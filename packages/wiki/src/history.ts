import { checkPagePath } from '@holt/edge';
import { type Commit, diffTrees, logPath, type Oid, type PathChange, walkCommits } from '@holt/git';
import type { FileChange } from '@holt/site';
import { refuse } from './check-changes.ts';
import { readText } from './commit-message.ts';
import { describeChanges } from './commit-summary.ts';
import { WikiError } from './errors.ts';
import { findLastSeen } from './last-seen.ts';
import { mapLimit } from './map-limit.ts';
import { movesOf } from './moves-of.ts';
import type { Author } from './page-change.ts';
import { pageOfFile } from './page-of-file.ts';
import { resolveRevision } from './resolve-revision.ts';
import type { WikiContext } from './wiki-context.ts';

export interface HistoryOptions {
  /** Only commits that changed this page, and before a rename, the page that it was. */
  path?: string;
  /** At most this many; default 100, maximum 1,000. */
  limit?: number;
  /** Only commits before this one, the last `revision` of the page before. */
  startAfter?: string;
}

/** A commit, as a history lists it. */
export interface Change {
  revision: string;
  author: Author;
  /** ISO 8601. */
  date: string;
  /** Without the trailers of an idempotency key. */
  message: string;
  /** Of a page's history, what became of that page; else of all files, at most 100. */
  changes: FileChange[];
  /** How many more there are than `changes` lists. */
  omitted: number;
  /** Of a page's history: the page's version after the commit; absent when the commit deleted it. */
  version?: string;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1000;
const MAX_FILES = 100;
const PARALLEL = 16;

/**
 * The commits of the wiki, or those that changed a page, newest first, along the first parents. A page that is gone has its history
 * still. Fewer than `limit` means that there are no more.
 *
 * @throws WikiError `invalid-path`, `page-not-found` (it was never there), `revision-not-found`
 */
export async function history(context: WikiContext, options: HistoryOptions = {}): Promise<Change[]> {
  const limit = Math.max(1, Math.min(options.limit ?? DEFAULT_LIMIT, MAX_LIMIT));
  if (options.path !== undefined) return pageHistory(context, options.path, limit, options.startAfter);
  const { repository } = context;
  const startAfter = options.startAfter && (await resolveRevision(context, options.startAfter)).oid;
  const from = startAfter ? (await repository.readCommit(startAfter)).parents[0] : (await repository.readRef())?.oid;
  if (from === undefined) return [];
  const commits: Commit[] = [];
  for await (const commit of walkCommits(repository, from, { limit })) commits.push(commit);
  return mapLimit(commits, PARALLEL, async (commit) => {
    const [parent] = commit.parents;
    const before = parent === undefined ? undefined : (await repository.readCommit(parent)).tree;
    const changes = await diffTrees(repository, before, commit.tree);
    const files = describeChanges(changes, await movesOf(context, { commit, changes }));
    return {
      ...describeCommit(commit),
      changes: files.slice(0, MAX_FILES),
      omitted: Math.max(0, files.length - MAX_FILES),
    };
  });
}

async function pageHistory(
  context: WikiContext,
  path: string,
  limit: number,
  startAfter: string | undefined,
): Promise<Change[]> {
  refuse(path, checkPagePath(path));
  const head = await context.repository.readRef();
  const seen = head && (await findLastSeen(context, head.oid, path));
  if (seen === undefined) {
    throw new WikiError(
      'page-not-found',
      `${context.wiki.id} never had a page "${path}". List the pages to find its path.`,
      {
        path,
      },
    );
  }
  const changes: Change[] = [];
  let isAfter = startAfter === undefined;
  for await (const change of logPath(context.repository, seen.goneIn ?? seen.commit, seen.file.filePath)) {
    if (changes.length === limit) break;
    if (isAfter) changes.push(describePathChange(change));
    else isAfter = change.commit.oid === startAfter;
  }
  if (isAfter) return changes;
  throw new WikiError(
    'revision-not-found',
    `The history of "${path}" has no revision "${startAfter?.slice(0, 60)}" to go on after. Begin at its beginning.`,
    { revision: startAfter },
  );
}

function describePathChange({ commit, kind, path, from, oid }: PathChange): Change {
  const change = { kind, path: pagePath(path), ...(from === undefined ? {} : { from: pagePath(from) }) };
  return { ...describeCommit(commit), changes: [change], omitted: 0, ...(oid === undefined ? {} : { version: oid }) };
}

function pagePath(filePath: string): string {
  return pageOfFile(filePath) ?? filePath;
}

/** Who made a commit, when, and what they said. */
export function describeCommit({ oid, author, message }: Commit): Pick<Change, 'author' | 'date' | 'message'> & {
  revision: Oid;
} {
  return {
    revision: oid,
    author: { name: author.name, email: author.email },
    date: new Date(author.timestampSeconds * 1000).toISOString(),
    message: readText(message),
  };
}
