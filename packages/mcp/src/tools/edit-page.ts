import { path, writeArguments } from '../arguments.ts';
import { operationArguments, toPageStep } from '../page-operations.ts';
import { defineWikiTool } from '../tool.ts';
import { writeAndAnswer } from '../write-and-answer.ts';
import { writeOutput } from '../write-answer.ts';

export const editPage = defineWikiTool({
  name: 'edit_page',
  description: 'Replace a text in a page; the rest stays. old_text must occur exactly count times (default 1).',
  scope: 'write',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: {
    path,
    old_text: operationArguments.old_text.describe('Copied exactly from read_page'),
    new_text: operationArguments.new_text,
    count: operationArguments.count.optional(),
    ...writeArguments,
  },
  output: writeOutput,
  run: (context, wikiId, input) =>
    writeAndAnswer(context, wikiId, input, toPageStep(context, { op: 'edit', ...input }), `Edited ${input.path}`),
});
