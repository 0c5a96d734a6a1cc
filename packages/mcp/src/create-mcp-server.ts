import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  ListToolsRequestSchema,
  type ListToolsResult,
  McpError,
} from '@modelcontextprotocol/sdk/types.js';
import { callTool } from './call-tool.ts';
import { CheckedServer } from './checked-server.ts';
import { answerCompletions } from './completions.ts';
import { INSTRUCTIONS } from './instructions.ts';
import { answerPrompts } from './prompts.ts';
import { answerResources } from './resources.ts';
import type { ToolContext } from './tool.ts';
import { listTools, TOOLS } from './tool-list.ts';

export interface McpServerOptions {
  /** How the server names itself to clients. */
  name: string;
  version: string;
  /** For whom and with what it answers. */
  context: ToolContext;
  /** Is told how each call of a tool ended. */
  onToolResult?: (result: CallToolResult) => void;
  /** May let the server answer more, or otherwise, before it is connected. */
  extend?: (server: Server) => void;
}

/** The MCP server of one caller: tools, pages as resources, prompts, completions. It is for one connection, whatever the transport. */
export function createMcpServer({ name, version, context, onToolResult, extend }: McpServerOptions): Server {
  const server: Server = new CheckedServer(
    { name, version },
    {
      capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} },
      instructions: INSTRUCTIONS,
      jsonSchemaValidator: NO_VALIDATOR,
    },
  );
  server.setRequestHandler(ListToolsRequestSchema, () => toolList(context.bound !== undefined));
  server.setRequestHandler(CallToolRequestSchema, async ({ params }) => {
    const tool = TOOLS.get(params.name);
    if (tool === undefined) {
      throw new McpError(ErrorCode.InvalidParams, `There is no tool "${params.name.slice(0, 60)}". Call tools/list.`);
    }
    const result = await callTool(tool, context, params.arguments ?? {});
    onToolResult?.(result);
    return result;
  });
  answerResources(server, context);
  answerPrompts(server, context);
  answerCompletions(server, context);
  extend?.(server);
  return server;
}

/** Making one takes longer than answering most requests. */
const lists = new Map<boolean, ListToolsResult>();

function toolList(isBound: boolean): ListToolsResult {
  const list = lists.get(isBound) ?? listTools(isBound);
  lists.set(isBound, list);
  return list;
}

/** Used for elicitation only, which this server never asks for; the default would be built anew for each request. */
const NO_VALIDATOR = {
  getValidator: () => {
    throw new Error('This server validates no elicited content.');
  },
};
