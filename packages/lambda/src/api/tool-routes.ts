import type { TokenClaims } from '@holt/edge';
import { runTool } from '@holt/mcp/run-tool';
import type { Tool, ToolAnswer, ToolContext } from '@holt/mcp/tool';
import { TOOLS } from '@holt/mcp/tool-list';
import { WikiError, type Wikis } from '@holt/wiki';
import type { FunctionUrlEvent } from '../function-url.ts';
import { answerTool } from './answer-tool.ts';
import type { ApiContext } from './api-context.ts';
import { invalidRequest } from './api-error.ts';
import type { Binding } from './bindings.ts';
import { JSON_TYPE, MARKDOWN_TYPE, negotiate } from './media-types.ts';
import { readClient } from './read-client.ts';
import { type Current, readPrecondition } from './read-precondition.ts';
import { argumentReader } from './tool-arguments.ts';
import { toToolRefusal } from './tool-refusal.ts';

export type Extend = (data: ToolAnswer['data'], context: ToolContext) => Promise<ToolAnswer['data']>;

/**
 * Makes what answers a tool's route: reads the arguments and the precondition, runs the tool, and answers by the binding.
 *
 * @param extend adds to the answer what only the API tells
 * @throws ApiError what is refused; anything else is no fault of the caller's
 */
export function toolRoute(api: ApiContext, tool: Tool, binding: Binding, extend?: Extend) {
  const readArguments = argumentReader(tool, binding);

  return async (
    event: FunctionUrlEvent,
    caller: TokenClaims,
    parameters: Readonly<Record<string, string>>,
  ): Promise<Response> => {
    const type =
      binding.answers === 'markdown' ? negotiate(event.headers.accept, [JSON_TYPE, MARKDOWN_TYPE]) : JSON_TYPE;
    const { input, isVerbatim } = readArguments(event, parameters);
    const { siteOrigin, limits, log } = api;
    const context: ToolContext = {
      wikis: listedOnce(api.wikis),
      caller,
      agent: readClient(event.headers['user-agent']),
      siteOrigin,
      limits,
      log,
      isVerbatim: isVerbatim || type === MARKDOWN_TYPE || binding.answers === 'bytes',
    };
    let isStrict = false;
    try {
      if (tool.scope === 'write') {
        const precondition = await readPrecondition(binding, event.headers, () => readCurrent(context, binding, input));
        isStrict = precondition.isConditional;
        if (precondition.baseVersion !== undefined) addBase(input, precondition.baseVersion);
      }
      // What a tool answers of a file does not tell whether there was one.
      const isThere =
        binding.creates === true &&
        binding.target === 'file' &&
        input.base_version === undefined &&
        (await readCurrent(context, binding, input)) !== undefined;
      const answer = await runTool(tool, { ...context, isStrict }, input);
      const data = extend === undefined ? answer.data : await extend(answer.data, context);
      const isNew =
        binding.creates === true && data.unchanged !== true && data.previous_version === undefined && !isThere;
      return answerTool(event, binding, { ...answer, data }, { type, isNew });
    } catch (error) {
      throw toToolRefusal(tool, error, { isConditional: isStrict, log });
    }
  };
}

/** The wikis, whose list is read once however often it is asked for. */
function listedOnce(wikis: Wikis): Wikis {
  let list: ReturnType<Wikis['list']> | undefined;
  return {
    ...wikis,
    list() {
      list ??= wikis.list();
      return list;
    },
  };
}

function addBase(input: Record<string, unknown>, baseVersion: string): void {
  if (input.base_version !== undefined) {
    throw invalidRequest(
      'base_version and If-Match or If-None-Match exclude each other: the first merges what others changed, the others refuse it. Send one.',
    );
  }
  input.base_version = baseVersion;
}

/** What the path names, as the caller may read it. */
async function readCurrent(
  context: ToolContext,
  { target }: Binding,
  { wiki, path }: Record<string, unknown>,
): Promise<Current | undefined> {
  const reader = TOOLS.get(target === 'file' ? 'read_attachment' : 'read_page');
  if (reader === undefined) return undefined;
  try {
    const { data } = await runTool(reader, { ...context, isVerbatim: true }, { wiki, path });
    return { version: String(data.version), ...(typeof data.content === 'string' ? { content: data.content } : {}) };
  } catch (error) {
    const isMissing = error instanceof WikiError && /^(page|file)-not-found$/.test(error.code);
    if (isMissing) return undefined;
    throw error;
  }
}
