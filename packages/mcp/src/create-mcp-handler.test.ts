import { beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from './caller.ts';
import { SITE_ORIGIN, startTestServer, writer } from './testing/test-server.ts';

type Server = ReturnType<typeof startTestServer>;

const CHALLENGE = 'Bearer error="insufficient_scope", scope="write"';
const outside: Caller = { ...writer, scope: ['read'], isExternal: true };

let server: Server;

beforeEach(async () => {
  server = startTestServer(undefined, {
    limits: { writesPerMinute: 2, bytesPerMinute: 1024 * 1024 },
    challenge: (scope) => `Bearer error="insufficient_scope", scope="${scope}"`,
  });
  await server.wikis.create('me/notes');
});

function post(body: unknown, caller: Caller = writer, { handle }: Server = server): Promise<Response> {
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  return handle(new Request(`${SITE_ORIGIN}/mcp`, { method: 'POST', headers, body: JSON.stringify(body) }), caller);
}

const callOf = (id: number, name: string, input: object) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name, arguments: { wiki: 'me/notes', ...input } },
});
const write = (id: number, more: object = {}) =>
  callOf(id, 'write_page', { path: `P${id}`, content: `# ${id}\n`, ...more });

describe('too many writes', () => {
  const total = async () => (await (await server.wikis.open('me/notes')).listPages()).total;

  it('are answered with 429, when to come back, and the refusal of the tool', async () => {
    for (const id of [1, 2]) expect((await post(write(id))).status).toBe(200);
    const answer = await post(write(3));
    expect(answer.status).toBe(429);
    const seconds = Number(answer.headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThanOrEqual(60);
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toMatchObject({
      id: 3,
      result: { isError: true, structuredContent: { error: { code: 'rate-limited' } } },
    });
    expect(await total()).toBe(2);
  });

  it('are no more after the time that was told', async () => {
    for (const id of [1, 2]) await post(write(id));
    const seconds = Number((await post(write(3))).headers.get('retry-after'));
    expect(seconds).toBeGreaterThan(0);
    await server.clock.advance(seconds * 1000);
    expect((await post(write(3))).status).toBe(200);
    expect(await total()).toBe(3);
  });

  it('keep nobody from reading, nor from asking again for what is done', async () => {
    await post(write(1, { idempotency_key: 'one' }));
    await post(write(2));
    expect((await post(callOf(4, 'list_pages', {}))).status).toBe(200);
    const again = await post(write(1, { idempotency_key: 'one' }));
    expect(again.status).toBe(200);
    expect(await again.json()).toMatchObject({ result: { structuredContent: { replayed: true } } });
  });

  it('of a batch are told each in its place', async () => {
    const answer = await post([1, 2, 3].map((id) => write(id)));
    expect(answer.status).toBe(200);
    const results = (await answer.json()) as { result: { isError?: boolean } }[];
    expect(results.filter(({ result }) => result.isError)).toHaveLength(1);
    expect((await post([write(4), write(5)])).status).toBe(200);
  });

  it('are limited for each wiki by itself', async () => {
    await server.wikis.create('me/diary');
    for (const id of [1, 2]) await post(write(id));
    expect((await post(write(3, { wiki: 'me/diary' }))).status).toBe(200);
  });
});

describe('an outside token without the scope to write', () => {
  it('is challenged with 403 when it calls a tool that writes, and nothing is changed', async () => {
    const answer = await post(write(7), outside);
    expect(answer.status).toBe(403);
    expect(answer.headers.get('www-authenticate')).toBe(CHALLENGE);
    expect(await answer.json()).toMatchObject({ jsonrpc: '2.0', id: 7, error: { code: expect.any(Number) } });
    expect((await (await server.wikis.open('me/notes')).listPages()).total).toBe(0);
  });

  it('is challenged for a batch of which one call writes', async () => {
    const answer = await post([callOf(1, 'list_pages', {}), write(2)], outside);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ id: null });
  });

  it.each([
    ['reads', callOf(1, 'list_pages', {})],
    ['calls a tool that there is not', callOf(1, '__proto__', {})],
    ['lists the tools', { jsonrpc: '2.0', id: 1, method: 'tools/list' }],
  ])('is not challenged when it %s', async (_what, message) => {
    expect((await post(message, outside)).status).toBe(200);
  });

  it.each([null, 7, 'x', [null], { method: 'tools/call' }, { method: 'tools/call', params: null }])(
    'is told what is wrong with %j',
    async (message) => {
      expect((await post(message, outside)).status).toBe(400);
    },
  );

  it.each([
    ['has the scope', { ...outside, scope: ['read', 'write'] } as Caller, undefined],
    ['was made here', { ...outside, isExternal: false } as Caller, 'write-not-allowed'],
  ])('but one that %s is not challenged', async (_which, caller, code) => {
    const answer = await post(write(1), caller);
    expect(answer.status).toBe(200);
    const { result } = (await answer.json()) as { result: { structuredContent: { error?: { code: string } } } };
    expect(result.structuredContent.error?.code).toBe(code);
  });

  it('is refused by the tool where nobody says how to challenge', async () => {
    for (const options of [{}, { challenge: () => undefined }]) {
      const other = startTestServer(undefined, options);
      await other.wikis.create('me/notes');
      const answer = await post(write(1), outside, other);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({
        result: { structuredContent: { error: { code: 'write-not-allowed' } } },
      });
    }
  });
});

it('a method other than POST is no way to talk to a server that keeps nothing', async () => {
  const answer = await server.handle(new Request(`${SITE_ORIGIN}/mcp`, { method: 'PUT' }), writer);
  expect(answer.status).toBe(405);
});
