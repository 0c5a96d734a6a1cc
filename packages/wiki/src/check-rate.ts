import { diffTrees, type Oid, type Ref, type Repository } from '@holt/git';
import { MAX_PAGE_BYTES } from '@holt/markdown';
import { ancestry } from './ancestry.ts';
import { MAX_FILE_BYTES } from './check-changes.ts';
import { WikiError } from './errors.ts';
import { mapLimit } from './map-limit.ts';
import type { PageChange, WriteRequest } from './page-change.ts';
import type { RecentChanges, RecentCommit } from './recent-changes.ts';
import type { WikiContext } from './wiki-context.ts';

const WINDOW_MS = 60_000;
const PARALLEL = 16;
/** So many commits of the last minute are looked at, whoever wrote them, and so many files of the author's. */
const MAX_COMMITS = 1000;
const MAX_FILES = 2000;
/** What a commit may have stored of which only the oid is known: no handler takes more in one request. */
const LARGEST_REQUEST_BYTES = 8 * 1024 * 1024;
/** Of its limits an author may use so much by way of one process before a write waits for the check before it stores anything. */
const UNCHECKED_SHARE = 1 / 4;

type LimitedRequest = Pick<WriteRequest, 'limits' | 'author' | 'changes'>;

interface StoredCommit {
  oid: Oid;
  timeMs: number;
  /** At most; what it really stored is read only when it could matter. */
  bytes: number;
}

/**
 * Whether an author may write now, by the commits that are stored: those of the last 60 seconds from HEAD back. As long as all authors
 * together keep within the limits, the recent changes tell that, which every write reads anyway, and no request is made but for
 * commits that are not published yet. Otherwise the commits of the last minute are read, at most 1,000, and where the author's could have stored
 * too many bytes, these commits' folders and at most 2,000 files.
 *
 * @param base HEAD; an older one counts less than there is
 * @param readMark what is published; undefined where it can't be read: then each commit is
 * @throws WikiError `rate-limited` with `data.retryAfterSeconds`, from 1 to 60; `too-large` for a request over what may be stored in a minute
 */
export async function checkRate(
  context: WikiContext,
  { limits, author, changes }: LimitedRequest,
  base: Ref | undefined,
  readMark: () => Promise<RecentChanges | undefined>,
): Promise<void> {
  if (limits === undefined) return;
  const { writesPerMinute, bytesPerMinute } = limits;
  const bytes = bytesOf(changes);
  if (bytes > bytesPerMinute) {
    throw new WikiError(
      'too-large',
      `This write has ${bytes} bytes; one author may write ${bytesPerMinute} in a minute. Nothing was changed. Split it, and write the parts over several minutes.`,
      { limit: bytesPerMinute },
    );
  }
  if (base === undefined) return;
  const now = context.clock.now();
  const all = await commitsSince(context, base.oid, now - WINDOW_MS, await readMark());
  const isWithin = (commits: readonly StoredCommit[]) =>
    commits.length < writesPerMinute && sumOf(commits) + bytes <= bytesPerMinute;
  if (isWithin(all)) return;

  const own = await commitsBy(context, all, author.email);
  if (isWithin(own)) return;
  const count = own[writesPerMinute - 1];
  if (own.length >= writesPerMinute) {
    throw rateLimited(
      `${own.length} writes; the limit is ${writesPerMinute}`,
      (count ?? own.at(-1))?.timeMs ?? now,
      now,
    );
  }
  const stored = await mapLimit(own, PARALLEL, filesOf(context));
  let total = bytes;
  let files = 0;
  for (const [index, oids] of stored.entries()) {
    const read = oids.slice(0, Math.max(0, MAX_FILES - files));
    files += read.length;
    total += sum(await mapLimit(read, PARALLEL, async (oid) => (await context.repository.readBlob(oid)).byteLength));
    if (total > bytesPerMinute) {
      throw rateLimited(`too many bytes; the limit is ${bytesPerMinute}`, own[index]?.timeMs ?? now, now);
    }
  }
}

/** Newest first. */
async function commitsSince(
  context: WikiContext,
  head: Oid,
  sinceMs: number,
  mark: RecentChanges | undefined,
): Promise<StoredCommit[]> {
  const listed = new Map(mark?.commits.map((commit) => [commit.oid, commit]));
  const commits: StoredCommit[] = [];
  for await (const { oid, timeMs } of ancestry(context, head, mark)) {
    if (timeMs <= sinceMs || commits.length === MAX_COMMITS) break;
    commits.push({ oid, timeMs, bytes: mostBytesOf(listed.get(oid)) });
  }
  return commits;
}

function mostBytesOf(commit: RecentCommit | undefined): number {
  if (commit === undefined) return LARGEST_REQUEST_BYTES;
  const listed = commit.changes.map(({ kind, file }) => {
    if (kind === 'deleted') return 0;
    return file ? MAX_FILE_BYTES : MAX_PAGE_BYTES;
  });
  return sum(listed) + commit.omitted * MAX_FILE_BYTES;
}

async function commitsBy(
  { repository }: WikiContext,
  commits: readonly StoredCommit[],
  email: string,
): Promise<StoredCommit[]> {
  const authors = await mapLimit(commits, PARALLEL, async ({ oid }) => (await repository.readCommit(oid)).author);
  return commits.filter((_, index) => authors[index]?.email === email);
}

/** The files that a commit stored. */
function filesOf({ repository }: WikiContext): (commit: StoredCommit) => Promise<Oid[]> {
  return async ({ oid }) => {
    const { tree, parents } = await repository.readCommit(oid);
    const before = parents[0] === undefined ? undefined : (await repository.readCommit(parents[0])).tree;
    const changes = await diffTrees(repository, before, tree);
    return changes.flatMap((change) => (change.new === undefined ? [] : [change.new.oid]));
  };
}

/** @param untilLeaves the time of the commit that must be a minute ago before the write fits */
function rateLimited(what: string, untilLeaves: number, now: number): WikiError {
  const seconds = Math.ceil((untilLeaves + WINDOW_MS - now) / 1000);
  const retryAfterSeconds = Math.min(WINDOW_MS / 1000, Math.max(1, seconds));
  return new WikiError(
    'rate-limited',
    `You have written much to this wiki in the last minute: ${what}. Nothing was changed. Send the same again in ${retryAfterSeconds} seconds.`,
    { retryAfterSeconds },
  );
}

interface Attempt {
  timeMs: number;
  bytes: number;
}

/** The attempts of the last minute by way of this process, by the author's address. */
const attempts = new WeakMap<Repository, Map<string, Attempt[]>>();

/**
 * Notes that an author is about to write, and tells whether nothing may be stored before {@link checkRate} has passed: what is stored for a write
 * that is refused then stays in the store. While an author is far from the limits the check runs beside the storing, so that it takes no time.
 */
export function mustWaitForRate(
  { repository, clock }: Pick<WikiContext, 'repository' | 'clock'>,
  { limits, author, changes }: LimitedRequest,
): boolean {
  if (limits === undefined) return false;
  const now = clock.now();
  const byAuthor = attempts.get(repository) ?? new Map<string, Attempt[]>();
  attempts.set(repository, byAuthor);
  for (const [email, made] of byAuthor) {
    const recent = made.filter(({ timeMs }) => timeMs > now - WINDOW_MS);
    if (recent.length === 0) byAuthor.delete(email);
    else byAuthor.set(email, recent);
  }
  const made = byAuthor.get(author.email) ?? [];
  const isNear =
    made.length + 1 > limits.writesPerMinute * UNCHECKED_SHARE ||
    sumOf(made) + bytesOf(changes) > limits.bytesPerMinute * UNCHECKED_SHARE;
  // Of who is near already no more need be known.
  if (!isNear) byAuthor.set(author.email, [...made, { timeMs: now, bytes: bytesOf(changes) }]);
  return isNear;
}

/** What a request brings to be stored. */
function bytesOf(changes: readonly PageChange[]): number {
  return sum(
    changes.map((change) => {
      if (change.op === 'store') return change.content?.byteLength ?? 0;
      if ('content' in change) return Buffer.byteLength(change.content);
      return change.op === 'edit' ? Buffer.byteLength(change.newText) : 0;
    }),
  );
}

function sumOf(items: readonly { bytes: number }[]): number {
  return sum(items.map(({ bytes }) => bytes));
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
