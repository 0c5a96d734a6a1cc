import type { Wikis } from '@holt/wiki';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import {
  CallToolRequestSchema,
  ErrorCode,
  ListToolsRequestSchema,
  type ListToolsResult,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import { callTool } from './call-tool.ts';
import type { Caller } from './caller.ts';
import { INSTRUCTIONS } from './instructions.ts';
import type { Log } from './log.ts';
import { readAgent } from './read-agent.ts';
import { readMessages } from './read-messages.ts';
import type { ToolContext } from './tool.ts';
import { listTools, TOOLS } from './tool-list.ts';

export interface McpHandlerOptions {
  wikis: Wikis;
  /** How the server names itself to clients. */
  serverName: string;
  version: string;
  /** Where people read: `https://wiki.example`. Page URLs in answers begin with it. */
  siteOrigin: string;
  /** Gets failures that the agent is told nothing about. Default: they are dropped. */
  log?: Log;
}

/**
 * Answers one HTTP request of an MCP client.
 *
 * @param request to any URL; its body is read whole, so its size must have been limited before
 * @param caller the claims of a token that has been verified
 * @param bound the id of the one wiki that the connection is for; `wiki` may then be left out
 */
export type McpHandler = (request: Request, caller: Caller, bound?: string) => Promise<Response>;

/**
 * An MCP server over Streamable HTTP, stateless and answering with JSON: nothing is kept between requests, so that any instance of a
 * Lambda function can answer any of them.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http
 */
export function createMcpHandler(options: McpHandlerOptions): McpHandler {
  const { wikis, serverName, version, log = () => undefined } = options;
  const siteOrigin = options.siteOrigin.replace(/\/+$/, '');
  const lists = { all: listTools(false), bound: listTools(true) };

  return async (request, caller, bound) => {
    const body = request.method === 'POST' ? await readMessages(request) : undefined;
    if (body !== undefined && 'refusal' in body) return body.refusal;

    const agent = readAgent(request);
    const context: ToolContext = { wikis, caller, agent, siteOrigin, log, ...(bound === undefined ? {} : { bound }) };
    const server = createServer(serverName, version, bound === undefined ? lists.all : lists.bound, context);
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    // The SDK's own declarations are not made for exactOptionalPropertyTypes.
    await server.connect(transport as Parameters<Server['connect']>[0]);
    try {
      return await transport.handleRequest(request, body === undefined ? {} : { parsedBody: body.messages });
    } finally {
      await server.close();
    }
  };
}

function createServer(name: string, version: string, tools: ListToolsResult, context: ToolContext): Server {
  const server = new Server(
    { name, version },
    { capabilities: { tools: {} }, instructions: INSTRUCTIONS, jsonSchemaValidator: NO_VALIDATOR },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => tools);
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    const tool = TOOLS.get(params.name);
    if (tool === undefined) {
      throw new McpError(ErrorCode.InvalidParams, `There is no tool "${params.name.slice(0, 60)}". Call tools/list.`);
    }
    return callTool(tool, context, params.arguments ?? {});
  });
  return server;
}

/** Used for elicitation only, which this server never asks for; the default would be built anew for each request. */
const NO_VALIDATOR = {
  getValidator: () => {
    throw new Error('This server validates no elicited content.');
  },
};
