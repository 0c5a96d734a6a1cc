import { fileUrl } from '@holt/edge';
import { z } from 'zod';
import { mayRead, openForReading } from '../access.ts';
import { countOf } from '../count-of.ts';
import { cursor, goOn, limitTo, prefix } from '../list-arguments.ts';
import { defineWikiTool } from '../tool.ts';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 200;

export const listAttachments = defineWikiTool({
  name: 'list_attachments',
  description: 'List attachments: files other than pages.',
  scope: 'read',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: { prefix, cursor, limit: limitTo(MAX_LIMIT) },
  output: {
    wiki: z.string(),
    revision: z.string().optional(),
    total: z.number(),
    files: z.array(
      z.object({
        path: z.string(),
        version: z.string(),
        content_type: z.string(),
        size: z.number().optional(),
        url: z.string(),
      }),
    ),
    next_cursor: z.string().optional(),
  },
  async run({ wikis, caller, siteOrigin }, wikiId, { prefix, cursor, limit = DEFAULT_LIMIT }) {
    const wiki = await openForReading(wikis, caller, wikiId);
    const { revision, files, total, next } = await wiki.listAttachments({
      ...(prefix === undefined ? {} : { prefix }),
      ...(cursor === undefined ? {} : { startAfter: cursor }),
      limit,
      mayRead: (path) => mayRead(caller, wiki, path),
    });
    const answers = files.map(({ path, version, contentType, size }) => ({
      path,
      version,
      content_type: contentType,
      ...(size === undefined ? {} : { size }),
      url: siteOrigin + fileUrl(wiki.owner, wiki.name, path),
    }));
    const lines = answers.map(({ path, content_type: type, size, version }) =>
      [path, type, size === undefined ? '?' : `${size} bytes`, version].join(' | '),
    );
    const head = `${wikiId}: ${lines.length} of ${countOf(total, 'attachment')}${lines.length > 0 ? ' (path | type | size | version)' : ''}`;
    return {
      text: [head, ...lines, ...goOn(next)].join('\n'),
      data: {
        wiki: wikiId,
        ...(revision === undefined ? {} : { revision }),
        total,
        files: answers,
        ...(next === undefined ? {} : { next_cursor: next }),
      },
    };
  },
});
