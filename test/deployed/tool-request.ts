import { ORIGIN } from './serve-deployment.ts';

/** The request of an agent that calls a tool. */
export function toolRequest(token: string | undefined, name: string, input: Record<string, unknown>): Request {
  return new Request(`${ORIGIN}/mcp`, {
    method: 'POST',
    headers: {
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
      'mcp-protocol-version': '2025-11-25',
      'user-agent': 'agent/1',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: input } }),
  });
}
