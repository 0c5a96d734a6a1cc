import { pageUrl } from '@holt/edge';
import type { Wiki, WriteResult, WrittenPage } from '@holt/wiki';
import type { z } from 'zod';
import { type PageStep, touchedBy } from './page-operations.ts';
import type { ToolContext } from './tool.ts';
import { describeWrite, toVersions, toWriteAnswer, type writeOutput } from './write-answer.ts';
import { type CallersRequest, type CommitArguments, writeAsCaller } from './write-as-caller.ts';

/** What a tool has to say besides, of its own write. */
export interface Remarks<Data extends object> {
  /** Sentences. */
  lines?: string[];
  data: Data;
}

type PageAnswer = z.infer<z.ZodObject<typeof writeOutput>>;

/** One commit that changes one page, or what belongs to one. */
export interface PageWrite<Data extends object> {
  /** The path that the page has after it. */
  path: string;
  /** What was done, as the beginning of a sentence: `Wrote Design/Overview`. */
  done: string;
  /** The paths that the write names. */
  touched: ReturnType<typeof touchedBy>;
  commit: (wiki: Wiki, request: CallersRequest) => Promise<WriteResult>;
  remark?: (page: WrittenPage, result: WriteResult, wiki: Wiki) => Remarks<Data> | Promise<Remarks<Data>>;
}

/** Commits one change of a page as the caller, and tells of it. */
export async function writeAndAnswer<Data extends object = object>(
  context: ToolContext,
  wikiId: string,
  args: CommitArguments,
  step: PageStep,
  done: string,
  remark?: PageWrite<Data>['remark'],
): Promise<{ text: string; data: PageAnswer & Data }> {
  return commitAndAnswer(context, wikiId, args, {
    path: step.op === 'move' ? step.newPath : step.path,
    done,
    touched: touchedBy(step),
    commit: (wiki, request) => wiki.write({ ...request, changes: [step] }),
    ...(remark === undefined ? {} : { remark }),
  });
}

/** Makes a write of one page as the caller, and tells of it. */
export async function commitAndAnswer<Data extends object = object>(
  context: ToolContext,
  wikiId: string,
  args: CommitArguments,
  { path, done, touched, commit, remark }: PageWrite<Data>,
): Promise<{ text: string; data: PageAnswer & Data }> {
  const { wiki, result } = await writeAsCaller(context, wikiId, args, touched, commit);
  const page = writtenPage(wiki, result, path);
  const before = result.pages.find((written) => written.previousVersion !== undefined)?.previousVersion;
  const { lines = [], data: more } = (await remark?.(page, result, wiki)) ?? { data: {} as Data };
  const merged = page.merged === true;
  const data = {
    ...toWriteAnswer(wikiId, result, context.siteOrigin + page.url),
    path,
    ...toVersions({ ...page, ...(before === undefined ? {} : { previousVersion: before }) }),
    merged,
    ...more,
  };
  const mergedLine =
    'The page had changed since your base_version: both changes are in. Read it before you change it again.';
  return { text: describeWrite(data, done, path, [...(merged ? [mergedLine] : []), ...lines]), data };
}

function writtenPage({ owner, name }: Wiki, result: WriteResult, path: string): WrittenPage {
  const page = result.pages.find((written) => written.path === path);
  if (page !== undefined) return page;
  if (result.unchanged) return { path, url: pageUrl(owner, name, path) };
  throw new Error('The wiki did not report the written page.');
}
