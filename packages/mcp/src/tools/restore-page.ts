import { baseVersionOrNone, commitArguments, path, revision } from '../arguments.ts';
import { defineWikiTool } from '../tool.ts';
import { commitAndAnswer } from '../write-and-answer.ts';
import { writeOutput } from '../write-answer.ts';

export const restorePage = defineWikiTool({
  name: 'restore_page',
  description: 'Bring a deleted page back, or with revision make a page what it was at that commit.',
  scope: 'write',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: {
    path,
    revision: revision.describe('Default: the last that had it'),
    base_version: baseVersionOrNone,
    ...commitArguments,
  },
  output: writeOutput,
  run: (context, wikiId, { path, revision, base_version: baseVersion, ...input }) =>
    commitAndAnswer(context, wikiId, input, {
      path,
      done: `Restored ${path}`,
      touched: [{ path, mustExist: false }],
      commit: (wiki, request) =>
        wiki.restore({
          ...request,
          path,
          ...(revision === undefined ? {} : { revision }),
          ...(baseVersion === undefined ? {} : { baseVersion }),
        }),
      remark: ({ previousVersion }) => ({
        lines: previousVersion === undefined ? [] : [`It replaced version ${previousVersion}.`],
        data: {},
      }),
    }),
});
