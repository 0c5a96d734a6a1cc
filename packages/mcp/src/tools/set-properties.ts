import { path, writeArguments } from '../arguments.ts';
import { operationArguments, toPageStep } from '../page-operations.ts';
import { defineWikiTool } from '../tool.ts';
import { writeAndAnswer } from '../write-and-answer.ts';
import { writeOutput } from '../write-answer.ts';

export const setProperties = defineWikiTool({
  name: 'set_properties',
  description: "Set entries of a page's front matter, e.g. title, tags; null removes one, others stay.",
  scope: 'write',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: { path, properties: operationArguments.properties, ...writeArguments },
  output: writeOutput,
  run: (context, wikiId, input) =>
    writeAndAnswer(
      context,
      wikiId,
      input,
      toPageStep(context, { op: 'set_properties', ...input }),
      `Set properties of ${input.path}`,
    ),
});
