import { toPagePath } from '@holt/edge';
import { pageNotFound, type Wiki, WikiError, type WriteRequest, type WriteResult } from '@holt/wiki';
import { mayRead, mayWrite, openForWriting, type TouchedPath } from './access.ts';
import { authorOf } from './caller.ts';
import type { ToolContext } from './tool.ts';

/** What every writing tool takes. */
export interface CommitArguments {
  message?: string | undefined;
  idempotency_key?: string | undefined;
}

/** All of a write but what it changes. */
export type CallersRequest = Omit<WriteRequest, 'changes'> & { mayChange: (path: string) => boolean };

/**
 * Makes one commit as the caller, within the caller's rights and limits. That it could not be published is logged.
 *
 * @param touched the paths that the write names
 * @param commit makes the write
 * @throws ToolError `wiki-not-found`, `write-not-allowed`
 * @throws WikiError `invalid-wiki`, `page-not-found`; what the write is refused with, without names that the caller may not know
 */
export async function writeAsCaller(
  context: ToolContext,
  wikiId: string,
  { message, idempotency_key: idempotencyKey }: CommitArguments,
  touched: readonly TouchedPath[],
  commit: (wiki: Wiki, request: CallersRequest) => Promise<WriteResult>,
): Promise<{ wiki: Wiki; result: WriteResult }> {
  const { wikis, caller, agent, limits, log } = context;
  const wiki = await openForWriting(wikis, caller, wikiId, touched);
  const seesAll = mayRead(caller, wiki);
  const request = {
    author: authorOf(caller),
    agent,
    ...(message === undefined ? {} : { message }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ...(limits === undefined ? {} : { limits }),
    ownBasesOnly: !seesAll,
    // A revert asks for files, whose names may have the spaces that their URLs have not.
    mayChange: (path: string) => mayWrite(caller, wiki, toPagePath(path)),
  };
  const result = await commit(wiki, request).catch((error: unknown) => {
    throw seesAll ? error : withoutNames(error, wiki, (path) => mayRead(caller, wiki, path));
  });
  if (result.publishError !== undefined) {
    log(`Commit ${result.revision} of ${wikiId} was not published: ${result.publishError}`);
  }
  return { wiki, result };
}

/** A refusal may name what is there, or where a page went, which may be what the caller must not know of. */
function withoutNames(error: unknown, wiki: Wiki, mayKnow: (path: string) => boolean): unknown {
  if (!(error instanceof WikiError)) return error;
  const path = typeof error.data.path === 'string' ? error.data.path.replace(/\.md$/, '') : '';
  if (error.code === 'path-collides') {
    return new WikiError(
      'path-collides',
      `"${path}" can't be beside what the wiki has: a name in it differs only by upper and lower case or Unicode form from one that exists, or is a file's where a folder is needed. Choose another path.`,
      { path },
    );
  }
  const { newPath } = error.data;
  if (error.code === 'page-not-found' && typeof newPath === 'string' && !mayKnow(newPath)) {
    return pageNotFound(wiki, path);
  }
  return error;
}
