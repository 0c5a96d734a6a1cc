import { z } from 'zod';
import { mayRead, openForReading } from '../access.ts';
import { defineWikiTool } from '../tool.ts';

const DEFAULT_LIMIT = 200;
const MAX_LIMIT = 1000;

export const listPages = defineWikiTool({
  name: 'list_pages',
  description: `List the pages you may read by path, with title and version. Gives ${DEFAULT_LIMIT} at a time; go on with the cursor of the answer. Look here before you make a page.`,
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: {
    prefix: z.string().optional().describe('Only paths that begin so, e.g. Design/'),
    cursor: z.string().min(1).optional().describe('next_cursor of the answer before'),
    limit: z.int().min(1).max(MAX_LIMIT).optional(),
  },
  output: {
    wiki: z.string(),
    revision: z.string().optional(),
    total: z.number(),
    pages: z.array(z.object({ path: z.string(), title: z.string(), version: z.string() })),
    next_cursor: z.string().optional(),
  },
  async run({ wikis, caller }, wikiId, { prefix = '', cursor = '', limit = DEFAULT_LIMIT }) {
    const wiki = await openForReading(wikis, caller, wikiId);
    const list = await wiki.listPages({
      prefix,
      startAfter: cursor,
      limit,
      isListed: (path) => mayRead(caller, wiki, path),
    });
    const pages = list.pages.map(({ path, title, version }) => ({ path, title, version }));
    const lines = pages.map(({ path, title, version }) => `${path} | ${oneLine(title)} | ${version}`);
    const head =
      `${wikiId}: ${pages.length} of ${list.total} pages` +
      `${prefix === '' ? '' : ` under ${prefix}`}${lines.length > 0 ? ' (path | title | version)' : ''}`;
    const tail = list.next === undefined ? [] : [`There are more. Go on with cursor: ${list.next}`];
    return {
      text: [head, ...lines, ...tail].join('\n'),
      data: {
        wiki: wikiId,
        total: list.total,
        pages,
        ...(list.revision === undefined ? {} : { revision: list.revision }),
        ...(list.next === undefined ? {} : { next_cursor: list.next }),
      },
    };
  },
});

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
