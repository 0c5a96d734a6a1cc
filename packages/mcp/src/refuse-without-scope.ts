import type { Caller } from './caller.ts';
import { TOOLS } from './tool-list.ts';

/**
 * The 403 for a request that calls a writing tool with an outside token that lacks the scope `write`: clients understand it, and ask
 * whoever they act for.
 *
 * @param messages one JSON-RPC message or a batch, of any form
 * @returns undefined when nothing is to be refused
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1
 */
export function refuseWithoutScope(
  messages: unknown,
  { isExternal = false, scope }: Caller,
  challenge: (scope: string) => string | undefined,
): Response | undefined {
  if (!isExternal || scope.includes('write')) return undefined;
  const all = Array.isArray(messages) ? messages : [messages];
  if (!all.some(callsWritingTool)) return undefined;
  const header = challenge('write');
  if (header === undefined) return undefined;
  const id = Array.isArray(messages) ? null : ((messages as { id?: unknown }).id ?? null);
  const message = 'This token may read but not write: it lacks the scope "write". Nothing was changed.';
  const headers = { 'www-authenticate': header };
  return Response.json({ jsonrpc: '2.0', error: { code: -32003, message }, id }, { status: 403, headers });
}

function callsWritingTool(message: unknown): boolean {
  if (typeof message !== 'object' || message === null) return false;
  const { method, params } = message as { method?: unknown; params?: { name?: unknown } | null };
  const name = params?.name;
  return method === 'tools/call' && typeof name === 'string' && TOOLS.get(name)?.scope === 'write';
}
