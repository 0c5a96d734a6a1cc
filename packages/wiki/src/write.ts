import { pageUrl } from '@holt/edge';
import { type Commit, encodeCommit, type GitObject, type Oid, type Person, type Ref, walkCommits } from '@holt/git';
import { applyChanges } from './apply-changes.ts';
import { backoffMs } from './backoff.ts';
import { checkChanges } from './check-changes.ts';
import { checkRate, mustWaitForRate } from './check-rate.ts';
import { digestRequest, formatMessage, hashKey, readKeyTrailers } from './commit-message.ts';
import { WikiError } from './errors.ts';
import { findLinkers } from './find-linkers.ts';
import { type Foreseen, foresee } from './foresee.ts';
import { hadVersion } from './had-version.ts';
import { knownHead, setKnownHead } from './known-head.ts';
import { settleAll } from './map-limit.ts';
import { mayReadPast } from './may-read-past.ts';
import { moveRef, type NextRef } from './move-ref.ts';
import { REMEMBERED_COMMITS, type WriteRequest, type WriteResult, type WrittenPage } from './page-change.ts';
import type { PageState } from './page-state.ts';
import { pagesOfCommit } from './pages-of-commit.ts';
import { type PublishOptions, publish } from './publish.ts';
import { readRecentChanges } from './recent-changes.ts';
import { boundBases, checkStoredBytes } from './stored-bytes.ts';
import { TreeEditor } from './tree-editor.ts';
import type { WikiContext } from './wiki-context.ts';

const MAX_ATTEMPTS = 40;
const KEY_PATTERN = /^[\x21-\x7e]{1,200}$/;

/**
 * One write: reads HEAD, applies the changes, stores the objects, moves the ref by compare-and-swap, publishes.
 *
 * A write that renames pages changes the links to them in the same commit, and leaves redirects at their old paths.
 *
 * Where no one else has come between, it waits for four requests, one after the other: objects, ref, artifacts, mark. A process that
 * has not written this wiki before waits for three more: the ref, and the folders on the way to the page.
 *
 * With limits, an author who has come near them waits for one more, before anything is stored: the mark.
 *
 * @throws WikiError what {@link applyChanges} refuses (nothing was written); `invalid-request`; `rate-limited` (see {@link checkRate}); `too-large`, with
 * limits, of too many bytes in one commit (see {@link checkStoredBytes}); `key-reused`; `busy` (other writers
 * won every time: nothing was written); `unknown-outcome` (the store gave no answer: the same write with the same key may be
 * sent again). StorageError before anything was written by this call; an earlier one with the same key may be in.
 */
export async function write(
  context: WikiContext,
  request: WriteRequest,
  publishing: Pick<PublishOptions, 'onProgress'> = {},
): Promise<WriteResult> {
  checkRequest(request);
  checkChanges(request.changes);
  const foreseen = foresee(context, request.changes);
  const { head, base, ...outcome } = await commit(context, request, foreseen);
  try {
    await publish(context, publishing, { head, base, foreseen });
    return { ...outcome, committed: true, published: true };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { ...outcome, committed: true, published: false, publishError: reason };
  }
}

type Outcome = Omit<WriteResult, 'committed' | 'published' | 'publishError'>;
/** With the refs that publishing goes on from. */
type Committed = Outcome & { head: Ref; base: Ref | undefined };

async function commit(context: WikiContext, request: WriteRequest, foreseen: Foreseen): Promise<Committed> {
  const { repository, clock } = context;
  const message = formatMessage(request, Buffer.from(context.random.bytes(8)).toString('hex'));
  let lostRaces = 0;
  let known = knownHead(repository);
  // What comes of this write must not be decided by a HEAD that others may have moved, should it end halfway.
  setKnownHead(repository, undefined);
  const waits = mustWaitForRate(context, request);
  while (lostRaces < MAX_ATTEMPTS) {
    const base = known ?? (await repository.readRef());
    const isCurrent = known === undefined;
    known = undefined;

    const rate = checkRate(context, request, base, () => readMark(context, foreseen));
    const [earlier, prepared, passed] = await Promise.allSettled([
      findByKey(context, base, request, foreseen),
      prepareCommit(context, { ...request, message }, base, { ...foreseen, mayStore: waits ? rate : undefined }),
      rate,
    ]);
    if (earlier.status === 'rejected') throw earlier.reason;
    if (base !== undefined && earlier.value !== undefined) {
      return { ...(await replay(context, base, earlier.value, request)), head: base, base };
    }
    if (passed.status === 'rejected') throw passed.reason;
    if (prepared.status === 'rejected') {
      // Against the HEAD of a moment ago it may be impossible, and against the present one not.
      if (isCurrent || !(prepared.reason instanceof WikiError)) throw prepared.reason;
      continue;
    }
    const { next, pages } = prepared.value;
    if (base !== undefined && next.tree === base.tree) {
      if (!isCurrent) continue;
      const { oid: revision, generation } = base;
      return { revision, generation, replayed: false, unchanged: true, pages, head: base, base };
    }
    const moved = await moveRef(context, next, base);
    if (moved === undefined) {
      lostRaces++;
      await clock.sleep(backoffMs(context, lostRaces));
      continue;
    }
    const { head, replayed } = moved;
    setKnownHead(repository, head);
    const { oid: revision, generation } = next;
    return { revision, generation, replayed, unchanged: false, pages, head, base };
  }
  throw new WikiError(
    'busy',
    `Other writers of ${context.wiki.id} came first ${MAX_ATTEMPTS} times. Nothing was written. Try again.`,
  );
}

/** Applies the changes and stores what the commit needs, itself included; nobody sees any of it before the ref moves. */
async function prepareCommit(
  context: WikiContext,
  request: WriteRequest & { message: string },
  base: Ref | undefined,
  foreseen: Foreseen & { mayStore: Promise<void> | undefined },
): Promise<{ next: NextRef; pages: WrittenPage[] }> {
  const { repository, wiki } = context;
  const readBlob = async (oid: Oid) => {
    await foreseen.texts;
    return repository.readBlob(oid);
  };
  const isOwn =
    request.ownBasesOnly === true && base !== undefined
      ? async (path: string, version: Oid) =>
          (await mayReadPast(context, request.mayRead))?.(path) !== false &&
          hadVersion(context, base.oid, path, version)
      : undefined;
  const relinking = await findLinkers(context, request, base, foreseen);
  const isLimited = request.limits !== undefined;
  const { tree, objects, pages } = await applyChanges(repository, wiki, base?.tree, request.changes, {
    readBlob: isLimited ? boundBases(request.changes, readBlob) : readBlob,
    hadVersion: isOwn,
    relinking,
    mayRead: request.mayRead,
    wasDeleted: async (path) => isOfDeleted((await foreseen.states.get(path))?.state),
  });
  if (isLimited) checkStoredBytes(request.changes, { objects, pages });
  const object = newCommit(context, request, tree, base);
  const next = { oid: object.oid, tree, generation: (base?.generation ?? 0) + 1 };
  if (tree !== base?.tree) {
    await foreseen.mayStore;
    await settleAll([
      repository.writeObjects([...objects, object]),
      ...(base === undefined ? [repository.initialise()] : []),
    ]);
  }
  return { next, pages };
}

/** The commit that this author made under the request's key, if it is among the last {@link REMEMBERED_COMMITS}. */
async function findByKey(
  context: WikiContext,
  head: Ref | undefined,
  request: WriteRequest,
  foreseen: Foreseen,
): Promise<Commit | undefined> {
  const key = request.idempotencyKey;
  if (key === undefined || head === undefined) return undefined;
  const mark = await readMark(context, foreseen);
  const hash = hashKey(key, request.author.email);
  const matches = (commit: Commit) =>
    readKeyTrailers(commit.message)?.key === key && commit.author.email === request.author.email;

  let oid: Oid | undefined = head.oid;
  for (let count = 0; oid !== undefined && count < REMEMBERED_COMMITS; count++) {
    if (oid === mark?.revision) {
      // From here on the mark knows which commit carries the key, so that they need not be read one by one.
      const candidates = mark.commits.filter((entry) => entry.key === hash);
      const commits = await Promise.all(candidates.map((entry) => context.repository.readCommit(entry.oid)));
      return commits.find(matches);
    }
    const commit: Commit = await context.repository.readCommit(oid);
    if (matches(commit)) return commit;
    oid = commit.parents[0];
  }
  return undefined;
}

/** It only saves reading commits, so none is no failure; one that can't be read is publishing's to report. */
async function readMark(context: WikiContext, foreseen: Foreseen) {
  try {
    return await foreseen.mark.catch(() => readRecentChanges(context));
  } catch (error) {
    if (error instanceof WikiError && error.code === 'damaged') return undefined;
    throw error;
  }
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
  if (request.changes.some(({ op }) => op === 'move')) {
    for (const { path } of await pagesOfCommit(context, earlier.oid)) paths.add(path);
  }
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

/** Whether a page's published state says that it was deleted. One that went elsewhere was not. */
function isOfDeleted(state: PageState | undefined): boolean {
  const last = state?.changes[0];
  return last?.kind === 'deleted' && last.to === undefined;
}

function newCommit(
  context: WikiContext,
  { author, message }: WriteRequest & { message: string },
  tree: Oid,
  parent: Ref | undefined,
): GitObject {
  const person: Person = {
    name: author.name,
    email: author.email,
    timestampSeconds: Math.floor(context.clock.now() / 1000),
    timezoneOffsetMinutes: 0,
  };
  const parents = parent === undefined ? [] : [parent.oid];
  return encodeCommit({ tree, parents, author: person, committer: person, message });
}

function checkRequest(request: WriteRequest): void {
  const key = request.idempotencyKey;
  if (key !== undefined && !KEY_PATTERN.test(key)) {
    throw new WikiError('invalid-request', 'An idempotency key has 1 to 200 printable ASCII characters and no spaces.');
  }
}
