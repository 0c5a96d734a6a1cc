import { path, writeArguments } from '../arguments.ts';
import { toPageStep } from '../page-operations.ts';
import { defineWikiTool } from '../tool.ts';
import { writeAndAnswer } from '../write-and-answer.ts';
import { writeOutput } from '../write-answer.ts';

export const deletePage = defineWikiTool({
  name: 'delete_page',
  description: 'Delete a page. Its history stays; restore_page brings it back.',
  scope: 'write',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: { path, ...writeArguments },
  output: writeOutput,
  run: (context, wikiId, input) =>
    writeAndAnswer(context, wikiId, input, toPageStep(context, { op: 'delete', ...input }), `Deleted ${input.path}`),
});
