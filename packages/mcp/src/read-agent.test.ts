import { dashKey } from '@holt/edge';
import { MemoryObjectStore } from '@holt/storage';
import { expect, it } from 'vitest';
import { readAgent } from './read-agent.ts';
import { call, connect, startTestServer, writer } from './testing/test-server.ts';

const requestOf = (userAgent?: string) =>
  new Request('https://wiki.example/mcp', userAgent === undefined ? {} : { headers: { 'user-agent': userAgent } });

it.each([
  ['the first product, without its version', 'claude-code/2.0.1 (cli)', 'claude-code'],
  ['a product that has no version', 'Agent', 'Agent'],
  ['something else where the header names no product', '(odd)', 'MCP client'],
  ['something else without the header', undefined, 'MCP client'],
])('names %s', (_which, userAgent, expected) => {
  expect(readAgent(requestOf(userAgent))).toBe(expected);
});

it('marks what is written over MCP as written by an agent', async () => {
  const store = new MemoryObjectStore();
  const server = startTestServer(store);
  await server.wikis.create('me/notes');
  const handle: typeof server.handle = (request, ...rest) => {
    request.headers.set('user-agent', 'claude-code/2.0.1');
    return server.handle(request, ...rest);
  };
  const client = await connect({ ...server, handle }, writer);
  await call(client, 'write_page', { wiki: 'me/notes', path: 'A', content: '# A\n' });
  const changes = await store.get(dashKey('me', 'notes', 'changes.json'));
  expect(JSON.parse(new TextDecoder().decode(changes?.body)).commits).toMatchObject([
    { agent: 'claude-code', subject: 'Write A' },
  ]);
});
