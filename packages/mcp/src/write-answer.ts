import type { WriteResult, WrittenPage } from '@holt/wiki';
import { z } from 'zod';

/** What every writing tool answers about its commit. */
export const commitOutput = {
  wiki: z.string(),
  revision: z.string(),
  url: z.string(),
  committed: z.literal(true),
  published: z.boolean(),
  replayed: z.boolean(),
  unchanged: z.boolean(),
};

/** What a tool answers that writes one page or file. */
export const writeOutput = {
  ...commitOutput,
  path: z.string(),
  version: z.string().optional(),
  previous_version: z.string().optional(),
  merged: z.boolean(),
};

/** What a rename answers besides. */
export const renameOutput = {
  relinked: z.array(z.string()).optional(),
};

export type WriteAnswer = z.infer<z.ZodObject<typeof commitOutput>>;

/** @param url of what was written, with its origin */
export function toWriteAnswer(wiki: string, result: WriteResult, url: string): WriteAnswer {
  const { revision, published, replayed, unchanged } = result;
  return { wiki, revision, url, committed: true, published, replayed, unchanged };
}

/** A page's versions before and after, as far as there are any. */
export function toVersions({ version, previousVersion }: Pick<WrittenPage, 'version' | 'previousVersion'>) {
  return {
    ...(version === undefined ? {} : { version }),
    ...(previousVersion === undefined ? {} : { previous_version: previousVersion }),
  };
}

/**
 * What an agent is to know of any write, as lines.
 *
 * @param done what was done, as the beginning of a sentence: `Wrote Design/Overview`
 * @param what what was to be changed: `Design/Overview`
 * @param more what only this write has to say
 */
export function describeWrite(
  answer: WriteAnswer & { version?: string | undefined },
  done: string,
  what: string,
  more: readonly string[] = [],
): string {
  return [
    answer.unchanged ? `${what} was already so: no commit was made.` : `${done} in ${answer.wiki}.`,
    ...(answer.replayed
      ? ['This write had been committed before under the same idempotency key: nothing was written twice.']
      : []),
    ...(answer.published
      ? []
      : [
          'It is committed and safe in git, but the web page is not updated yet. Do not write it again; a later write or a reconcile updates it.',
        ]),
    ...more,
    ...(answer.version === undefined ? [] : [`version: ${answer.version}`]),
    `revision: ${answer.revision}`,
    `url: ${answer.url}`,
  ].join('\n');
}
