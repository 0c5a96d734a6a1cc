import { z } from 'zod';
import { mayRead, openForReading } from '../access.ts';
import { pagePath, revision } from '../arguments.ts';
import { delimit } from '../delimit.ts';
import { showHidden } from '../show-hidden.ts';
import { defineWikiTool } from '../tool.ts';

/** Of the texts that are compared: their difference fits into one answer, marks for hidden characters included. */
const MAX_BYTES = 2 * 1024 * 1024;

export const diff = defineWikiTool({
  name: 'diff',
  description: 'What a commit changed, or how it differs from another (against is the older one), as a patch.',
  scope: 'read',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: {
    revision: revision.unwrap(),
    against: revision.unwrap().optional().describe('Default: its parent'),
    path: pagePath('Only this page').optional(),
  },
  output: { wiki: z.string(), revision: z.string(), against: z.string().optional(), patch: z.string() },
  async run({ wikis, caller, isVerbatim }, wikiId, { revision, against, path }) {
    const wiki = await openForReading(wikis, caller, wikiId);
    const found = await wiki.diff(revision, {
      ...(against === undefined ? {} : { against }),
      ...(path === undefined ? {} : { path }),
      maxBytes: MAX_BYTES,
      mayRead: (path) => mayRead(caller, wiki, path),
    });
    const patch = isVerbatim ? found : showHidden(found).text;
    return {
      text: patch === '' ? 'Nothing differs in what you may read.' : delimit('patch', revision, patch),
      data: { wiki: wikiId, revision, ...(against === undefined ? {} : { against }), patch },
    };
  },
});
