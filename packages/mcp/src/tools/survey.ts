import { z } from 'zod';
import { mayRead, openForReading } from '../access.ts';
import { cursor, goOn, noneYet, prefix } from '../list-arguments.ts';
import { showLine } from '../show-line.ts';
import { defineWikiTool } from '../tool.ts';

const MAX_LIKE_TITLE = 10;
/** Enough to see where a missing page is wanted. */
const MAX_FROM = 5;

export const survey = defineWikiTool({
  name: 'survey',
  description:
    'What needs care: pages that are linked but missing, orphans, near-duplicates. With title: only the pages like the one you want to make.',
  scope: 'read',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: { prefix, title: z.string().min(1).optional(), cursor },
  output: {
    wiki: z.string(),
    missing: z.array(z.object({ path: z.string(), from: z.array(z.string()) })),
    orphans: z.array(z.string()),
    similar: z.array(z.object({ paths: z.array(z.string()), reason: z.string() })),
    next_cursor: z.string().optional(),
  },
  async run({ wikis, caller }, wikiId, { prefix, title, cursor }) {
    const wiki = await openForReading(wikis, caller, wikiId);
    const readable = (path: string) => mayRead(caller, wiki, path);
    if (title !== undefined) {
      const pages = await wiki.findSimilar({ title, limit: MAX_LIKE_TITLE, mayRead: readable });
      const similar = pages.map(({ path, reason }) => ({ path, reason: showLine(reason) }));
      const lines = similar.map(({ path, reason }) => `  ${path}: ${reason}`);
      return {
        text: lines.length === 0 ? 'No page is like it.' : ['Pages like it:', ...lines].join('\n'),
        data: {
          wiki: wikiId,
          missing: [],
          orphans: [],
          similar: similar.map(({ path, reason }) => ({ paths: [path], reason })),
        },
      };
    }
    const { orphans, similar, next, ...found } = await wiki.survey({
      ...(prefix === undefined ? {} : { prefix }),
      ...(cursor === undefined ? {} : { startAfter: cursor }),
      mayRead: readable,
    });
    const missing = found.missing.map(({ path, from }) => ({ path, from: from.slice(0, MAX_FROM) }));
    const pairs = similar.map(({ paths, reason }) => ({ paths: [...paths], reason: showLine(reason) }));
    const section = (head: string, lines: string[]) =>
      lines.length === 0 ? [] : [head, ...lines.map((line) => `  ${line}`)];
    const lines = [
      ...section(
        'Linked, but missing:',
        missing.map(({ path, from }) => `${path} (from ${from.join(', ')})`),
      ),
      ...section('Orphans, which no page links to:', orphans),
      ...section(
        'Near-duplicates:',
        pairs.map(({ paths, reason }) => `${paths.join(' and ')}: ${reason}`),
      ),
    ];
    const nothing = next === undefined ? 'Nothing was found here.' : `In ${wikiId} ${noneYet('such page')}`;
    return {
      text: [...(lines.length === 0 ? [nothing] : lines), ...goOn(next)].join('\n'),
      data: { wiki: wikiId, missing, orphans, similar: pairs, ...(next === undefined ? {} : { next_cursor: next }) },
    };
  },
});
