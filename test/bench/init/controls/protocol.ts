import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { CallToolRequestSchema } from '@modelcontextprotocol/sdk/types.js';

/** The Model Context Protocol's server, its transport and its schemas, as they come from their package. */
export const handler = async (): Promise<unknown[]> => [
  Server,
  WebStandardStreamableHTTPServerTransport,
  CallToolRequestSchema,
];
