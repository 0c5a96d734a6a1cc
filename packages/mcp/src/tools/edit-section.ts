import { z } from 'zod';
import { path, writeArguments } from '../arguments.ts';
import { ToolError } from '../errors.ts';
import { operationArguments, type PageOperation, toPageStep } from '../page-operations.ts';
import { defineWikiTool } from '../tool.ts';
import { writeAndAnswer } from '../write-and-answer.ts';
import { writeOutput } from '../write-answer.ts';

const WHERE = {
  append: { op: 'append', needsSection: false, done: 'Appended to' },
  prepend: { op: 'prepend', needsSection: false, done: 'Prepended to' },
  replace: { op: 'replace_section', needsSection: true, done: 'Replaced' },
  before: { op: 'insert_before', needsSection: true, done: 'Inserted before' },
  after: { op: 'insert_after', needsSection: true, done: 'Inserted after' },
} as const satisfies Record<string, { op: PageOperation; needsSection: boolean; done: string }>;

export const editSection = defineWikiTool({
  name: 'edit_section',
  description:
    'Add to, replace, or insert beside a section, by its heading; a section goes on to the next heading of its level. Without section: append or prepend to the page.',
  scope: 'write',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: {
    path,
    where: z.enum(['append', 'prepend', 'replace', 'before', 'after']),
    section: operationArguments.section.optional().describe('Heading or slug'),
    content: operationArguments.content,
    ...writeArguments,
  },
  output: writeOutput,
  run: (context, wikiId, { where, ...input }) => {
    const { op, needsSection, done } = WHERE[where];
    if (needsSection && input.section === undefined) {
      throw new ToolError(
        'invalid-arguments',
        `edit_section was not called: section is missing, which "${where}" needs. Give the heading of a section; read_page lists them.`,
      );
    }
    const what = input.section === undefined ? input.path : `"${input.section}" of ${input.path}`;
    return writeAndAnswer(context, wikiId, input, toPageStep(context, { op, ...input }), `${done} ${what}`);
  },
});
