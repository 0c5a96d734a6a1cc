import { type SimilarPage, type Wiki, WikiError, type WriteResult, type WrittenPage } from '@holt/wiki';
import { z } from 'zod';
import { mayRead } from '../access.ts';
import { baseVersionOrNone, commitArguments, path } from '../arguments.ts';
import { operationArguments, toPageStep, touchedBy } from '../page-operations.ts';
import { showHidden } from '../show-hidden.ts';
import { defineWikiTool, type ToolContext } from '../tool.ts';
import { commitAndAnswer, type Remarks } from '../write-and-answer.ts';
import { writeOutput } from '../write-answer.ts';

const MAX_SIMILAR = 3;

type Similar = { similar?: SimilarPage[] };

export const writePage = defineWikiTool({
  name: 'write_page',
  description:
    'Create a page, or replace the whole text of one; to change a part, use edit_page or edit_section. Each write is one git commit, on the web at once.',
  scope: 'write',
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false },
  input: {
    path: path.describe('E.g. Design/Overview, with _ for spaces'),
    content: operationArguments.content.describe('Markdown, at most 1 MiB'),
    base_version: baseVersionOrNone.describe(
      'Version from read_page, so that nobody is overwritten unseen; "none": the page must be new',
    ),
    message: commitArguments.message.describe('What and why'),
    idempotency_key: commitArguments.idempotency_key.describe('New for each write; resend it when you retry'),
  },
  output: {
    ...writeOutput,
    similar: z.array(z.object({ path: z.string(), title: z.string(), reason: z.string() })).optional(),
  },
  run(context, wikiId, input) {
    const step = toPageStep(context, { op: 'write', ...input });
    let hints: Promise<Hints> | undefined;
    return commitAndAnswer<Similar>(context, wikiId, input, {
      path: step.path,
      done: `Wrote ${step.path}`,
      touched: touchedBy(step),
      commit: (wiki, request) => {
        const { base_version: base } = input;
        if (base === undefined || base === 'none') hints = findHints(context, wiki, step.path);
        return wiki.write({ ...request, changes: [step] });
      },
      remark: async (page, result) => describeHints(page, result, input.base_version, await hints),
    });
  },
});

/** What is known of the wiki before a write, for whom it concerns. */
interface Hints {
  similar: SimilarPage[];
  /** What is about to be replaced, and by whom it was written. */
  present?: { version: string; writtenBy?: string };
}

/** Asked beside the write, so that nobody waits for it. A hint that can't be had is no failure of the write. */
async function findHints({ caller, log }: ToolContext, wiki: Wiki, path: string): Promise<Hints> {
  const orNone = <T>(found: Promise<T>) =>
    found.catch((error: unknown) => {
      if (!(error instanceof WikiError)) log(`Hints for a write of ${wiki.id} failed: ${String(error)}`, error);
      return undefined;
    });
  const [similar = [], page] = await Promise.all([
    orNone(wiki.findSimilar({ title: path, limit: MAX_SIMILAR + 1, mayRead: (other) => mayRead(caller, wiki, other) })),
    orNone(wiki.readPage(path)),
  ]);
  const hints = { similar: similar.filter((other) => other.path !== path).slice(0, MAX_SIMILAR) };
  if (page === undefined) return hints;
  const { version, lastChange: change } = page;
  if (change === undefined) return { ...hints, present: { version } };
  const agent = change.agent === undefined ? '' : ` (${change.agent})`;
  const writtenBy = showHidden(`${change.author.name}${agent} at ${change.date}`).text.replace(/\s+/g, ' ');
  return { ...hints, present: { version, writtenBy } };
}

function describeHints(
  { version, previousVersion }: WrittenPage,
  { unchanged, replayed }: WriteResult,
  base: string | undefined,
  hints: Hints | undefined,
): Remarks<Similar> {
  if (unchanged || version === undefined) return { data: {} };
  if (previousVersion !== undefined) {
    if (base !== undefined) return { data: {} };
    const { present } = hints ?? {};
    const whose = present?.version === previousVersion ? present.writtenBy : undefined;
    const what = whose === undefined ? `${previousVersion}, whoever wrote it` : `${previousVersion} by ${whose}`;
    return { data: {}, lines: [`Without a base_version this replaced version ${what}. Send base_version next time.`] };
  }
  const { similar = [] } = hints ?? {};
  if (replayed || similar.length === 0) return { data: {} };
  const names = similar.map(({ path, reason }) => `${path} (${reason})`);
  const line = `There are pages like it: ${names.join('; ')}. If one is about the same, put this there and delete this page.`;
  return { data: { similar }, lines: [line] };
}
