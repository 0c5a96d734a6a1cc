import { diffTrees, type Oid } from '@holt/git';
import { ancestry } from './ancestry.ts';
import { WikiError } from './errors.ts';
import { type Change, tellCommit } from './history.ts';
import { mapLimit } from './map-limit.ts';
import type { MayRead } from './may-read.ts';
import { pageTouches } from './page-touches.ts';
import { readUsableMark } from './recent-changes.ts';
import { resolveRevision } from './resolve-revision.ts';
import { toldChanges } from './told-changes.ts';
import type { WikiContext } from './wiki-context.ts';

export interface ChangesSinceOptions {
  /** The `revision` of an earlier answer. Left out: the wiki's beginning. */
  revision?: string;
  /** `next` of the answer before: it goes on to the HEAD of that answer, whatever came since. */
  startAfter?: string;
  /** At most so many commits and so many pages; default 100, maximum 200. */
  limit?: number;
  /** Default: all. */
  mayRead?: MayRead;
}

export interface ChangedPage {
  path: string;
  kind: 'created' | 'changed' | 'deleted' | 'renamed';
  /** Where a renamed page was. */
  from?: string;
  /** Its version by now; absent when it is gone. */
  version?: string;
}

export interface ChangesSince {
  /** HEAD as of this answer: ask for what changes after it next time. Undefined in a wiki without commits. */
  revision?: string;
  /** False: the revision is not among the 500 commits before HEAD, which `commits` are then; `pages` are what differs from it all the same. */
  isComplete: boolean;
  /** Newest first. */
  commits: Change[];
  /** What became of each page since then, by path. */
  pages: ChangedPage[];
  /** Pass as `startAfter` to go on; absent at the end. */
  next?: string;
}

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 200;
/** So many commits back a revision is looked for. */
const MAX_BACK = 500;
const PARALLEL = 16;
const OID = '[0-9a-f]{40}';
const CURSOR = new RegExp(`^(${OID})\\.(${OID}|-)\\.(${OID}|-)\\.([0-9]{1,6})$`);

/** Where an answer went on from, and the next one goes on. */
interface Place {
  head: Oid;
  /** The commit after which things changed; undefined: none, the wiki's beginning. */
  since: Oid | undefined;
  /** The last commit that was told; undefined: none yet. */
  told: Oid | undefined;
  /** How many pages were told. */
  pages: number;
}

/**
 * What changed since a revision: the commits, and what has become of each page by now. A page that came and went in between is not
 * told of; one that was renamed more than once is told of once.
 *
 * Of commits and pages, `mayRead` leaves out what it refuses, as {@link tellCommit} does; a page that came from a hidden path is `created`, one
 * that went to a hidden path `deleted`.
 *
 * Reads the ref, the recent changes, which list 100 commits, and at most 400 more commits one after the other; the folders that differ between
 * the revision and HEAD; and of each commit that it tells or leaves out, its parent and the folders that it changed.
 *
 * @throws WikiError `revision-not-found` for a revision that is no commit of this wiki; `invalid-request` for a `startAfter` that no answer gave
 */
export async function changesSince(context: WikiContext, options: ChangesSinceOptions = {}): Promise<ChangesSince> {
  const { mayRead } = options;
  const limit = Math.max(1, Math.min(options.limit ?? DEFAULT_LIMIT, MAX_LIMIT));
  const place = await placeOf(context, options);
  if (place === undefined) return { isComplete: true, commits: [], pages: [] };
  const [{ tree }, before, { line, isComplete }] = await Promise.all([
    resolveRevision(context, place.head),
    place.since === undefined ? undefined : resolveRevision(context, place.since),
    lineSince(context, place),
  ]);
  const [{ commits, hasMore }, pages] = await Promise.all([
    tellCommits(context, line.slice(place.told === undefined ? 0 : line.indexOf(place.told) + 1), limit, mayRead),
    changedPages(context, before?.tree, tree, mayRead),
  ]);
  const end = place.pages + limit;
  const next = {
    ...place,
    // Where the line has been told to its end, its last commit is what to go on after.
    told: commits.at(-1)?.revision ?? place.told,
    pages: Math.min(end, pages.length),
  };
  return {
    revision: place.head,
    isComplete,
    commits,
    pages: pages.slice(place.pages, end),
    ...(hasMore || end < pages.length ? { next: formatPlace(next) } : {}),
  };
}

async function placeOf(
  context: WikiContext,
  { revision, startAfter }: ChangesSinceOptions,
): Promise<Place | undefined> {
  if (startAfter !== undefined) return parsePlace(startAfter);
  const since = revision === undefined ? undefined : (await resolveRevision(context, revision)).oid;
  const head = await context.repository.readRef();
  return head && { head: head.oid, since, told: undefined, pages: 0 };
}

function formatPlace({ head, since, told, pages }: Place): string {
  return [head, since ?? '-', told ?? '-', pages].join('.');
}

function parsePlace(cursor: string): Place {
  const [, head, since, told, pages] = CURSOR.exec(cursor) ?? [];
  if (head === undefined) {
    throw new WikiError(
      'invalid-request',
      `"${cursor.slice(0, 60)}" is no place to go on from. Leave it out to begin anew, or send what the last answer gave.`,
    );
  }
  const oidOf = (text: string | undefined) => (text === '-' ? undefined : text);
  return { head, since: oidOf(since), told: oidOf(told), pages: Number(pages) };
}

/** The commits from a head back to the one after `since`, newest first, as far as they are looked for. */
async function lineSince(context: WikiContext, { head, since }: Place): Promise<{ line: Oid[]; isComplete: boolean }> {
  const line: Oid[] = [];
  for await (const { oid } of ancestry(context, head, await readUsableMark(context))) {
    if (oid === since) return { line, isComplete: true };
    if (line.length === MAX_BACK) return { line, isComplete: false };
    line.push(oid);
  }
  // All there are: none of them is the revision that was asked for, if one was.
  return { line, isComplete: since === undefined };
}

/** The first commits of a line of which something may be told. */
async function tellCommits(
  context: WikiContext,
  line: readonly Oid[],
  limit: number,
  mayRead: MayRead | undefined,
): Promise<{ commits: Change[]; hasMore: boolean }> {
  const told: Change[] = [];
  // One more than is told, as a commit that may not be told must not show in that there is more.
  for (let from = 0; from < line.length && told.length <= limit; ) {
    const batch = line.slice(from, from + limit + 1 - told.length);
    from += batch.length;
    const changes = await mapLimit(batch, PARALLEL, async (oid) =>
      tellCommit(context, await context.repository.readCommit(oid), mayRead),
    );
    told.push(...changes.filter((change) => change !== undefined));
  }
  return { commits: told.slice(0, limit), hasMore: told.length > limit };
}

async function changedPages(
  context: WikiContext,
  before: Oid | undefined,
  tree: Oid,
  mayRead: MayRead | undefined,
): Promise<ChangedPage[]> {
  const told = await toldChanges(context, await diffTrees(context.repository, before, tree), mayRead);
  const pages: ChangedPage[] = [];
  for (const { path, old, now, from, to } of pageTouches(told).values()) {
    // Told where it is now.
    if (to !== undefined || old === now) continue;
    const version = now === undefined ? {} : { version: now };
    if (now === undefined) pages.push({ path, kind: 'deleted' });
    else if (old !== undefined) pages.push({ path, kind: 'changed', ...version });
    else if (from !== undefined) pages.push({ path, kind: 'renamed', from, ...version });
    else pages.push({ path, kind: 'created', ...version });
  }
  return pages.sort((a, b) => (a.path < b.path ? -1 : 1));
}
