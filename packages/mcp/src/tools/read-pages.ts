import { pageNotFound, WikiError } from '@holt/wiki';
import { z } from 'zod';
import { limitsOf, openForReading } from '../access.ts';
import { MAX_ANSWER_BYTES, sizeBytes } from '../answer-size.ts';
import { pagePath, revision } from '../arguments.ts';
import { delimitPage, describePage, type PageAnswer, pageShape, toPageAnswer } from '../page-answer.ts';
import { defineWikiTool } from '../tool.ts';

const MAX_PAGES = 20;
/** Text and structured content have each page once; the rest is what is said of it. */
const MAX_PAGES_BYTES = MAX_ANSWER_BYTES * 0.9;

export const readPages = defineWikiTool({
  name: 'read_pages',
  description: `Read up to ${MAX_PAGES} pages at once, all as of one revision. What does not fit is named in rest: ask for it next.`,
  scope: 'read',
  annotations: { readOnlyHint: true, openWorldHint: false },
  input: { paths: z.array(pagePath()).min(1).max(MAX_PAGES), revision },
  output: {
    wiki: z.string(),
    revision: z.string().optional(),
    pages: z.array(z.object(pageShape)),
    errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })),
    rest: z.array(z.string()).optional(),
  },
  async run(context, wikiId, { paths, revision }) {
    const { wikis, caller } = context;
    const wiki = await openForReading(wikis, caller, wikiId);
    const wanted = [...new Set(paths)];
    const found = await wiki.readPages(wanted, {
      ...(revision === undefined ? {} : { revision }),
      ...limitsOf(caller, wiki),
    });
    const pages: PageAnswer[] = [];
    const errors: { path: string; code: string; message: string }[] = [];
    const rest: string[] = [];
    let bytes = 0;
    let at: string | undefined;
    for (const [index, path] of wanted.entries()) {
      const result = found[index] ?? pageNotFound(wiki, path, revision);
      if (result instanceof WikiError) {
        const { code, message } = result;
        errors.push({ path, code, message });
        continue;
      }
      at = result.revision;
      const answer = toPageAnswer(result, { wiki, context });
      bytes += 2 * sizeBytes(answer);
      if (bytes > MAX_PAGES_BYTES && pages.length > 0) rest.push(path);
      else pages.push(answer);
    }
    const texts = pages.map((page) => `${describePage(page).join('\n')}\n\n${delimitPage(page)}`);
    const tail = [
      ...errors.map(({ code, message }) => `Error ${code}: ${message}`),
      ...(rest.length === 0 ? [] : [`Not in this answer for its size; read them next: ${rest.join(', ')}`]),
    ];
    return {
      text: [`${wikiId}${at === undefined ? '' : ` at revision ${at}`}:`, ...texts, ...tail].join('\n\n'),
      data: {
        wiki: wikiId,
        ...(at === undefined ? {} : { revision: at }),
        pages,
        errors,
        ...(rest.length === 0 ? {} : { rest }),
      },
    };
  },
});
