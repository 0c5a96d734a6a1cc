import { listSections, WikiError, type WikiInfo } from '@holt/wiki';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  type CompleteRequestParams,
  CompleteRequestSchema,
  type CompleteResult,
  ErrorCode,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import { mayRead, openForReading } from './access.ts';
import { answerOrRefuse } from './answer-or-refuse.ts';
import { ToolError } from './errors.ts';
import { promptArguments } from './prompts.ts';
import { readIfAllowed } from './read-if-allowed.ts';
import { readableWikis } from './readable-wikis.ts';
import { PAGE_TEMPLATE, pageTemplate } from './resource-uri.ts';
import { showLine } from './show-line.ts';
import type { ToolContext } from './tool.ts';

/** As many as the protocol lets an answer have. */
const MAX_VALUES = 100;

type Completion = CompleteResult['completion'];
type Given = Readonly<Record<string, string>>;

/**
 * Completes the arguments of prompts and of the page template: by what the caller may read.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/server/utilities/completion
 */
export function answerCompletions(server: Server, context: ToolContext): void {
  server.setRequestHandler(CompleteRequestSchema, ({ method, params }) =>
    answerOrRefuse(method, context.log, async () => ({ completion: await complete(context, params) })),
  );
}

async function complete(
  context: ToolContext,
  { ref, argument, context: { arguments: given = {} } = {} }: CompleteRequestParams,
): Promise<Completion> {
  const { name, value } = argument;
  if (ref.type === 'ref/prompt') {
    const known = promptArguments(ref.name, context.bound);
    if (known === undefined) throw unknown('prompt', ref.name);
    if (!known.some((argument) => argument.name === name)) throw unknown('argument', name);
    const wikiId = context.bound ?? given.wiki;
    if (name === 'wiki') return completeFrom(value, (await readableWikis(context)).map(toId));
    if (name === 'path') return completePath(context, wikiId, value);
    if (name === 'section') return completeSection(context, wikiId, given.path, value);
    return completeFrom(value, []);
  }
  if (ref.uri !== PAGE_TEMPLATE && ref.uri !== pageTemplate(context.bound)) throw unknown('resource template', ref.uri);
  switch (name) {
    case 'owner':
      return completeFrom(
        value,
        (await readableWikis(context)).map(({ owner }) => owner),
      );
    case 'wiki': {
      const wikis = await readableWikis(context);
      const ofOwner = wikis.filter(({ owner }) => given.owner === undefined || owner === given.owner);
      return completeFrom(
        value,
        ofOwner.map(({ name }) => name),
      );
    }
    case 'path':
      return completePath(context, context.bound ?? wikiIdOf(given), value);
    default:
      throw unknown('argument', name);
  }
}

function toId({ id }: WikiInfo): string {
  return id;
}

function wikiIdOf({ owner, wiki }: Given): string | undefined {
  return owner === undefined || wiki === undefined ? undefined : `${owner}/${wiki}`;
}

function completeFrom(value: string, all: readonly string[]): Completion {
  const found = [...new Set(all)].filter((text) => text.toLowerCase().startsWith(value.toLowerCase()));
  return { values: found.slice(0, MAX_VALUES), total: found.length, hasMore: found.length > MAX_VALUES };
}

async function completePath(context: ToolContext, wikiId: string | undefined, value: string): Promise<Completion> {
  const { wikis, caller } = context;
  if (wikiId === undefined) return completeFrom(value, []);
  try {
    const wiki = await openForReading(wikis, caller, wikiId);
    const isListed = (path: string) => mayRead(caller, wiki, path);
    const { pages, total, next } = await wiki.listPages({ prefix: value, limit: MAX_VALUES, isListed });
    return { values: pages.map(({ path }) => path), total, hasMore: next !== undefined };
  } catch (error) {
    return nothingFor(error);
  }
}

async function completeSection(
  { wikis, caller }: ToolContext,
  wikiId: string | undefined,
  path: string | undefined,
  value: string,
): Promise<Completion> {
  if (wikiId === undefined || path === undefined) return completeFrom(value, []);
  try {
    const { wiki, page } = await readIfAllowed(wikis, caller, wikiId, path);
    return completeFrom(
      value,
      listSections(page.content, wiki).map(({ heading }) => showLine(heading)),
    );
  } catch (error) {
    return nothingFor(error);
  }
}

/** While somebody types, there is often no such wiki or page yet. */
function nothingFor(error: unknown): Completion {
  if (error instanceof ToolError || error instanceof WikiError) return completeFrom('', []);
  throw error;
}

function unknown(what: string, name: string): McpError {
  return new McpError(ErrorCode.InvalidParams, `There is no ${what} "${showLine(name.slice(0, 100))}" to complete.`);
}
