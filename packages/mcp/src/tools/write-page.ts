import { z } from 'zod';
import { path, writeArguments } from '../arguments.ts';
import { defineWikiTool } from '../tool.ts';
import { writeAndAnswer, writeOutput } from '../write-and-answer.ts';

export const writePage = defineWikiTool({
  name: 'write_page',
  description:
    'Create a page, or replace the whole text of one. To change part of a page use edit_page. Each write is one git commit, on the web at once.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: { path, content: z.string().describe('The whole page in Markdown, at most 1 MiB'), ...writeArguments },
  output: writeOutput,
  run: (context, wikiId, input) =>
    writeAndAnswer(
      context,
      wikiId,
      input,
      {
        op: 'put',
        path: input.path,
        content: input.content,
      },
      `Wrote ${input.path}`,
      input.path,
    ),
});
