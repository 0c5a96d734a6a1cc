import type { Readable, Writable } from 'node:stream';
import type { Wikis } from '@holt/wiki';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { isJSONRPCRequest } from '@modelcontextprotocol/sdk/types.js';
import { agentName } from './agent-name.ts';
import type { Caller } from './caller.ts';
import { createMcpServer } from './create-mcp-server.ts';
import type { Log } from './log.ts';
import { UNKNOWN_AGENT } from './read-agent.ts';
import type { ToolContext } from './tool.ts';

/** As large as the largest request over HTTP, and its envelope. */
const MAX_MESSAGE_BYTES = 8 * 1024 * 1024;

export interface StdioOptions {
  wikis: Wikis;
  /** As whom the client acts. */
  caller: Caller;
  /** The id of the one wiki that the connection is for. */
  bound?: string;
  /** Where people read: `https://wiki.example`. */
  siteOrigin: string;
  serverName: string;
  version: string;
  /** Gets what the client is told nothing about. It must not write to standard output. */
  log: Log;
  /** Default: those of the process. */
  input?: Readable;
  output?: Writable;
}

/**
 * Serves one MCP client over standard input and output until it closes its end; what it asked before is still answered.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#stdio
 */
export async function serveStdio(options: StdioOptions): Promise<void> {
  const { wikis, caller, bound, serverName: name, version, log } = options;
  const { input = process.stdin, output = process.stdout } = options;
  const context: ToolContext = {
    wikis,
    caller,
    get agent() {
      const client = server.getClientVersion();
      return (client && agentName(client)) ?? UNKNOWN_AGENT;
    },
    siteOrigin: options.siteOrigin.replace(/\/+$/, ''),
    log,
    ...(bound === undefined ? {} : { bound }),
  };
  const server: Server = createMcpServer({ name, version, context });
  server.onerror = (error) => log(`A message over standard input could not be read: ${error.message}`, error);
  const transport = new StdioServerTransport(input, output, { maxBufferSize: MAX_MESSAGE_BYTES });
  const closed = new Promise<void>((resolve) => {
    server.onclose = resolve;
  });
  // Before the first message can come.
  const settled = trackRequests(transport);
  input.once('end', () => void settled().then(() => server.close()));
  // Nobody reads any more: what is under way ends by itself, its answers are for nobody.
  output.on('error', () => void server.close());
  await server.connect(transport as Parameters<Server['connect']>[0]);
  await closed;
}

/**
 * To be called before the transport is connected, which leaves what listens there in place.
 * @returns a function that waits until each request that came has its answer
 */
function trackRequests(transport: StdioServerTransport): () => Promise<void> {
  const pending = new Set<unknown>();
  let onSettled: () => void = () => undefined;
  const settle = (id: unknown) => {
    pending.delete(id);
    if (pending.size === 0) onSettled();
  };

  transport.onmessage = (message) => {
    if (isJSONRPCRequest(message)) pending.add(message.id);
    else if ('method' in message && message.method === 'notifications/cancelled') settle(message.params?.requestId);
  };
  const send = transport.send.bind(transport);
  transport.send = async (message) => {
    await send(message);
    if ('id' in message && !('method' in message)) settle(message.id);
  };
  return () =>
    new Promise((resolve) => {
      onSettled = resolve;
      if (pending.size === 0) resolve();
    });
}
