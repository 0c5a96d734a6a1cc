import { checkPagePath } from '@holt/edge';
import { type Commit, diffTrees, logPath, type Oid, type PathChange, type Ref, walkCommits } from '@holt/git';
import type { FileChange } from '@holt/site';
import { pathOfFile } from './attachment-of-file.ts';
import { refuse } from './check-changes.ts';
import { readAgent, readText } from './commit-message.ts';
import { describeChanges } from './commit-summary.ts';
import { WikiError } from './errors.ts';
import { findLastSeen } from './last-seen.ts';
import { mapLimit } from './map-limit.ts';
import type { MayRead } from './may-read.ts';
import type { Author } from './page-change.ts';
import { publishedPathChanges } from './published-path-changes.ts';
import { resolveRevision } from './resolve-revision.ts';
import { toldChanges, toldMessage } from './told-changes.ts';
import type { WikiContext } from './wiki-context.ts';

export interface HistoryOptions {
  /** Only commits that changed this page, and before a rename, the page that it was. */
  path?: string;
  /** At most this many; default 100, maximum 1,000. */
  limit?: number;
  /** Only commits before this one, the last `revision` of the page before. */
  startAfter?: string;
  /** Default: all. */
  mayRead?: MayRead;
}

/** A commit, as a history lists it. */
export interface Change {
  revision: string;
  author: Author;
  /** The agent that wrote it, by its own name; absent: a person did. */
  agent?: string;
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
 * With `mayRead`, commits that changed only what it refuses are left out, and of the others nothing is told that could name such a path:
 * see {@link tellCommit}. A page's history begins then where it came from such a path.
 *
 * Of a wiki it reads each commit that it passes, and the folders that the commit changed. Of a page the recent changes, its published states,
 * and the commits that it tells, as far as they are among the page's last hundred changes; with `mayRead` also the folders that these changed.
 * Further back, and where something is not published, each commit of the wiki down to the last one that is told, one after the other, and the folders on the
 * page's path.
 *
 * @throws WikiError `invalid-path`, `page-not-found` (it was never there, or may not be read), `revision-not-found`
 */
export async function history(context: WikiContext, options: HistoryOptions = {}): Promise<Change[]> {
  const limit = Math.max(1, Math.min(options.limit ?? DEFAULT_LIMIT, MAX_LIMIT));
  if (options.path !== undefined) return pageHistory(context, options.path, limit, options);
  const { repository } = context;
  const startAfter = options.startAfter && (await resolveRevision(context, options.startAfter)).oid;
  let from = startAfter ? (await repository.readCommit(startAfter)).parents[0] : (await repository.readRef())?.oid;
  const told: Change[] = [];
  while (from !== undefined && told.length < limit) {
    const commits: Commit[] = [];
    for await (const commit of walkCommits(repository, from, { limit: limit - told.length })) commits.push(commit);
    const changes = await mapLimit(commits, PARALLEL, (commit) => tellCommit(context, commit, options.mayRead));
    told.push(...changes.filter((change) => change !== undefined));
    from = commits.at(-1)?.parents[0];
  }
  return told;
}

/**
 * What a commit changed against its first parent, as a history of the wiki lists it: two commits, the folders that differ, and at most two
 * versions of the redirects are read.
 *
 * @returns undefined for a commit that changed only what `mayRead` refuses. Of one that changed other files, too, only these are told and
 * counted, and the message is as {@link toldMessage}
 */
export async function tellCommit(context: WikiContext, commit: Commit, mayRead?: MayRead): Promise<Change | undefined> {
  const { repository } = context;
  const [parent] = commit.parents;
  const before = parent === undefined ? undefined : (await repository.readCommit(parent)).tree;
  const told = await toldChanges(context, await diffTrees(repository, before, commit.tree), mayRead);
  if (told.hidesSome && told.changes.length === 0) return undefined;
  const files = describeChanges(told.changes, told.moves);
  return {
    ...describeCommit(commit),
    message: toldMessage(commit.message, told),
    changes: files.slice(0, MAX_FILES),
    omitted: Math.max(0, files.length - MAX_FILES),
  };
}

async function pageHistory(
  context: WikiContext,
  path: string,
  limit: number,
  { startAfter, mayRead }: HistoryOptions,
): Promise<Change[]> {
  refuse(path, checkPagePath(path));
  const head = mayRead?.(path) === false ? undefined : await context.repository.readRef();
  const changes: Change[] = [];
  let isAfter = startAfter === undefined;
  let isKnown = false;
  for await (const change of pathChanges(context, head, path, { startAfter, limit })) {
    if (changes.length === limit) break;
    isKnown = true;
    const isFromHidden = change.from !== undefined && mayRead?.(pathOfFile(change.from)) === false;
    if (isAfter) changes.push(await describePathChange(context, change, isFromHidden, mayRead));
    else isAfter = change.commit.oid === startAfter;
    if (isFromHidden) break;
  }
  if (!isKnown) {
    throw new WikiError(
      'page-not-found',
      `${context.wiki.id} never had a page "${path}". List the pages to find its path.`,
      {
        path,
      },
    );
  }
  if (isAfter) return changes;
  throw new WikiError(
    'revision-not-found',
    `The history of "${path}" has no revision "${startAfter?.slice(0, 60)}" to go on after. Begin at its beginning.`,
    { revision: startAfter },
  );
}

/** From the page's published state where it has all that is asked for, else from the commits one by one. */
async function* pathChanges(
  context: WikiContext,
  head: Ref | undefined,
  path: string,
  wanted: { startAfter: string | undefined; limit: number },
): AsyncIterable<PathChange> {
  if (head === undefined) return;
  const known = await publishedPathChanges(context, head, path, wanted);
  if (known !== undefined) {
    yield* known;
    return;
  }
  const seen = await findLastSeen(context, head.oid, path);
  if (seen !== undefined) yield* logPath(context.repository, seen.goneIn ?? seen.commit, seen.file.filePath);
}

async function describePathChange(
  context: WikiContext,
  { commit, kind, path, from, oid }: PathChange,
  isFromHidden: boolean,
  mayRead: MayRead | undefined,
): Promise<Change> {
  const isRenamed = from !== undefined && !isFromHidden;
  const change: FileChange = {
    kind: kind === 'renamed' && !isRenamed ? 'added' : kind,
    path: pathOfFile(path),
    ...(isRenamed ? { from: pathOfFile(from) } : {}),
  };
  const told = mayRead === undefined ? undefined : await tellCommit(context, commit, mayRead);
  return {
    ...describeCommit(commit),
    ...(told === undefined ? {} : { message: told.message }),
    changes: [change],
    omitted: 0,
    ...(oid === undefined ? {} : { version: oid }),
  };
}

/** Who made a commit, when, and what they said. */
export function describeCommit({
  oid,
  author,
  message,
}: Commit): Pick<Change, 'author' | 'agent' | 'date' | 'message'> & { revision: Oid } {
  const agent = readAgent(message);
  return {
    revision: oid,
    author: { name: author.name, email: author.email },
    ...(agent === undefined ? {} : { agent }),
    date: new Date(author.timestampSeconds * 1000).toISOString(),
    message: readText(message),
  };
}
