import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  CompleteRequestSchema,
  type ContentBlock,
  CreateMessageResultSchema,
  ErrorCode,
  GetPromptRequestSchema,
  type GetPromptResult,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListResourceTemplatesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  type ReadResourceResult,
  type ServerNotification,
  type ServerRequest,
} from '@modelcontextprotocol/sdk/types.js';

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** How long a question to the client may stay without an answer. */
const ASK_TIMEOUT_MS = 50;

/** One red pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';
/** A WAV file without samples. */
const WAV = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEARKwAAIhYAQACABAAZGF0YQAAAAA=';

const text = (words: string): ContentBlock => ({ type: 'text', text: words });
const image: ContentBlock = { type: 'image', data: PNG, mimeType: 'image/png' };
const embedded = (uri: string, mimeType: string, words: string): ContentBlock => ({
  type: 'resource',
  resource: { uri, mimeType, text: words },
});

const TOOLS: Readonly<Record<string, (extra: Extra) => ContentBlock[] | Promise<ContentBlock[]>>> = {
  test_simple_text: () => [text('This is a simple text response for testing.')],
  test_image_content: () => [image],
  test_audio_content: () => [{ type: 'audio', data: WAV, mimeType: 'audio/wav' }],
  test_embedded_resource: () => [embedded('test://embedded-resource', 'text/plain', 'This is an embedded resource.')],
  test_multiple_content_types: () => [
    text('Multiple content types test:'),
    image,
    embedded('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
  ],
  test_error_handling: () => {
    throw new Error('This tool intentionally returns an error for testing');
  },
  json_schema_2020_12_tool: () => [text('Nothing but its schema counts.')],
  test_tool_with_logging: async ({ sendNotification }) => {
    for (const data of ['started', 'processing data', 'completed']) {
      await sendNotification({ method: 'notifications/message', params: { level: 'info', data } });
    }
    return [text('Logged.')];
  },
  test_tool_with_progress: async ({ sendNotification, _meta }) => {
    for (const progress of [0, 50, 100]) {
      const params = { progressToken: _meta?.progressToken ?? 0, progress, total: 100 };
      await sendNotification({ method: 'notifications/progress', params });
    }
    return [text('Done.')];
  },
  test_sampling: ask,
  test_elicitation: ask,
  test_elicitation_sep1034_defaults: ask,
  test_elicitation_sep1330_enums: ask,
};

/** Asks the client for something while the tool runs. */
async function ask({ sendRequest }: Extra): Promise<ContentBlock[]> {
  const messages = [{ role: 'user' as const, content: { type: 'text' as const, text: 'Are you there?' } }];
  const question = { method: 'sampling/createMessage' as const, params: { messages, maxTokens: 10 } };
  const answer = await sendRequest(question, CreateMessageResultSchema, { timeout: ASK_TIMEOUT_MS });
  return [text(JSON.stringify(answer))];
}

const JSON_SCHEMA_2020_12 = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object' as const,
  $defs: {
    address: { type: 'object', properties: { street: { type: 'string' }, city: { type: 'string' } } },
  },
  properties: { name: { type: 'string' }, address: { $ref: '#/$defs/address' } },
  additionalProperties: false,
};

const PROMPTS: Readonly<Record<string, (input: Record<string, string>) => ContentBlock[]>> = {
  test_simple_prompt: () => [text('This is a simple prompt for testing.')],
  test_prompt_with_arguments: ({ arg1, arg2 }) => [text(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)],
  test_prompt_with_embedded_resource: ({ resourceUri = '' }) => [
    embedded(resourceUri, 'text/plain', 'Embedded resource content for testing.'),
    text('Please process the embedded resource above.'),
  ],
  test_prompt_with_image: () => [image, text('Please analyze the image above.')],
};

const PROMPT_ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  test_prompt_with_arguments: ['arg1', 'arg2'],
  test_prompt_with_embedded_resource: ['resourceUri'],
};

/** Puts the tools, resources and prompts that the conformance suite calls by their names in place of a server's own. */
export function useFixtures(server: Server): void {
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: Object.keys(TOOLS).map((name) => ({
      name,
      description: 'Called by the conformance suite',
      inputSchema: name === 'json_schema_2020_12_tool' ? JSON_SCHEMA_2020_12 : { type: 'object' as const },
    })),
  }));
  server.setRequestHandler(CallToolRequestSchema, ({ params }, extra) => callTool(params.name, extra));
  server.setRequestHandler(ListResourcesRequestSchema, () => ({
    resources: ['test://static-text', 'test://static-binary'].map((uri) => ({ uri, name: uri.slice(7) })),
  }));
  server.setRequestHandler(ListResourceTemplatesRequestSchema, () => ({
    resourceTemplates: [{ uriTemplate: 'test://template/{id}/data', name: 'template' }],
  }));
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }) => readResource(params.uri));
  server.setRequestHandler(ListPromptsRequestSchema, () => ({
    prompts: Object.keys(PROMPTS).map((name) => ({
      name,
      description: 'Got by the conformance suite',
      arguments: (PROMPT_ARGUMENTS[name] ?? []).map((argument) => ({ name: argument, required: true })),
    })),
  }));
  server.setRequestHandler(GetPromptRequestSchema, ({ params }) => getPrompt(params.name, params.arguments ?? {}));
  server.setRequestHandler(CompleteRequestSchema, () => ({ completion: { values: [] } }));
}

async function callTool(name: string, extra: Extra): Promise<CallToolResult> {
  const run = TOOLS[name];
  if (run === undefined) throw new McpError(ErrorCode.InvalidParams, `There is no tool "${name}".`);
  try {
    return { content: await run(extra) };
  } catch (error) {
    return { content: [text(String(error))], isError: true };
  }
}

function readResource(uri: string): ReadResourceResult {
  if (uri === 'test://static-text') {
    return { contents: [{ uri, mimeType: 'text/plain', text: 'This is the content of the static text resource.' }] };
  }
  if (uri === 'test://static-binary') return { contents: [{ uri, mimeType: 'image/png', blob: PNG }] };
  const [, id] = /^test:\/\/template\/([^/]+)\/data$/.exec(uri) ?? [];
  if (id === undefined) throw new McpError(ErrorCode.InvalidParams, `There is no resource "${uri}".`);
  const data = { id, templateTest: true, data: `Data for ID: ${id}` };
  return { contents: [{ uri, mimeType: 'application/json', text: JSON.stringify(data) }] };
}

function getPrompt(name: string, input: Record<string, string>): GetPromptResult {
  const blocks = PROMPTS[name];
  if (blocks === undefined) throw new McpError(ErrorCode.InvalidParams, `There is no prompt "${name}".`);
  return { messages: blocks(input).map((content) => ({ role: 'user', content })) };
}
