import { z } from 'zod';
import { path, writeArguments } from '../arguments.ts';
import { defineWikiTool } from '../tool.ts';
import { writeAndAnswer, writeOutput } from '../write-and-answer.ts';

export const editPage = defineWikiTool({
  name: 'edit_page',
  description: 'Replace one text in a page; the rest stays. old_text must occur exactly once.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: {
    path,
    old_text: z.string().min(1).describe('Copied exactly from read_page, with enough around it to be unique'),
    new_text: z.string().describe('Put in its place; empty removes it'),
    ...writeArguments,
  },
  output: writeOutput,
  run: (context, wikiId, input) =>
    writeAndAnswer(
      context,
      wikiId,
      input,
      {
        op: 'edit',
        path: input.path,
        oldText: input.old_text,
        newText: input.new_text,
      },
      `Edited ${input.path}`,
      input.path,
    ),
});
