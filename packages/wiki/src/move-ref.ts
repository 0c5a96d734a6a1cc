import { GitError, type Oid, type Ref, walkCommits } from '@holt/git';
import { StorageError } from '@holt/storage';
import { backoffMs } from './backoff.ts';
import { WikiError } from './errors.ts';
import type { WikiContext } from './wiki-context.ts';

const MAX_TRIES = 5;

/** Where the ref is to go: a commit that is stored already, its tree, and how many commits `main` then has. */
export type NextRef = { oid: Oid; tree: Oid; generation: number };

export interface Moved {
  head: Ref;
  /** Another process that sent the same write again made the very same commit first. */
  replayed: boolean;
}

/**
 * Moves the ref and settles what became of it: HEAD when the commit is in, undefined when another write came first and it is not.
 *
 * Without an answer, the ref itself tells: the commit is in when HEAD's ancestry holds it, and can't come in any more when HEAD has
 * moved past its base without it. An unmoved ref settles nothing, as a lost request may still arrive; sending the same conditional
 * request again can't apply it twice.
 */
export async function moveRef(context: WikiContext, next: NextRef, base: Ref | undefined): Promise<Moved | undefined> {
  const { repository, clock, wiki } = context;
  let cause: unknown;
  let mayArrive = false;
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    try {
      if (attempt > 0) {
        await clock.sleep(backoffMs(context, attempt));
        const head = await repository.readRef();
        // None of the requests sent here can have done it if each was refused.
        if (head !== undefined && (await isAncestor(context, next, head))) return { head, replayed: !mayArrive };
        if (head?.oid !== base?.oid) return undefined;
      }
      return { head: await repository.moveRef(next, base), replayed: false };
    } catch (error) {
      cause = error;
      if (error instanceof StorageError && error.code === 'unavailable') mayArrive = true;
      else if (!(error instanceof GitError && error.code === 'ref-moved') && !mayArrive) throw error;
    }
  }
  if (!mayArrive) return undefined;
  throw new WikiError(
    'unknown-outcome',
    `The store did not say whether the write to ${wiki.id} is in. It is safe to send the same write again with the same idempotency key.`,
    { revision: next.oid },
    { cause },
  );
}

async function isAncestor(context: WikiContext, next: NextRef, head: Ref): Promise<boolean> {
  if (head.generation < next.generation) return false;
  for await (const commit of walkCommits(context.repository, head.oid, {
    limit: head.generation - next.generation + 1,
  })) {
    if (commit.oid === next.oid) return true;
  }
  return false;
}
