import { pageUrl } from '@holt/edge';
import {
  type Commit,
  encodeCommit,
  GitError,
  type GitObject,
  type Oid,
  type Person,
  type Ref,
  walkCommits,
} from '@holt/git';
import { StorageError } from '@holt/storage';
import { applyChanges } from './apply-changes.ts';
import { digestRequest, formatMessage, hashKey, readKeyTrailers } from './commit-message.ts';
import { WikiError } from './errors.ts';
import { REMEMBERED_COMMITS, type WriteRequest, type WriteResult, type WrittenPage } from './page-change.ts';
import { type PublishOptions, publish } from './publish.ts';
import { readRecentChanges } from './recent-changes.ts';
import { TreeEditor } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';

const MAX_ATTEMPTS = 40;
const MAX_REF_TRIES = 3;
const KEY_PATTERN = /^[\x21-\x7e]{1,200}$/;

/**
 * One write: reads HEAD, applies the changes, stores the objects, moves the ref by compare-and-swap, publishes.
 *
 * @throws WikiError what {@link applyChanges} refuses (nothing was written); `invalid-request`; `key-reused`; `busy` (other writers
 * won every time: nothing was written); `unknown-outcome` (the store gave no answer: the same write with the same key may be
 * sent again)
 */
export async function write(
  context: WikiContext,
  request: WriteRequest,
  publishing: Pick<PublishOptions, 'onProgress'> = {},
): Promise<WriteResult> {
  checkRequest(request);
  const outcome = await commit(context, request);
  try {
    await publish(context, publishing);
    return { ...outcome, committed: true, published: true };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...outcome, committed: true, published: false, publishError: reason };
  }
}

type Outcome = Omit<WriteResult, 'committed' | 'published' | 'publishError'>;

async function commit(context: WikiContext, request: WriteRequest): Promise<Outcome> {
  const { repository, clock } = context;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    if (attempt > 0) await clock.sleep(backoffMs(context, attempt));
    const ref = await repository.readRef();
    if (ref === undefined) await repository.initialise();

    const earlier = ref && (await findByKey(context, ref, request));
    if (earlier !== undefined) return replay(context, ref as Ref, earlier, request);

    const applied = await applyChanges(repository, context.wiki, ref?.tree, request.changes);
    if (ref !== undefined && applied.tree === ref.tree) {
      return { revision: ref.oid, generation: ref.generation, replayed: false, unchanged: true, pages: applied.pages };
    }
    const object = newCommit(context, request, applied.tree, ref);
    await repository.writeObjects([...applied.objects, object]);
    const next = { oid: object.oid, tree: applied.tree, generation: (ref?.generation ?? 0) + 1 };
    if (await moveRef(context, next, ref)) {
      return {
        revision: next.oid,
        generation: next.generation,
        replayed: false,
        unchanged: false,
        pages: applied.pages,
      };
    }
  }
  throw new WikiError(
    'busy',
    `Other writers of ${context.wiki.id} came first ${MAX_ATTEMPTS} times. Nothing was written. Try again.`,
  );
}

type NextRef = { oid: Oid; tree: Oid; generation: number };

/**
 * Moves the ref and settles what became of it: true when the commit is in, false when another write came first and it is not.
 * Without an answer, the ref itself tells: the commit is in when HEAD's ancestry holds it. An unmoved ref settles nothing, as
 * the lost request may still arrive; sending the same conditional request again can't apply it twice.
 */
async function moveRef(context: WikiContext, next: NextRef, expected: Ref | undefined): Promise<boolean> {
  let cause: unknown;
  for (let attempt = 0; attempt < MAX_REF_TRIES; attempt++) {
    try {
      if (attempt > 0) {
        await context.clock.sleep(backoffMs(context, attempt));
        if (await isAncestor(context, next)) return true;
      }
      await context.repository.moveRef(next, expected);
      return true;
    } catch (error) {
      if (error instanceof GitError && error.code === 'ref-moved') return isAncestor(context, next);
      if (!(error instanceof StorageError && error.code === 'unavailable')) throw error;
      cause = error;
    }
  }
  throw new WikiError(
    'unknown-outcome',
    `The store did not say whether the write to ${context.wiki.id} is in. It is safe to send the same write again with the same idempotency key.`,
    { revision: next.oid },
    { cause },
  );
}

async function isAncestor(context: WikiContext, next: NextRef): Promise<boolean> {
  const head = await context.repository.readRef();
  if (head === undefined || head.generation < next.generation) return false;
  for await (const commit of walkCommits(context.repository, head.oid, {
    limit: head.generation - next.generation + 1,
  })) {
    if (commit.oid === next.oid) return true;
  }
  return false;
}

/** The commit that this author made under the request's key, if it is among the last {@link REMEMBERED_COMMITS}. */
async function findByKey(context: WikiContext, head: Ref, request: WriteRequest): Promise<Commit | undefined> {
  const key = request.idempotencyKey;
  if (key === undefined) return undefined;
  const recent = await readRecentChanges(context);
  const hash = hashKey(key, request.author.email);
  const matches = (commit: Commit) =>
    readKeyTrailers(commit.message)?.key === key && commit.author.email === request.author.email;

  for await (const commit of walkCommits(context.repository, head.oid, { limit: REMEMBERED_COMMITS })) {
    if (commit.oid === recent?.revision) {
      // From here on the recent-changes object knows which commit carries the key, so that they need not be read one by one.
      const candidates = recent.commits.filter((entry) => entry.key === hash);
      const commits = await Promise.all(candidates.map((entry) => context.repository.readCommit(entry.oid)));
      return commits.find(matches);
    }
    if (matches(commit)) return commit;
  }
  return undefined;
}

async function replay(context: WikiContext, head: Ref, earlier: Commit, request: WriteRequest): Promise<Outcome> {
  if (readKeyTrailers(earlier.message)?.digest !== digestRequest(request)) {
    throw new WikiError(
      'key-reused',
      `The idempotency key "${request.idempotencyKey}" was used for a different write (commit ${earlier.oid}). Nothing was changed. Use a new key for a new write.`,
      { revision: earlier.oid },
    );
  }
  const [parent] = earlier.parents;
  const parentTree = parent === undefined ? undefined : (await context.repository.readCommit(parent)).tree;
  const now = new TreeEditor(context.repository, earlier.tree);
  const then = new TreeEditor(context.repository, parentTree);
  const paths = new Set(
    request.changes.flatMap((change) =>
      change.op === 'move' ? [change.path, change.newPath] : change.op === 'store' ? [] : [change.path],
    ),
  );
  const pages: WrittenPage[] = [];
  for (const path of paths) {
    const version = (await now.find(`${path}.md`))?.oid;
    const previousVersion = (await then.find(`${path}.md`))?.oid;
    pages.push({
      path,
      ...(version === undefined ? {} : { version }),
      ...(previousVersion === undefined ? {} : { previousVersion }),
      url: pageUrl(context.wiki.owner, context.wiki.name, path),
    });
  }
  return {
    revision: earlier.oid,
    generation: await generationOf(context, head, earlier.oid),
    replayed: true,
    unchanged: false,
    pages,
  };
}

async function generationOf(context: WikiContext, head: Ref, oid: Oid): Promise<number> {
  let generation = head.generation;
  for await (const commit of walkCommits(context.repository, head.oid)) {
    if (commit.oid === oid) break;
    generation--;
  }
  return generation;
}

function newCommit(context: WikiContext, request: WriteRequest, tree: Oid, parent: Ref | undefined): GitObject {
  const person: Person = {
    name: request.author.name,
    email: request.author.email,
    timestampSeconds: Math.floor(context.clock.now() / 1000),
    timezoneOffsetMinutes: 0,
  };
  const parents = parent === undefined ? [] : [parent.oid];
  return encodeCommit({ tree, parents, author: person, committer: person, message: formatMessage(request) });
}

function checkRequest(request: WriteRequest): void {
  const key = request.idempotencyKey;
  if (key !== undefined && !KEY_PATTERN.test(key)) {
    throw new WikiError('invalid-request', 'An idempotency key has 1 to 200 printable ASCII characters and no spaces.');
  }
}

/** Full jitter, growing to a second, so that racing writers part. */
function backoffMs(context: WikiContext, attempt: number): number {
  const [byte = 0] = context.random.bytes(1);
  return (Math.min(1000, 5 * 2 ** attempt) * byte) / 256;
}
