import { toPagePath } from '@holt/edge';
import { type Wiki, WikiError, type WriteRequest, type WriteResult } from '@holt/wiki';
import { mayRead, mayWrite, openForWriting, type TouchedPath } from './access.ts';
import { authorOf } from './caller.ts';
import { ofChange } from './of-change.ts';
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
    ...(seesAll ? {} : { mayRead: (path: string) => mayRead(caller, wiki, path) }),
    // A revert asks for files, whose names may have the spaces that their URLs have not.
    mayChange: (path: string) => mayWrite(caller, wiki, toPagePath(path)),
  };
  const result = await commit(wiki, request).catch((error: unknown) => {
    throw seesAll ? error : withoutNames(error);
  });
  if (result.publishError !== undefined) {
    log(`Commit ${result.revision} of ${wikiId} was not published: ${result.publishError}`);
  }
  return { wiki, result };
}

/** What a path collides with may be what the caller must not know of. */
function withoutNames(error: unknown): unknown {
  if (!(error instanceof WikiError) || error.code !== 'path-collides') return error;
  const path = typeof error.data.path === 'string' ? error.data.path.replace(/\.md$/, '') : '';
  const unnamed = new WikiError(
    'path-collides',
    `"${path}" can't be beside what the wiki has: a name in it differs only by upper and lower case or Unicode form from one that exists, or is a file's where a folder is needed. Choose another path.`,
    { path },
  );
  return ofChange(unnamed, error.data.change);
}
