import { filePath, writeArguments } from '../arguments.ts';
import { defineWikiTool } from '../tool.ts';
import { writeOutput } from '../write-answer.ts';
import { writeFileAndAnswer } from '../write-file-and-answer.ts';

export const deleteAttachment = defineWikiTool({
  name: 'delete_attachment',
  description: 'Delete an attachment. Its history stays.',
  scope: 'write',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: { path: filePath, ...writeArguments },
  output: writeOutput,
  run: (context, wikiId, { path, base_version: baseVersion, ...input }) =>
    writeFileAndAnswer(context, wikiId, input, { path, done: `Deleted ${path}`, content: null, baseVersion }),
});
