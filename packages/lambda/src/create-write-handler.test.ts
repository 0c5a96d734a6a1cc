import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { type KeyRing, type MintOptions, mintToken, openKeyRing } from '@holt/auth';
import {
  MemoryObjectStore,
  manualClock,
  type ObjectStore,
  openKeyValueStore,
  StorageError,
  seededRandom,
} from '@holt/storage';
import { openWikis, type Wikis } from '@holt/wiki';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createWriteHandler, type WriteHandler, type WriteHandlerOptions } from './create-write-handler.ts';
import type { FunctionUrlEvent } from './function-url.ts';
import { serveFunctionUrl } from './testing/serve-function-url.ts';

const START_MS = Date.UTC(2026, 10, 20);
const ORIGIN = 'https://wiki.example';
const AUDIENCE = `${ORIGIN}/mcp`;
const METADATA = '/.well-known/oauth-protected-resource/mcp';
const MINT: MintOptions = {
  subject: 'me',
  wikis: ['me/*'],
  scope: ['read', 'write'],
  ttlSeconds: 900,
  issuer: ORIGIN,
  audience: AUDIENCE,
};

let store: ObjectStore;
let options: WriteHandlerOptions;
let wikis: Wikis;
let ring: KeyRing;
let handler: WriteHandler;
let logged: string[];
let open: { url: string; close(): Promise<void> } | undefined;

beforeEach(async () => {
  store = new MemoryObjectStore();
  logged = [];
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  const parts = { store, keyValues, clock: manualClock(START_MS), random: seededRandom('lambda') };
  options = { ...parts, origin: ORIGIN, issuer: ORIGIN, audience: AUDIENCE, log: (message) => logged.push(message) };
  wikis = openWikis(parts);
  await wikis.create('me/notes');
  ring = openKeyRing(parts);
  await ring.ensure();
  handler = createWriteHandler(options);
});

afterEach(async () => {
  await open?.close();
  open = undefined;
});

async function connect(path: string, token: string): Promise<Client> {
  open ??= await serveFunctionUrl(handler);
  const client = new Client({ name: 'test', version: '1' });
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  await client.connect(new StreamableHTTPClientTransport(new URL(path, open.url), { requestInit }) as Transport);
  await client.listTools();
  return client;
}

const writeCall = {
  jsonrpc: '2.0',
  id: 1,
  method: 'tools/call',
  params: { name: 'write_page', arguments: { wiki: 'me/notes', path: 'Home', content: '# Home\n' } },
};

interface Changes {
  path?: string;
  method?: string;
  headers?: Record<string, string | undefined>;
  body?: string;
  isBase64Encoded?: boolean;
}

/** A write that would succeed, but for the changes. */
async function send({ path = '/mcp', method = 'POST', headers = {}, ...body }: Changes = {}) {
  const event: FunctionUrlEvent = {
    version: '2.0',
    rawPath: path,
    rawQueryString: '',
    headers: {
      authorization: `Bearer ${await mintToken(ring, MINT)}`,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    requestContext: { http: { method } },
    body: JSON.stringify(writeCall),
    isBase64Encoded: false,
    ...body,
  };
  const result = await handler(event);
  expect(result.headers['cache-control']).toBe('no-store');
  return { ...result, json: result.body === '' ? undefined : JSON.parse(result.body) };
}

async function snapshot(): Promise<string[]> {
  return (await store.list({ prefix: '' })).objects.map(({ key, etag }) => `${key} ${etag}`);
}

describe('the write handler', () => {
  it('lets the official client write and read back over HTTP', async () => {
    const client = await connect('/mcp', await mintToken(ring, MINT));
    const content = '# Grüße\n\nFrom an agent.\n';
    const written = await client.callTool({
      name: 'write_page',
      arguments: { wiki: 'me/notes', path: 'Home', content },
    });
    expect(written.structuredContent).toMatchObject({
      committed: true,
      published: true,
      url: `${ORIGIN}/me/notes/`,
    });
    const read = await client.callTool({ name: 'read_page', arguments: { wiki: 'me/notes', path: 'Home' } });
    expect(read.structuredContent).toMatchObject({ content });
    expect((await (await wikis.open('me/notes')).readPage('Home')).content).toBe(content);
    await client.close();
    expect(logged).toEqual([]);
  });

  it('serves one wiki at /mcp/{owner}/{wiki}', async () => {
    const client = await connect('/mcp/me/notes', await mintToken(ring, MINT));
    await client.callTool({ name: 'write_page', arguments: { path: 'Home', content: '# Home\n' } });
    expect((await (await wikis.open('me/notes')).readPage('Home')).title).toBe('Home');
    await client.close();
  });

  it('takes bodies in base64 and as text', async () => {
    const body = JSON.stringify(writeCall);
    const encoded = await send({ body: Buffer.from(body).toString('base64'), isBase64Encoded: true });
    expect(encoded.json).toMatchObject({ result: { structuredContent: { committed: true, unchanged: false } } });
    expect((await send({ body })).json).toMatchObject({ result: { structuredContent: { unchanged: true } } });
  });

  it('takes the site from a function, for a port that is known late', async () => {
    let origin = 'http://127.0.0.1:0';
    handler = createWriteHandler({ ...options, origin: () => origin });
    origin = 'http://127.0.0.1:8700';
    const answer = await send({ headers: { origin } });
    expect(answer.json).toMatchObject({ result: { structuredContent: { url: `${origin}/me/notes/` } } });
  });

  it('holds writers to the limits that it is given, over MCP and the API alike', async () => {
    handler = createWriteHandler({ ...options, limits: { writesPerMinute: 1, bytesPerMinute: 1024 } });
    const bodyOf = (content: string) =>
      JSON.stringify({
        ...writeCall,
        params: { ...writeCall.params, arguments: { ...writeCall.params.arguments, content } },
      });
    expect((await send({ body: bodyOf('one') })).statusCode).toBe(200);
    expect((await send({ body: bodyOf('two') })).statusCode).toBe(429);
    const put = { path: '/api/wikis/me/notes/pages/Home', method: 'PUT', body: JSON.stringify({ content: 'two' }) };
    expect((await send(put)).statusCode).toBe(429);
  });

  it('loads neither the MCP server nor the wiki before a good token comes', async () => {
    const program = new URL('./testing/load-report.ts', import.meta.url).pathname;
    const { stdout } = await promisify(execFile)(process.execPath, [program]);
    const { statusCode, loaded } = JSON.parse(stdout) as { statusCode: number; loaded: string[] };
    expect(statusCode).toBe(401);
    expect(loaded.some((url) => url.includes('/jose/'))).toBe(true);
    expect(
      loaded.filter((url) => /modelcontextprotocol|\/zod\/|packages\/(mcp|wiki|git|site|markdown)\//.test(url)),
    ).toEqual([]);
  });
});

describe('a request', () => {
  const refusals: [title: string, status: number, error: string, changes: () => Changes | Promise<Changes>][] = [
    ['without a token', 401, 'unauthorized', () => ({ headers: { authorization: undefined } })],
    ['with an empty token', 401, 'invalid_token', () => ({ headers: { authorization: 'Bearer ' } })],
    ['with a password', 401, 'invalid_token', () => ({ headers: { authorization: 'Basic bWU6bWU=' } })],
    ['with a made-up token', 401, 'invalid_token', () => ({ headers: { authorization: 'Bearer a.b.c' } })],
    [
      'with a token for another audience',
      401,
      'invalid_token',
      () => withToken({ audience: 'https://other.example/mcp' }),
    ],
    ['with a token of another issuer', 401, 'invalid_token', () => withToken({ issuer: 'https://other.example' })],
    ['with an expired token', 401, 'invalid_token', () => withToken({}, START_MS - 3_600_000)],
    [
      'with a token in the URL only',
      401,
      'unauthorized',
      () => ({ path: '/mcp', headers: { authorization: undefined, cookie: 'token=a.b.c' } }),
    ],
    ['from a page of another site', 403, 'forbidden_origin', () => ({ headers: { origin: 'https://evil.example' } })],
    ['from a page without an origin', 403, 'forbidden_origin', () => ({ headers: { origin: 'null' } })],
    ['from the site over HTTP', 403, 'forbidden_origin', () => ({ headers: { origin: 'http://wiki.example' } })],
    [
      'from a page that begins like the site',
      403,
      'forbidden_origin',
      () => ({ headers: { origin: `${ORIGIN}.evil.example` } }),
    ],
    ['for another host', 421, 'misdirected_request', () => ({ headers: { host: 'evil.example' } })],
    ['for another port of the host', 421, 'misdirected_request', () => ({ headers: { host: 'wiki.example:8443' } })],
    ['for a host with a user', 421, 'misdirected_request', () => ({ headers: { host: 'me@wiki.example' } })],
    ['for a host with a path', 421, 'misdirected_request', () => ({ headers: { host: 'wiki.example/mcp' } })],
    ['for two hosts', 421, 'misdirected_request', () => ({ headers: { host: 'wiki.example,evil.example' } })],
    [
      'for metadata, where no authorization server is named',
      404,
      'not_found',
      () => ({ method: 'GET', path: METADATA }),
    ],
    ['to read events', 405, 'method_not_allowed', () => ({ method: 'GET' })],
    ['to end a session', 405, 'method_not_allowed', () => ({ method: 'DELETE' })],
    ['by PUT', 405, 'method_not_allowed', () => ({ method: 'PUT' })],
    ['of 6 MB and a byte', 413, 'content_too_large', () => ({ body: 'x'.repeat(6 * 1024 * 1024 + 1) })],
    ['of plain text', 415, 'unsupported_media_type', () => ({ headers: { 'content-type': 'text/plain' } })],
    [
      'of a form',
      415,
      'unsupported_media_type',
      () => ({ headers: { 'content-type': 'application/x-www-form-urlencoded' } }),
    ],
    ['of no type', 415, 'unsupported_media_type', () => ({ headers: { 'content-type': undefined } })],
    ['to a page', 404, 'not_found', () => ({ path: '/me/notes/Home' })],
    ['to half a wiki', 404, 'not_found', () => ({ path: '/mcp/me' })],
    ['to a URL that climbs', 400, 'invalid_request', () => ({ path: '/mcp/%2e%2e/notes' })],
  ];

  async function withToken(changes: Partial<MintOptions>, nowMs = START_MS): Promise<Changes> {
    const token = await mintToken({ ...ring, clock: manualClock(nowMs) }, { ...MINT, ...changes });
    return { headers: { authorization: `Bearer ${token}` } };
  }

  it.each(refusals)('%s is refused with %i, and nothing changes', async (_title, status, error, changes) => {
    const before = await snapshot();
    const answer = await send(await changes());
    expect(answer.statusCode).toBe(status);
    expect(answer.headers['content-type']).toBe('application/json');
    expect(answer.json).toEqual({ error, error_description: expect.any(String) });
    expect(await snapshot()).toEqual(before);
    expect(logged).toEqual([]);
  });

  it('of broken JSON is refused with 400 as JSON-RPC', async () => {
    const answer = await send({ body: '{"jsonrpc":' });
    expect(answer.statusCode).toBe(400);
    expect(answer.json).toMatchObject({ jsonrpc: '2.0', error: { code: -32700 } });
  });

  it('that is allowed nothing is told how to authenticate', async () => {
    const without = await send({ headers: { authorization: undefined } });
    expect(without.headers['www-authenticate']).toBe('Bearer realm="holt"');
    const wrong = await send(await withToken({ audience: 'https://other.example' }));
    expect(wrong.headers['www-authenticate']).toBe(
      'Bearer realm="holt", error="invalid_token", error_description="The token was made for another audience."',
    );
  });

  it('by a wrong method is told the right one', async () => {
    expect((await send({ method: 'GET' })).headers.allow).toBe('POST');
  });

  it('of the site itself may carry its origin', async () => {
    expect((await send({ headers: { origin: ORIGIN } })).statusCode).toBe(200);
  });

  it.each([
    ['http://localhost:8700', 200],
    ['http://[::1]:8700', 200],
    ['http://localhost:8701', 403],
    ['https://localhost:8700', 403],
    ['http://localhost.evil.example:8700', 403],
    ['http://me@localhost:8700', 403],
  ])('on this machine from %s is answered with %i', async (origin, status) => {
    handler = createWriteHandler({ ...options, origin: 'http://127.0.0.1:8700' });
    expect((await send({ headers: { origin } })).statusCode).toBe(status);
  });

  it('while the store is silent is told to come back', async () => {
    handler = createWriteHandler({
      ...options,
      keyValues: failing(new StorageError('unavailable', 'key', 'secret detail')),
    });
    const answer = await send();
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
    expect(answer.body).not.toContain('secret');
    expect(logged).toEqual([expect.stringContaining('secret detail')]);
  });

  it('while the store refuses this server is told so, and the log holds the reason', async () => {
    const error = new StorageError('unusable', 'key', "Can't get s3://wikis/key: s3:GetObject is missing.");
    handler = createWriteHandler({ ...options, keyValues: failing(error) });
    const answer = await send();
    expect(answer).toMatchObject({ statusCode: 503, json: { error: 'store_unusable' } });
    expect(answer.headers['retry-after']).toBeUndefined();
    expect(answer.body).not.toContain('s3://wikis');
    expect(logged).toEqual([expect.stringContaining('s3:GetObject is missing')]);
  });

  it('that meets a bug is told nothing of it, and the token is not logged', async () => {
    handler = createWriteHandler({ ...options, keyValues: failing(new TypeError('secret detail')) });
    const answer = await send();
    expect(answer.statusCode).toBe(500);
    expect(answer.json).toEqual({ error: 'internal', error_description: 'The server failed. Try again later.' });
    expect(logged).toEqual([expect.stringContaining('secret detail')]);
    expect(logged.join()).not.toContain(await mintToken(ring, MINT).then((token) => token.slice(0, 20)));
  });

  it('that is not even an event is answered, not thrown back', async () => {
    expect(await handler({} as FunctionUrlEvent)).toMatchObject({ statusCode: 500 });
  });
});

function failing(error: Error): WriteHandlerOptions['keyValues'] {
  const fail = () => Promise.reject(error);
  return { get: fail, entries: fail, etag: fail, update: fail };
}
