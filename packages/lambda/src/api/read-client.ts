import { readAgent, UNKNOWN_AGENT } from '@holt/mcp/read-agent';

/** How a client of the API names itself in `User-Agent`: what it writes is marked as this one's. */
export function readClient(userAgent = ''): string {
  const headers = { 'user-agent': userAgent.replace(/[^ -~]/g, '') };
  const agent = readAgent(new Request('http://api.invalid/', { headers }));
  return agent === UNKNOWN_AGENT ? 'HTTP client' : agent;
}
