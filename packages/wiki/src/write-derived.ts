import type { Ref } from '@holt/git';
import { WikiError } from './errors.ts';
import type { Author, StoreFile, WriteLimits, WriteRequest, WriteResult } from './page-change.ts';
import { pagesOfCommit } from './pages-of-commit.ts';
import type { WikiContext } from './wiki-context.ts';
import { write } from './write.ts';

const MAX_TRIES = 5;

/** What a caller gives besides what is to be done. */
export interface DerivedRequest {
  author: Author;
  /** The commit message; by default it says what was done. */
  message?: string;
  /** As of a write, like those that follow. */
  idempotencyKey?: string;
  agent?: string;
  limits?: WriteLimits;
}

/** Files as they are to be, each on the condition of what it is at the HEAD that this was derived from. */
export type DerivedChange = StoreFile & { ifVersion: string };

/**
 * A write whose changes are derived from HEAD. Whoever changes one of its files in between makes it being derived anew.
 *
 * @param intent what is to be done: makes a second write under the same key the same one
 * @param derive gives the changes on top of a HEAD; none: all is as it is to be. Throws a WikiError when it can't be done.
 * @throws as write; what `derive` throws; WikiError `revision-not-found` in a wiki without commits
 */
export async function writeDerived(
  context: WikiContext,
  { author, message, idempotencyKey, agent, limits }: DerivedRequest,
  intent: string,
  defaultMessage: string,
  derive: (head: Ref) => Promise<DerivedChange[]>,
): Promise<WriteResult> {
  const request = {
    author,
    message: message ?? defaultMessage,
    intent,
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(agent === undefined ? {} : { agent }),
  };
  const limited = { ...request, ...(limits === undefined ? {} : { limits }) };
  for (let attempt = 1; ; attempt++) {
    const head = await context.repository.readRef();
    if (head === undefined) throw noCommits(context);
    try {
      const changes = await derive(head);
      if (changes.length > 0) return await tellPages(context, await write(context, { ...limited, changes }));
      return (await findEarlier(context, request)) ?? unchanged(head);
    } catch (error) {
      if (!(error instanceof WikiError)) throw error;
      // What has been done already can often not be done again: then the key tells.
      const earlier = error.code === 'key-reused' ? undefined : await findEarlier(context, request);
      if (earlier !== undefined) return earlier;
      const isMoved = (await context.repository.readRef())?.oid !== head.oid;
      if (error.code !== 'conflict' || !isMoved || attempt === MAX_TRIES) throw error;
    }
  }
}

/** The result of the write that was made under the request's key before, if there was one. */
async function findEarlier(
  context: WikiContext,
  request: Omit<WriteRequest, 'changes'>,
): Promise<WriteResult | undefined> {
  if (request.idempotencyKey === undefined) return undefined;
  try {
    // No file has this version: the write is answered by its key, or not at all.
    const impossible: DerivedChange = { op: 'store', path: 'Home.md', content: null, ifVersion: 'impossible' };
    return await tellPages(context, await write(context, { ...request, changes: [impossible] }));
  } catch (error) {
    if (error instanceof WikiError && error.code === 'conflict') return undefined;
    throw error;
  }
}

async function tellPages(context: WikiContext, result: WriteResult): Promise<WriteResult> {
  return result.replayed ? { ...result, pages: await pagesOfCommit(context, result.revision) } : result;
}

function unchanged(head: Ref): WriteResult {
  return {
    committed: true,
    published: true,
    revision: head.oid,
    generation: head.generation,
    replayed: false,
    unchanged: true,
    pages: [],
  };
}

function noCommits({ wiki }: WikiContext): WikiError {
  return new WikiError('revision-not-found', `${wiki.id} has no commits yet, so there is nothing to bring back.`);
}
