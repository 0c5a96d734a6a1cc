import { wikiUrl } from '@holt/edge';
import { z } from 'zod';
import { mayWriteSome } from '../access.ts';
import { readableWikis } from '../readable-wikis.ts';
import { defineTool } from '../tool.ts';

export const listWikis = defineTool({
  name: 'list_wikis',
  description: 'List the wikis (owner/name) in which you may read pages, and whether you may write any there.',
  scope: 'read',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: {},
  output: {
    wikis: z.array(
      z.object({ wiki: z.string(), access: z.enum(['read', 'read-write']), public: z.boolean(), url: z.string() }),
    ),
  },
  async run(context) {
    const { caller, siteOrigin } = context;
    const readable = await readableWikis(context);
    const data = readable.map((info) => ({
      wiki: info.id,
      access: mayWriteSome(caller, info) ? ('read-write' as const) : ('read' as const),
      public: info.public,
      url: siteOrigin + wikiUrl(info.owner, info.name),
    }));
    const lines = data.map(
      ({ wiki, access, public: isPublic, url }) => `${wiki} (${access}, ${isPublic ? 'public' : 'private'}) ${url}`,
    );
    return { text: lines.join('\n') || 'There is no wiki that you may read.', data: { wikis: data } };
  },
});
