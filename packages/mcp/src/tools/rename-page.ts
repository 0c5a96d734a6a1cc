import { mayRead } from '../access.ts';
import { path, writeArguments } from '../arguments.ts';
import { countOf } from '../count-of.ts';
import { operationArguments, toPageStep } from '../page-operations.ts';
import { defineWikiTool } from '../tool.ts';
import { writeAndAnswer } from '../write-and-answer.ts';
import { renameOutput, writeOutput } from '../write-answer.ts';

export const renamePage = defineWikiTool({
  name: 'rename_page',
  description: 'Move a page to another path. Links to it in pages that you may change follow; its old path redirects.',
  scope: 'write',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: { path, new_path: operationArguments.new_path, ...writeArguments },
  output: { ...writeOutput, ...renameOutput },
  run: (context, wikiId, input) => {
    const { path, new_path: newPath } = input;
    const step = toPageStep(context, { op: 'rename', ...input });
    return writeAndAnswer(context, wikiId, input, step, `Renamed ${path} to ${newPath}`, (_, { pages }, wiki) => {
      // Repeated, a write may tell of pages that the caller may no longer know of.
      const relinked = pages
        .map((page) => page.path)
        .filter((other) => other !== path && other !== newPath && mayRead(context.caller, wiki, other));
      const lines =
        relinked.length > 0 ? [`Links to it were changed in ${countOf(relinked.length, 'other page')}.`] : [];
      return { lines, data: { relinked } };
    });
  },
});
