import { readSessionId } from './session-id.ts';

/** Who it was, where a client doesn't say. */
export const UNKNOWN_AGENT = 'MCP client';

/**
 * How the client of a request names itself: as it did when it began, which the session id carries; else the first product of its
 * User-Agent, without the version, which would tell nobody who wrote.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-user-agent
 */
export function readAgent(request: Request): string {
  const name = readSessionId(request.headers.get('mcp-session-id') ?? '');
  if (name !== undefined) return name;
  const [product = ''] = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+/.exec(request.headers.get('user-agent') ?? '') ?? [];
  return product || UNKNOWN_AGENT;
}
