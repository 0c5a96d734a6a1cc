import { z } from 'zod';
import { mayRead, openForReading } from '../access.ts';
import { path } from '../arguments.ts';
import { commit, describeCommit, toCommit } from '../commit-answer.ts';
import { cursor, goOn, limitTo } from '../list-arguments.ts';
import { showerFor } from '../show-line.ts';
import { defineWikiTool } from '../tool.ts';

const DEFAULT_LIMIT = 30;
const MAX_LIMIT = 200;

export const pageHistory = defineWikiTool({
  name: 'page_history',
  description: 'The commits that changed a page, newest first, also of a page that is gone.',
  scope: 'read',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: { path, cursor, limit: limitTo(MAX_LIMIT) },
  output: {
    wiki: z.string(),
    path: z.string(),
    commits: z.array(commit),
    next_cursor: z.string().optional(),
  },
  async run(context, wikiId, { path, cursor, limit = DEFAULT_LIMIT }) {
    const { wikis, caller } = context;
    const show = showerFor(context);
    const wiki = await openForReading(wikis, caller, wikiId);
    const changes = await wiki.history({
      path,
      limit: limit + 1,
      ...(cursor === undefined ? {} : { startAfter: cursor }),
      mayRead: (path) => mayRead(caller, wiki, path),
    });
    const commits = changes.slice(0, limit).map((change) => toCommit(change, show));
    const next = changes.length > limit ? commits.at(-1)?.revision : undefined;
    return {
      text: [`The history of ${path} in ${wikiId}, newest first:`, ...commits.map(describeCommit), ...goOn(next)].join(
        '\n',
      ),
      data: { wiki: wikiId, path, commits, ...(next === undefined ? {} : { next_cursor: next }) },
    };
  },
});
