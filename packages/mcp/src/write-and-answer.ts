import { type PageChange, WikiError, type WriteResult, type WrittenPage } from '@holt/wiki';
import { z } from 'zod';
import { mayRead, mayWrite, openForWriting, type TouchedPath } from './access.ts';
import { authorOf } from './caller.ts';
import type { ToolContext } from './tool.ts';

/** What every writing tool answers. */
export const writeOutput = {
  wiki: z.string(),
  path: z.string(),
  version: z.string().optional().describe('The new base_version; none when deleted'),
  previous_version: z.string().optional(),
  revision: z.string(),
  url: z.string(),
  committed: z.literal(true),
  published: z.boolean().describe('false: safe in git, web page follows later'),
  replayed: z.boolean(),
  unchanged: z.boolean(),
  merged: z.boolean().describe('true: merged with changes made since base_version'),
};

/** What a rename answers besides. */
export const renameOutput = {
  relinked: z.array(z.string()).optional().describe('Pages whose links were changed with it'),
};

type WriteAnswer = z.infer<z.ZodObject<typeof writeOutput & typeof renameOutput>>;

type Step = Exclude<PageChange, { op: 'store' }>;
type StepWithoutBase = { [Op in Step['op']]: Omit<Extract<Step, { op: Op }>, 'baseVersion'> }[Step['op']];

interface CommonArguments {
  base_version?: string | undefined;
  message?: string | undefined;
  idempotency_key?: string | undefined;
}

/**
 * Commits one change of a page as the caller.
 *
 * @param done what was done, as the beginning of a sentence: `Wrote Design/Overview`
 * @param path the path that the page has after the change
 */
export async function writeAndAnswer(
  { wikis, caller, agent, siteOrigin, log }: ToolContext,
  wikiId: string,
  { base_version: baseVersion, message, idempotency_key: idempotencyKey }: CommonArguments,
  step: StepWithoutBase,
  done: string,
  path: string,
): Promise<{ text: string; data: WriteAnswer }> {
  const wiki = await openForWriting(wikis, caller, wikiId, touchedBy(step));
  const seesAll = mayRead(caller, wiki);
  const request = {
    changes: [{ ...step, ...(baseVersion === undefined ? {} : { baseVersion }) }],
    author: authorOf(caller),
    agent,
    ...(message === undefined ? {} : { message }),
    ...(idempotencyKey === undefined ? {} : { idempotencyKey }),
    ownBasesOnly: !seesAll,
    mayChange: (path: string) => mayWrite(caller, wiki, path),
  };
  const result = await wiki.write(request).catch((error) => {
    throw seesAll ? error : withoutNames(error, path);
  });
  if (result.publishError !== undefined) {
    log(`Commit ${result.revision} of ${wikiId} was not published: ${result.publishError}`);
  }
  const page = writtenPage(result, path);
  const before = result.pages.find((written) => written.previousVersion !== undefined)?.previousVersion;
  const data: WriteAnswer = {
    wiki: wikiId,
    path,
    ...(page.version === undefined ? {} : { version: page.version }),
    ...(before === undefined ? {} : { previous_version: before }),
    revision: result.revision,
    url: siteOrigin + page.url,
    committed: true,
    published: result.published,
    replayed: result.replayed,
    unchanged: result.unchanged,
    merged: page.merged === true,
    ...(step.op === 'move'
      ? { relinked: relinkedBy(result, step).filter((other) => mayRead(caller, wiki, other)) }
      : {}),
  };
  const unseen = step.op === 'put' && baseVersion === undefined && before !== undefined;
  return { text: describe(data, done, unseen), data };
}

/** Repeated, a write may tell of pages that the caller may no longer know of. */
function relinkedBy({ pages }: WriteResult, step: { path: string; newPath: string }): string[] {
  return pages.map(({ path }) => path).filter((path) => path !== step.path && path !== step.newPath);
}

function touchedBy(step: StepWithoutBase): TouchedPath[] {
  const touched = [{ path: step.path, mustExist: step.op !== 'put' }];
  return step.op === 'move' ? [...touched, { path: step.newPath, mustExist: false }] : touched;
}

/** A collision names what is there, which may be what the caller must not know of. */
function withoutNames(error: unknown, path: string): unknown {
  if (!(error instanceof WikiError && error.code === 'path-collides')) return error;
  return new WikiError(
    'path-collides',
    `"${path}" can't be beside what the wiki has: a name in it differs only by upper and lower case or Unicode form from one that exists, or is a file's where a folder is needed. Choose another path.`,
    { path },
  );
}

function writtenPage(result: WriteResult, path: string): WrittenPage {
  const page = result.pages.find((written) => written.path === path);
  if (page === undefined) throw new Error('The wiki did not report the written page.');
  return page;
}

function describe(data: WriteAnswer, done: string, unseen: boolean): string {
  const lines = [
    data.unchanged ? `${data.path} was already so: no commit was made.` : `${done} in ${data.wiki}.`,
    ...(data.replayed
      ? ['This write had been committed before under the same idempotency key: nothing was written twice.']
      : []),
    ...(data.merged
      ? ['The page had changed since your base_version: both changes are in. Read it before you change it again.']
      : []),
    ...(data.published
      ? []
      : [
          'It is committed and safe in git, but the web page is not updated yet. Do not write it again; a later write or a reconcile updates it.',
        ]),
    ...(data.relinked?.length ? [`Links to it were changed in ${data.relinked.length} other pages.`] : []),
    ...(data.version === undefined ? [] : [`version: ${data.version}`]),
    `revision: ${data.revision}`,
    `url: ${data.url}`,
    ...(unseen && !data.unchanged
      ? [
          `Without a base_version this replaced version ${data.previous_version}, whoever wrote it. Send base_version next time.`,
        ]
      : []),
  ];
  return lines.join('\n');
}
