import { expect, it } from 'vitest';
import { toRequest } from './to-request.ts';

it('passes on what the MCP server reads, and nothing that proves who calls', async () => {
  const event = {
    version: '2.0',
    rawPath: '/mcp/me/notes',
    rawQueryString: '',
    headers: {
      authorization: 'Bearer a.b.c',
      cookie: 'token=a.b.c',
      accept: 'application/json',
      'user-agent': 'client/1',
      'mcp-session-id': 'x',
      'mcp-protocol-version': '2025-11-25',
      host: undefined,
    },
    requestContext: { http: { method: 'POST' } },
    isBase64Encoded: false,
  } as const;
  const request = toRequest(event, 'https://wiki.example', Buffer.from('{}'));
  expect(request.method).toBe('POST');
  expect(request.url).toBe('https://wiki.example/mcp/me/notes');
  expect(Object.fromEntries(request.headers)).toEqual({
    accept: 'application/json',
    'user-agent': 'client/1',
    'mcp-session-id': 'x',
    'mcp-protocol-version': '2025-11-25',
  });
  expect(await request.text()).toBe('{}');
});
