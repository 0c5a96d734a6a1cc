import { z } from 'zod';
import { commitArguments } from '../arguments.ts';
import { commitMany, manyOutput } from '../commit-many.ts';
import { countOf } from '../count-of.ts';
import { pageOperation, toPageStep, touchedBy } from '../page-operations.ts';
import { defineWikiTool } from '../tool.ts';

const MAX_CHANGES = 50;

export const applyChanges = defineWikiTool({
  name: 'apply_changes',
  description: `Up to ${MAX_CHANGES} changes in one commit: all or none, in order. Each op takes its tool's arguments; append … insert_after: section and content.`,
  scope: 'write',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false },
  input: {
    changes: z
      .array(pageOperation)
      .refine((all) => all.length > 0 && all.length <= MAX_CHANGES, `takes 1 to ${MAX_CHANGES} changes`),
    ...commitArguments,
  },
  output: manyOutput,
  run: (context, wikiId, { changes, ...input }) => {
    const steps = changes.map((change) => toPageStep(context, change));
    const done = `Made ${countOf(steps.length, 'change')}`;
    return commitMany(context, wikiId, input, steps.flatMap(touchedBy), done, (wiki, request) =>
      wiki.write({ ...request, changes: steps }),
    );
  },
});
