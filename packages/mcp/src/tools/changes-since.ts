import { z } from 'zod';
import { mayRead, openForReading } from '../access.ts';
import { revision } from '../arguments.ts';
import { commit, describeCommit, toCommit } from '../commit-answer.ts';
import { cursor, goOn, limitTo } from '../list-arguments.ts';
import { showerFor } from '../show-line.ts';
import { defineWikiTool } from '../tool.ts';

const DEFAULT_LIMIT = 50;
const MAX_LIMIT = 200;

export const changesSince = defineWikiTool({
  name: 'changes_since',
  description: 'What changed since a revision: pages, and commits, newest first. Keep its revision for the next time.',
  scope: 'read',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: {
    revision: revision.describe('Of an earlier answer; default: the beginning'),
    cursor,
    limit: limitTo(MAX_LIMIT),
  },
  output: {
    wiki: z.string(),
    revision: z.string().optional(),
    is_complete: z.boolean().describe('false: older commits are left out, pages are not'),
    pages: z.array(
      z.object({
        path: z.string(),
        kind: z.string(),
        from: z.string().optional(),
        version: z.string().optional(),
      }),
    ),
    commits: z.array(commit),
    next_cursor: z.string().optional(),
  },
  async run(context, wikiId, { revision, cursor, limit = DEFAULT_LIMIT }) {
    const { wikis, caller } = context;
    const show = showerFor(context);
    const wiki = await openForReading(wikis, caller, wikiId);
    const result = await wiki.changesSince({
      limit,
      ...(revision === undefined ? {} : { revision }),
      ...(cursor === undefined ? {} : { startAfter: cursor }),
      mayRead: (path) => mayRead(caller, wiki, path),
    });
    const commits = result.commits.map((change) => toCommit(change, show));
    const since = revision === undefined ? 'since the beginning' : `since ${revision}`;
    const pages = result.pages.map(({ path, kind, from, version }) => ({
      path,
      kind,
      ...(from === undefined ? {} : { from }),
      ...(version === undefined ? {} : { version }),
    }));
    const lines = [
      pages.length + commits.length === 0
        ? `${wikiId}: nothing changed ${since}.`
        : `${wikiId}: what changed ${since}.`,
      ...(result.revision === undefined ? [] : [`revision: ${result.revision}`]),
      ...(result.isComplete ? [] : ['There are older commits than these. The pages are all that differ.']),
      ...(pages.length === 0 ? [] : ['Pages:']),
      ...pages.map(
        ({ path, kind, from, version }) =>
          `  ${kind} ${from === undefined ? '' : `${from} to `}${path}${version === undefined ? '' : ` (version ${version})`}`,
      ),
      ...(commits.length === 0 ? [] : ['Commits, newest first:']),
      ...commits.map(describeCommit),
      ...goOn(result.next),
    ];
    return {
      text: lines.join('\n'),
      data: {
        wiki: wikiId,
        ...(result.revision === undefined ? {} : { revision: result.revision }),
        is_complete: result.isComplete,
        pages,
        commits,
        ...(result.next === undefined ? {} : { next_cursor: result.next }),
      },
    };
  },
});
