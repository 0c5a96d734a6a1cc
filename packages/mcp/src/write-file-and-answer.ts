import { fileUrl } from '@holt/edge';
import type { Wiki, WriteResult } from '@holt/wiki';
import type { z } from 'zod';
import { fileNotFound } from './file-not-found.ts';
import type { ToolContext } from './tool.ts';
import { describeWrite, toVersions, toWriteAnswer, type writeOutput } from './write-answer.ts';
import { type CallersRequest, type CommitArguments, writeAsCaller } from './write-as-caller.ts';

/** One commit that stores or removes an attachment. */
export interface FileWrite {
  path: string;
  /** What was done, as the beginning of a sentence. */
  done: string;
  /** Null: the file is removed. */
  content: Uint8Array | null;
  /** The version that must be there, or `none`. */
  baseVersion: string | undefined;
}

/**
 * Commits an attachment as the caller, and tells of it. Its rights are those of its path, whether it is there or not.
 *
 * @throws as {@link writeAsCaller}; WikiError `conflict`; `file-not-found` where nothing is there to be removed
 */
export async function writeFileAndAnswer(
  context: ToolContext,
  wikiId: string,
  args: CommitArguments,
  write: FileWrite,
): Promise<{ text: string; data: z.infer<z.ZodObject<typeof writeOutput>> }> {
  const { path, done, content, baseVersion } = write;
  const commit = (wiki: Wiki, request: CallersRequest) => commitFile(wiki, request, write);
  const { wiki, result } = await writeAsCaller(context, wikiId, args, [{ path, mustExist: false }], commit);
  const { revision } = result;
  const file = content === null ? undefined : await wiki.readAttachment(path, { revision });
  const data = {
    ...toWriteAnswer(wikiId, result, context.siteOrigin + fileUrl(wiki.owner, wiki.name, path)),
    path,
    ...toVersions({
      ...(file === undefined ? {} : { version: file.version }),
      ...(baseVersion === undefined || baseVersion === 'none' ? {} : { previousVersion: baseVersion }),
    }),
    merged: false,
  };
  return { text: describeWrite(data, done, path), data };
}

async function commitFile(
  wiki: Wiki,
  request: CallersRequest,
  { path, content, baseVersion }: FileWrite,
): Promise<WriteResult> {
  const isRemoval = content === null;
  // The first commit of a wiki would be made even if nothing is in it.
  if (isRemoval && (await wiki.history({ limit: 1 })).length === 0) throw fileNotFound(wiki.id, path);
  const condition = baseVersion === undefined ? {} : { ifVersion: baseVersion };
  const result = await wiki.write({ ...request, changes: [{ op: 'store', path, content, ...condition }] });
  if (isRemoval && result.unchanged) throw fileNotFound(wiki.id, path);
  return result;
}
