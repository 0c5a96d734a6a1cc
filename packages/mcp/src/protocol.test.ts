import type { Wikis } from '@holt/wiki';
import { LATEST_PROTOCOL_VERSION, SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/sdk/types.js';
import { beforeEach, describe, expect, it } from 'vitest';
import { INSTRUCTIONS } from './instructions.ts';
import { countTokens } from './testing/count-tokens.ts';
import {
  call,
  connect,
  refusal,
  SITE_ORIGIN,
  serve,
  startTestServer,
  type TestServer,
  writer,
} from './testing/test-server.ts';
import { TOOLS } from './tool-list.ts';

/** The newest three, by name, so that a new SDK that drops one is seen. */
const REVISIONS = ['2025-11-25', '2025-06-18', '2025-03-26'];

let server: TestServer;

beforeEach(async () => {
  server = startTestServer();
  await server.wikis.create('me/notes');
});

function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> {
  const request = new Request(`${SITE_ORIGIN}/mcp`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json, text/event-stream', ...headers },
    body,
  });
  return server.handle(request, writer);
}

const request = (id: number, method: string, params: object = {}) => ({ jsonrpc: '2.0', id, method, params });
const listCall = (id: number) => request(id, 'tools/call', { name: 'list_wikis', arguments: {} });

describe('the tool list', () => {
  const READING = { readOnlyHint: true, openWorldHint: false };
  const writing = (destructiveHint: boolean, idempotentHint: boolean) => ({
    readOnlyHint: false,
    destructiveHint,
    idempotentHint,
    openWorldHint: false,
  });

  it('has hints that clients can rely on', async () => {
    const { tools } = await (await connect(server, writer)).listTools();
    const reading = ['list_wikis', 'list_pages', 'read_page', 'read_pages', 'search', 'changes_since', 'page_history'];
    reading.push('diff', 'survey', 'list_attachments', 'read_attachment');
    const hints = new Map(tools.map(({ name, annotations }) => [name, annotations]));
    for (const name of reading) expect(hints.get(name), name).toEqual(READING);
    for (const [name, hint] of hints) if (!reading.includes(name)) expect(hint?.readOnlyHint, name).toBe(false);
    expect(hints.get('write_page')).toEqual(writing(true, true));
    expect(hints.get('edit_page')).toEqual(writing(true, false));
    expect(hints.get('rename_page')).toEqual(writing(true, false));
    expect(hints.get('delete_page')).toEqual(writing(true, true));
  });

  it('names the arguments of reading tools', async () => {
    const { tools } = await (await connect(server, writer)).listTools();
    const names = Object.fromEntries(
      tools.map((tool) => [tool.name, Object.keys(tool.inputSchema.properties ?? {}).sort()]),
    );
    expect(names).toMatchObject({
      list_wikis: [],
      list_pages: ['cursor', 'limit', 'prefix', 'tag', 'updated_since', 'wiki'],
      read_page: ['path', 'revision', 'section', 'wiki'],
      read_pages: ['paths', 'revision', 'wiki'],
      search: ['cursor', 'limit', 'prefix', 'query', 'tag', 'wiki'],
      changes_since: ['cursor', 'limit', 'revision', 'wiki'],
      page_history: ['cursor', 'limit', 'path', 'wiki'],
      diff: ['against', 'path', 'revision', 'wiki'],
      survey: ['cursor', 'prefix', 'title', 'wiki'],
    });
  });

  it('requires the wiki only where a connection has several', async () => {
    const required = async (bound?: string) => {
      const { tools } = await (await connect(server, writer, bound)).listTools();
      return tools.filter((tool) => tool.inputSchema.required?.includes('wiki')).length;
    };
    expect(await required()).toBe(TOOLS.size - 1);
    expect(await required('me/notes')).toBe(0);
  });
});

it('the instructions cost an agent at most 350 tokens', () => {
  expect(countTokens(INSTRUCTIONS)).toBeLessThanOrEqual(350);
});

describe('the protocol', () => {
  it('is of the newest revision that the SDK has, and of the two before it', () => {
    expect(SUPPORTED_PROTOCOL_VERSIONS.slice(0, 3)).toEqual(REVISIONS);
    expect(LATEST_PROTOCOL_VERSION).toBe(REVISIONS[0]);
  });

  it.each(REVISIONS)('revision %s is spoken', async (protocolVersion) => {
    const clientInfo = { name: 'old', version: '0' };
    const opened = await post(
      JSON.stringify(request(1, 'initialize', { protocolVersion, capabilities: {}, clientInfo })),
    );
    expect(await opened.json()).toMatchObject({
      result: {
        protocolVersion,
        serverInfo: { name: 'holt-test', version: '1.2.3' },
        capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} },
        instructions: expect.stringContaining('base_version'),
      },
    });
    const session = opened.headers.get('mcp-session-id') ?? '';
    expect(session).toMatch(/^[\x21-\x7e]+$/);
    const headers = { 'mcp-protocol-version': protocolVersion, 'mcp-session-id': session };
    const ready = await post('{"jsonrpc":"2.0","method":"notifications/initialized"}', headers);
    expect(ready.status).toBe(202);
    expect(ready.headers.get('mcp-session-id')).toBeNull();
    const answer = await post(JSON.stringify(listCall(2)), headers);
    expect(await answer.json()).toMatchObject({
      id: 2,
      result: { structuredContent: { wikis: [{ wiki: 'me/notes' }] } },
    });
  });

  it('is negotiated down to the newest revision when a client asks for one unknown', async () => {
    const params = { protocolVersion: '2099-01-01', capabilities: {}, clientInfo: { name: 'new', version: '9' } };
    const answer = await post(JSON.stringify(request(1, 'initialize', params)));
    expect(await answer.json()).toMatchObject({ result: { protocolVersion: LATEST_PROTOCOL_VERSION } });
  });

  it.each<[string, number, string | Uint8Array<ArrayBuffer>, Record<string, string>]>([
    ['no JSON', 400, '{', {}],
    ['no JSON-RPC', 400, '{"hello":1}', {}],
    ['bytes that are not UTF-8', 400, Buffer.from('{"jsonrpc":"2.0","id":1,"method":"p\xffng"}', 'latin1'), {}],
    ['two requests of one id', 400, JSON.stringify([listCall(1), listCall(1)]), {}],
    ['another content type', 415, '{}', { 'content-type': 'text/plain' }],
    ['an answer that it could not read', 406, JSON.stringify(listCall(1)), { accept: 'text/html' }],
    ['an unknown revision', 400, JSON.stringify(listCall(1)), { 'mcp-protocol-version': '1999-01-01' }],
  ])('is refused with %s: %i', async (_title, status, body, headers) => {
    const answer = await post(body, headers);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ jsonrpc: '2.0', error: { code: expect.any(Number) } });
  });

  it.each(['', 'what-ever', 'a.b', `${'x'.repeat(22)}.!`])(
    'is spoken under a session id that it never gave: %j',
    async (id) => {
      const answer = await post(JSON.stringify(listCall(1)), { 'mcp-session-id': id });
      expect(answer.status).toBe(200);
    },
  );

  it('gives no session id for what is no beginning, or none that it can name', async () => {
    expect((await post(JSON.stringify(listCall(1)))).headers.get('mcp-session-id')).toBeNull();
    const params = { protocolVersion: REVISIONS[0], capabilities: {}, clientInfo: { name: ' \u200b', version: '0' } };
    const opened = await post(JSON.stringify(request(1, 'initialize', params)));
    expect(opened.status).toBe(200);
    expect(opened.headers.get('mcp-session-id')).toBeNull();
    const broken = await post(JSON.stringify(request(1, 'initialize', { ...params, clientInfo: 'me' })));
    expect(broken.headers.get('mcp-session-id')).toBeNull();
  });

  it('answers a ping', async () => {
    expect(await (await post(JSON.stringify(request(1, 'ping')))).json()).toEqual({
      jsonrpc: '2.0',
      id: 1,
      result: {},
    });
  });

  it.each(['logging/setLevel', 'resources/subscribe', 'no/such/method'])('has no method %s', async (method) => {
    const answer = await post(JSON.stringify(request(1, method, { level: 'info', uri: 'x' })));
    expect(await answer.json()).toMatchObject({ id: 1, error: { code: -32601 } });
  });

  it('answers each request of a batch, even one that the batch itself cancels', async () => {
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } };
    const answer = await post(JSON.stringify([listCall(1), cancel, listCall(2)]));
    expect(((await answer.json()) as { id: number }[]).map(({ id }) => id)).toEqual([1, 2]);
  });

  it.each(['no_such_tool', '__proto__', 'constructor', ''])('has no tool "%s"', async (name) => {
    const answer = await post(JSON.stringify(request(1, 'tools/call', { name, arguments: {} })));
    expect(await answer.json()).toMatchObject({ id: 1, error: { code: -32602 } });
  });

  it('refuses a batch of more than ten messages, as each may cost as much as one alone', async () => {
    const batch = (count: number) => post(JSON.stringify(Array.from({ length: count }, (_, index) => listCall(index))));
    const [taken, refused] = [await batch(10), await batch(11)];
    expect(await taken.json()).toHaveLength(10);
    expect(refused.status).toBe(400);
    expect(await refused.json()).toMatchObject({ error: { code: -32600, message: expect.stringContaining('10') } });
  });

  it('runs no tool as a task, as it could not keep one', async () => {
    const write = {
      name: 'write_page',
      arguments: { wiki: 'me/notes', path: 'Home', content: 'x' },
      task: { ttl: 1000 },
    };
    const answer = await post(JSON.stringify(request(1, 'tools/call', write)));
    expect(await answer.json()).toMatchObject({ error: { code: expect.any(Number) } });
    expect((await (await server.wikis.open('me/notes')).listPages()).pages).toEqual([]);
  });
});

it.each([
  ['tools/call', { name: 'list_wikis', arguments: [] }, 'arguments'],
  ['tools/call', { name: 5 }, 'name'],
  ['tools/call', {}, 'name'],
  ['resources/read', { uri: 1 }, 'uri'],
  ['resources/list', { cursor: {} }, 'cursor'],
  ['prompts/get', { name: 'weekly_review', arguments: { wiki: 1 } }, 'wiki'],
  ['completion/complete', { ref: 1 }, 'ref'],
])('%s with the parameters %j is answered as invalid parameters', async (method, params, named) => {
  const answer = await post(JSON.stringify(request(1, method, params)));
  expect(await answer.json()).toMatchObject({ error: { code: -32602, message: expect.stringContaining(named) } });
});

describe('a failure that nobody foresaw', () => {
  const failing = (wikis: Wikis): Wikis => ({
    ...wikis,
    list: async () => {
      throw new Error('secret detail at /var/task/index.js');
    },
    open: async (id) => ({
      ...(await wikis.open(id)),
      write: async () => {
        throw new TypeError('secret detail');
      },
    }),
  });

  it('is told to the agent without detail and to the operator with it', async () => {
    const broken = serve(failing(server.wikis));
    const agent = await connect(broken, writer);
    const reading = await refusal(agent, 'list_wikis');
    expect(reading).toMatchObject({ code: 'internal', text: expect.stringContaining('nothing was changed') });
    const writing = await refusal(agent, 'write_page', { wiki: 'me/notes', path: 'Home', content: 'x' });
    expect(writing).toMatchObject({ code: 'internal', text: expect.stringContaining('idempotency_key') });
    expect(JSON.stringify([reading, writing])).not.toContain('secret');
    expect(broken.logged.map(({ cause }) => String(cause))).toEqual([
      'Error: secret detail at /var/task/index.js',
      'TypeError: secret detail',
    ]);
  });

  it('leaves the next request untouched', async () => {
    const agent = await connect(server, writer);
    await refusal(agent, 'list_pages', { wiki: 'me/nothing' });
    expect((await call(agent, 'list_pages', { wiki: 'me/notes' })).isError).toBe(false);
  });
});
