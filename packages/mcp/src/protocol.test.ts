import type { Wikis } from '@holt/wiki';
import { LATEST_PROTOCOL_VERSION, SUPPORTED_PROTOCOL_VERSIONS } from '@modelcontextprotocol/sdk/types.js';
import { beforeEach, describe, expect, it } from 'vitest';
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

const MAX_TOOL_LIST_TOKENS = 2500;

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
  it('is exactly the seven tools, with hints that clients can rely on', async () => {
    const { tools } = await (await connect(server, writer)).listTools();
    expect(tools.map(({ name, annotations }) => [name, annotations])).toEqual([
      ['list_wikis', { readOnlyHint: true, openWorldHint: false }],
      ['list_pages', { readOnlyHint: true, openWorldHint: false }],
      ['read_page', { readOnlyHint: true, openWorldHint: false }],
      ['write_page', { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false }],
      ['edit_page', { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false }],
      ['rename_page', { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: false }],
      ['delete_page', { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: false }],
    ]);
  });

  it('names the arguments that clients know', async () => {
    const { tools } = await (await connect(server, writer)).listTools();
    const common = ['base_version', 'idempotency_key', 'message'];
    expect(
      Object.fromEntries(tools.map((tool) => [tool.name, Object.keys(tool.inputSchema.properties ?? {}).sort()])),
    ).toEqual({
      list_wikis: [],
      list_pages: ['cursor', 'limit', 'prefix', 'wiki'],
      read_page: ['path', 'revision', 'wiki'],
      write_page: ['content', ...common, 'path', 'wiki'].sort(),
      edit_page: ['new_text', 'old_text', ...common, 'path', 'wiki'].sort(),
      rename_page: ['new_path', ...common, 'path', 'wiki'].sort(),
      delete_page: [...common, 'path', 'wiki'].sort(),
    });
  });

  it('requires the wiki only where a connection has several', async () => {
    const required = async (bound?: string) => {
      const { tools } = await (await connect(server, writer, bound)).listTools();
      return tools.filter((tool) => tool.inputSchema.required?.includes('wiki')).length;
    };
    expect(await required()).toBe(6);
    expect(await required('me/notes')).toBe(0);
  });

  it.each([undefined, 'me/notes'])(
    `costs an agent at most ${MAX_TOOL_LIST_TOKENS} tokens (bound: %s)`,
    async (bound) => {
      const list = await (await connect(server, writer, bound)).listTools();
      expect(Buffer.byteLength(JSON.stringify(list)) / 4).toBeLessThan(MAX_TOOL_LIST_TOKENS);
    },
  );
});

describe('the protocol', () => {
  it.each(SUPPORTED_PROTOCOL_VERSIONS)('revision %s is spoken', async (protocolVersion) => {
    const clientInfo = { name: 'old', version: '0' };
    const opened = await post(
      JSON.stringify(request(1, 'initialize', { protocolVersion, capabilities: {}, clientInfo })),
    );
    expect(await opened.json()).toMatchObject({
      result: {
        protocolVersion,
        serverInfo: { name: 'holt-test', version: '1.2.3' },
        capabilities: { tools: {} },
        instructions: expect.stringContaining('base_version'),
      },
    });
    expect(opened.headers.get('mcp-session-id')).toBeNull();
    const ready = await post('{"jsonrpc":"2.0","method":"notifications/initialized"}', {
      'mcp-protocol-version': protocolVersion,
    });
    expect(ready.status).toBe(202);
    const answer = await post(JSON.stringify(listCall(2)), { 'mcp-protocol-version': protocolVersion });
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

  it('answers each request of a batch, even one that the batch itself cancels', async () => {
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 1 } };
    const answer = await post(JSON.stringify([listCall(1), cancel, listCall(2)]));
    expect(((await answer.json()) as { id: number }[]).map(({ id }) => id)).toEqual([1, 2]);
  });

  it.each(['no_such_tool', '__proto__', 'constructor', ''])('has no tool "%s"', async (name) => {
    const answer = await post(JSON.stringify(request(1, 'tools/call', { name, arguments: {} })));
    expect(await answer.json()).toMatchObject({ id: 1, error: { code: -32602 } });
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
