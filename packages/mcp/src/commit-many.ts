import { dashUrl } from '@holt/edge';
import type { Wiki, WriteResult } from '@holt/wiki';
import { z } from 'zod';
import { mayRead, type TouchedPath } from './access.ts';
import { countOf } from './count-of.ts';
import { tellOfChange } from './of-change.ts';
import type { ToolContext } from './tool.ts';
import { commitOutput, describeWrite, toVersions, toWriteAnswer } from './write-answer.ts';
import { type CallersRequest, type CommitArguments, writeAsCaller } from './write-as-caller.ts';

const MAX_TOLD_PAGES = 100;

/** What a tool answers that writes several pages. */
export const manyOutput = {
  ...commitOutput,
  pages: z.array(
    z.object({
      path: z.string(),
      url: z.string(),
      version: z.string().optional(),
      previous_version: z.string().optional(),
      merged: z.boolean().optional(),
    }),
  ),
  omitted: z.number().optional(),
};

/**
 * Makes a commit of any number of pages as the caller, and tells of those that the caller may read.
 *
 * @param done what was done, as a sentence without its end: `Reverted …`
 * @throws as {@link writeAsCaller}; a refusal of one of several changes says which it is
 */
export async function commitMany(
  context: ToolContext,
  wikiId: string,
  args: CommitArguments,
  touched: readonly TouchedPath[],
  done: string,
  commit: (wiki: Wiki, request: CallersRequest) => Promise<WriteResult>,
): Promise<{ text: string; data: z.infer<z.ZodObject<typeof manyOutput>> }> {
  const { wiki, result } = await writeAsCaller(context, wikiId, args, touched, commit).catch((error: unknown) => {
    throw tellOfChange(error);
  });
  const { siteOrigin, caller } = context;
  const written = result.pages.filter(({ path }) => mayRead(caller, wiki, path));
  const omitted = Math.max(0, written.length - MAX_TOLD_PAGES);
  const pages = written.slice(0, MAX_TOLD_PAGES).map((page) => ({
    path: page.path,
    url: siteOrigin + page.url,
    ...toVersions(page),
    ...(page.merged ? { merged: true } : {}),
  }));
  const url = siteOrigin + dashUrl(wiki.owner, wiki.name, `commit/${result.revision}`);
  const data = {
    ...toWriteAnswer(wikiId, result, url),
    pages,
    ...(omitted > 0 ? { omitted } : {}),
  };
  const lines = pages.map(
    ({ path, version, merged }) =>
      `${path} | ${version ?? 'gone'}${merged ? ' | merged with changes since your base_version: read it' : ''}`,
  );
  const head = lines.length > 0 ? ['path | version'] : [];
  const tail = omitted > 0 ? [`and ${countOf(omitted, 'more page')}`] : [];
  return { text: describeWrite(data, done, 'All', [...head, ...lines, ...tail]), data };
}
