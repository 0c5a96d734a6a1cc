import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  ErrorCode,
  ListResourcesRequestSchema,
  type ListResourcesResult,
  ListResourceTemplatesRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  type ReadResourceResult,
} from '@modelcontextprotocol/sdk/types.js';
import { mayRead, openForReading } from './access.ts';
import { answerOrRefuse } from './answer-or-refuse.ts';
import { MAX_ANSWER_BYTES, sizeBytes } from './answer-size.ts';
import { ToolError } from './errors.ts';
import { toPageAnswer } from './page-answer.ts';
import { readIfAllowed } from './read-if-allowed.ts';
import { readableWikis } from './readable-wikis.ts';
import { pageTemplate, readResourceUri, toResourceUri } from './resource-uri.ts';
import { showLine } from './show-line.ts';
import type { ToolContext } from './tool.ts';

const MIME_TYPE = 'text/markdown';
const LISTED_AT_ONCE = 100;
/** So that many wikis without pages are no slow answer. */
const WIKIS_AT_ONCE = 20;

/**
 * Pages as resources: listed by cursor, found by a template, read as Markdown.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/server/resources
 */
export function answerResources(server: Server, context: ToolContext): void {
  const { bound, log } = context;
  server.setRequestHandler(ListResourcesRequestSchema, ({ method, params }) =>
    answerOrRefuse(method, log, () => listResources(context, params?.cursor)),
  );
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [
      {
        uriTemplate: pageTemplate(bound),
        name: 'page',
        title: 'Wiki page',
        description: 'The Markdown of a page, by its path',
        mimeType: MIME_TYPE,
      },
    ],
  }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ method, params }) =>
    answerOrRefuse(method, log, () => readResource(context, params.uri)),
  );
}

/** @param cursor where to go on: a wiki's id, a slash, and the last path that was listed of it */
async function listResources(context: ToolContext, cursor: string | undefined): Promise<ListResourcesResult> {
  const { wikis, caller } = context;
  const [, from = '', path = ''] = /^([^/]+\/[^/]+)\/(.*)$/s.exec(cursor ?? '') ?? [];
  if (cursor !== undefined && from === '') {
    throw new McpError(ErrorCode.InvalidParams, 'This cursor is of no answer of this server. List from the beginning.');
  }
  // One that is damaged must not keep the others from being listed; reading from it tells what is wrong.
  const readable = (await readableWikis(context))
    .filter(({ id, damaged }) => id >= from && damaged === undefined)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
  const resources: ListResourcesResult['resources'] = [];
  for (const [index, { id }] of readable.entries()) {
    if (index === WIKIS_AT_ONCE) return { resources, nextCursor: `${id}/` };
    const wiki = await openForReading(wikis, caller, id);
    const { pages, next } = await wiki.listPages({
      startAfter: id === from ? path : '',
      limit: LISTED_AT_ONCE - resources.length,
      isListed: (path) => mayRead(caller, wiki, path),
    });
    for (const { path, title } of pages) {
      resources.push({ uri: toResourceUri(id, path), name: path, title: showLine(title), mimeType: MIME_TYPE });
    }
    if (next !== undefined) return { resources, nextCursor: `${id}/${next}` };
    const following = readable[index + 1];
    if (resources.length === LISTED_AT_ONCE && following) return { resources, nextCursor: `${following.id}/` };
  }
  return { resources };
}

async function readResource(context: ToolContext, uri: string): Promise<ReadResourceResult> {
  const { wikis, caller, bound, siteOrigin } = context;
  const named = readResourceUri(uri);
  if (named === undefined || (bound !== undefined && named.wiki !== bound)) {
    const shown = showLine(uri.slice(0, 200));
    throw new ToolError(
      'wiki-not-found',
      `There is no resource "${shown}". Pages have URIs of the form ${pageTemplate(bound)}.`,
    );
  }
  const { wiki, page } = await readIfAllowed(wikis, caller, named.wiki, named.path);
  const { content: text, version, last_change, hidden } = toPageAnswer(page, { wiki, context });
  const url = siteOrigin + page.url;
  const _meta = { version, revision: page.revision, url, ...(last_change ? { last_change } : {}), hidden };
  const result = { contents: [{ uri, mimeType: MIME_TYPE, text, _meta }] };
  if (sizeBytes(result) <= MAX_ANSWER_BYTES) return result;
  throw new ToolError('answer-too-large', `The page is too large for one answer. Get ${url}.md over HTTP.`);
}
