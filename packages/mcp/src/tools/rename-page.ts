import { pagePath, path, writeArguments } from '../arguments.ts';
import { defineWikiTool } from '../tool.ts';
import { writeAndAnswer, writeOutput } from '../write-and-answer.ts';

export const renamePage = defineWikiTool({
  name: 'rename_page',
  description: 'Move a page to another path. Its text stays; links to the old path are not changed: edit those pages.',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: { path, new_path: pagePath('A path where no page is'), ...writeArguments },
  output: writeOutput,
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
