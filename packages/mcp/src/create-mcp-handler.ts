import type { Wikis } from '@holt/wiki';
import type { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { Caller } from './caller.ts';
import { createMcpServer, type McpServerOptions } from './create-mcp-server.ts';
import type { Log } from './log.ts';
import { readAgent } from './read-agent.ts';
import { readMessages } from './read-messages.ts';
import { refuseWithoutScope } from './refuse-without-scope.ts';
import { makeSessionId } from './session-id.ts';
import { DEFAULT_WRITE_LIMITS, type WriteLimits } from './write-limits.ts';

export interface McpHandlerOptions {
  wikis: Wikis;
  /** How the server names itself to clients. */
  serverName: string;
  version: string;
  /** Where people read: `https://wiki.example`. Page URLs in answers begin with it. */
  siteOrigin: string;
  /** How much one subject may write to one wiki. Default: 60 writes and 32 MiB a minute. */
  limits?: WriteLimits;
  /**
   * What a 403 tells a client in `WWW-Authenticate` whose token, made by an outside authorization server, lacks a scope. Default, and
   * where it is undefined: no 403, the tool refuses.
   *
   * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/authorization#scope-challenge-handling
   */
  challenge?: (scope: string) => string | undefined;
  /** Gets failures that the agent is told nothing about. Default: they are dropped. */
  log?: Log;
  /** May let each server answer more, or otherwise: for tests of the transport. */
  extend?: McpServerOptions['extend'];
}

/**
 * Answers one HTTP request of an MCP client: 200, 202; 400 (no JSON-RPC), 403 (a scope is missing), 406 and 415 (media types), 429 (too
 * much was written; with `Retry-After`).
 *
 * @param request to any URL; its body is read whole, so its size must have been limited before
 * @param caller the claims of a token that has been verified
 * @param bound the id of the one wiki that the connection is for; `wiki` may then be left out
 */
export type McpHandler = (request: Request, caller: Caller, bound?: string) => Promise<Response>;

/**
 * An MCP server over Streamable HTTP, stateless and answering with JSON: nothing is kept between requests, so that any instance of a
 * Lambda function can answer any of them. What a client calls itself travels in the session id.
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#streamable-http
 */
export function createMcpHandler(options: McpHandlerOptions): McpHandler {
  const { wikis, serverName: name, version, limits = DEFAULT_WRITE_LIMITS, challenge, extend } = options;
  const { log = () => undefined } = options;
  const siteOrigin = options.siteOrigin.replace(/\/+$/, '');

  return async (request, caller, bound) => {
    const body = request.method === 'POST' ? await readMessages(request) : undefined;
    if (body !== undefined && 'refusal' in body) return body.refusal;
    const refusal = body && challenge && refuseWithoutScope(body.messages, caller, challenge);
    if (refusal !== undefined) return refusal;

    const results: CallToolResult[] = [];
    const server = createMcpServer({
      name,
      version,
      context: { wikis, caller, agent: readAgent(request), siteOrigin, limits, log, ...(bound ? { bound } : {}) },
      onToolResult: (result) => results.push(result),
      ...(extend === undefined ? {} : { extend }),
    });
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    // The SDK's own declarations are not made for exactOptionalPropertyTypes.
    await server.connect(transport as Parameters<Server['connect']>[0]);
    try {
      const answer = await transport.handleRequest(request, body === undefined ? {} : { parsedBody: body.messages });
      nameSession(answer, server);
      return Array.isArray(body?.messages) ? answer : limitRate(answer, results[0]);
    } finally {
      await server.close();
    }
  };
}

/** The answer to `initialize` gets the id that brings the client's name back. */
function nameSession(answer: Response, server: Server): void {
  const client = server.getClientVersion();
  const id = client && makeSessionId(client);
  if (id !== undefined) answer.headers.set('mcp-session-id', id);
}

/** A refusal to write so much becomes one that HTTP clients understand. */
function limitRate(answer: Response, result: CallToolResult | undefined): Response {
  const { code, retry_after_seconds: seconds } = (result?.structuredContent?.error ?? {}) as Record<string, unknown>;
  if (result?.isError !== true || code !== 'rate-limited') return answer;
  const headers = new Headers(answer.headers);
  if (typeof seconds === 'number') headers.set('retry-after', String(Math.max(1, Math.ceil(seconds))));
  return new Response(answer.body, { status: 429, headers });
}
