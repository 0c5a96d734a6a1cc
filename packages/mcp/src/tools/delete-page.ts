import { path, writeArguments } from '../arguments.ts';
import { defineWikiTool } from '../tool.ts';
import { writeAndAnswer, writeOutput } from '../write-and-answer.ts';

export const deletePage = defineWikiTool({
  name: 'delete_page',
  description: 'Delete a page. Its history stays in git: read_page with an earlier revision still shows it.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: { path, ...writeArguments },
  output: writeOutput,
  run: (context, wikiId, input) =>
    writeAndAnswer(
      context,
      wikiId,
      input,
      {
        op: 'delete',
        path: input.path,
      },
      `Deleted ${input.path}`,
      input.path,
    ),
});
