/**
 * How the client of a request names itself: the first product of its User-Agent, without the version, which would tell nobody who wrote.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9110#name-user-agent
 */
export function readAgent(request: Request): string {
  const [product = ''] = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+/.exec(request.headers.get('user-agent') ?? '') ?? [];
  return product || 'MCP client';
}
