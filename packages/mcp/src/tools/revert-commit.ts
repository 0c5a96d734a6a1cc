import { commitArguments, commitRevision } from '../arguments.ts';
import { commitMany, manyOutput } from '../commit-many.ts';
import { defineWikiTool } from '../tool.ts';

/** It takes no base version: it merges, and what came after the commit stays. */
export const revertCommit = defineWikiTool({
  name: 'revert_commit',
  description: 'Undo one commit, in a new one; what came after it stays.',
  scope: 'write',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: { revision: commitRevision, ...commitArguments },
  output: manyOutput,
  run: (context, wikiId, { revision, ...input }) =>
    commitMany(context, wikiId, input, [], `Reverted ${revision}`, (wiki, request) =>
      wiki.revert({ ...request, revision }),
    ),
});
