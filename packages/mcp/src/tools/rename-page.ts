import { pagePath, path, writeArguments } from '../arguments.ts';
import { defineWikiTool } from '../tool.ts';
import { renameOutput, writeAndAnswer, writeOutput } from '../write-and-answer.ts';

export const renamePage = defineWikiTool({
  name: 'rename_page',
  description:
    'Move a page to another path. Links to it in pages that you may change lead to the new path then; the old one redirects there.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: { path, new_path: pagePath('A path where no page is'), ...writeArguments },
  output: { ...writeOutput, ...renameOutput },
  run: (context, wikiId, input) =>
    writeAndAnswer(
      context,
      wikiId,
      input,
      {
        op: 'move',
        path: input.path,
        newPath: input.new_path,
      },
      `Renamed ${input.path} to ${input.new_path}`,
      input.new_path,
    ),
});
