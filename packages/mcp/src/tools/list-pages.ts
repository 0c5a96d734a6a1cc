import { z } from 'zod';
import { mayRead, openForReading } from '../access.ts';
import { countOf } from '../count-of.ts';
import { cursor, goOn, limitTo, noneYet, prefix } from '../list-arguments.ts';
import { parseTime } from '../parse-time.ts';
import { showerFor, showLine } from '../show-line.ts';
import { defineWikiTool } from '../tool.ts';

const DEFAULT_LIMIT = 200;
const MAX_LIMIT = 1000;

export const listPages = defineWikiTool({
  name: 'list_pages',
  description: 'List pages by path, with title and version. Look or search before you make a page.',
  scope: 'read',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: {
    prefix,
    tag: z.string().min(1).optional(),
    updated_since: z
      .string()
      .refine(
        (text) => parseTime(text) !== undefined,
        'must be a date or time such as 2026-11-20 or 2026-11-20T08:00:00Z',
      )
      .optional()
      .describe('ISO 8601'),
    cursor,
    limit: limitTo(MAX_LIMIT),
  },
  output: {
    wiki: z.string(),
    revision: z.string().optional(),
    total: z.number().optional(),
    pages: z.array(
      z.object({ path: z.string(), title: z.string(), version: z.string(), updated: z.string().optional() }),
    ),
    next_cursor: z.string().optional(),
  },
  async run(context, wikiId, input) {
    const { wikis, caller } = context;
    const show = showerFor(context);
    const { prefix = '', tag, updated_since, cursor = '', limit = DEFAULT_LIMIT } = input;
    const wiki = await openForReading(wikis, caller, wikiId);
    const updatedSince = updated_since === undefined ? undefined : parseTime(updated_since);
    const list = await wiki.listPages({
      prefix,
      startAfter: cursor,
      limit,
      ...(tag === undefined ? {} : { tag }),
      ...(updatedSince === undefined ? {} : { updatedSince }),
      isListed: (path) => mayRead(caller, wiki, path),
    });
    const pages = list.pages.map(({ path, title, version, updated }) => ({
      path,
      title: show(title),
      version,
      ...(updated === undefined ? {} : { updated }),
    }));
    const isWhole = tag === undefined && updatedSince === undefined;
    const which = [
      ...(prefix === '' ? [] : [`under ${prefix}`]),
      ...(tag === undefined ? [] : [`with tag ${showLine(tag)}`]),
      ...(updated_since === undefined ? [] : [`changed since ${updated_since}`]),
    ];
    const columns = `(path | title | version${updatedSince === undefined ? '' : ' | changed'})`;
    const count = isWhole
      ? `${pages.length} of ${countOf(list.total, 'page')}`
      : countOf(pages.length, cursor === '' ? 'page' : 'more page');
    const head =
      pages.length === 0 && list.next !== undefined
        ? noneYet(['page', ...which].join(' '))
        : [count, ...which, ...(pages.length > 0 ? [columns] : [])].join(' ');
    const lines = pages.map((page) => [page.path, page.title, page.version, page.updated].filter(Boolean).join(' | '));
    return {
      text: [`${wikiId}: ${head}`, ...lines, ...goOn(list.next)].join('\n'),
      data: {
        wiki: wikiId,
        ...(list.revision === undefined ? {} : { revision: list.revision }),
        ...(isWhole ? { total: list.total } : {}),
        pages,
        ...(list.next === undefined ? {} : { next_cursor: list.next }),
      },
    };
  },
});
