import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import {
  accessKey,
  assetKey,
  dashKey,
  encodeAccessRecord,
  fileKey,
  gitPrefix,
  markdownKey,
  pageKey,
  sidebarKey,
} from '@holt/edge';
import { type KeyValueStore, MemoryObjectStore, openKeyValueStore } from '@holt/storage';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FunctionUrlCall, FunctionUrlReply } from './function-url-call.ts';
import { type LocalEdge, type LocalEdgeOptions, startLocalEdge } from './local-edge.ts';
import { rawGet, rawRequest } from './testing/raw-request.ts';

const HTML = { contentType: 'text/html; charset=utf-8', cacheControl: 'public, max-age=0, s-maxage=30' };
const PUBLIC = encodeAccessRecord({ public: true, rules: [], since: 0 });
const PRIVATE = encodeAccessRecord({ public: false, rules: [], since: 0 });
const LONG = `<p>${'Otters sleep afloat. '.repeat(100)}</p>`;

let store: MemoryObjectStore;
let keyValues: KeyValueStore;
let edge: LocalEdge;
let logged: string[];
const open: LocalEdge[] = [];

async function start(options: Partial<LocalEdgeOptions> = {}): Promise<LocalEdge> {
  const headers = { 'content-security-policy': "default-src 'none'", 'x-content-type-options': 'nosniff' };
  const started = await startLocalEdge({
    store,
    keyValues,
    port: 0,
    headers,
    log: (message) => logged.push(message),
    ...options,
  });
  open.push(started);
  return started;
}

/** Without `accept-encoding` and without following redirects, unless told. */
function get(path: string, headers: Record<string, string> = {}, init: RequestInit = {}) {
  return fetch(edge.url + path, {
    redirect: 'manual',
    headers: { 'accept-encoding': 'identity', ...headers },
    ...init,
  });
}

beforeEach(async () => {
  logged = [];
  store = new MemoryObjectStore();
  keyValues = openKeyValueStore({ store: new MemoryObjectStore(), key: 'kv' });
  await keyValues.update({
    put: {
      [accessKey('me', 'notes')]: PUBLIC,
      [accessKey('me', 'closed')]: PRIVATE,
      [accessKey('me', 'damaged')]: 'x',
      home: '/me/notes/',
    },
  });
  const at = ['me', 'notes'] as const;
  await store.put(pageKey(...at, 'Home'), '<p>Home</p>', { ...HTML, metadata: { commit: 'c1', version: 'v1' } });
  await store.put(pageKey(...at, 'Long'), LONG, HTML);
  await store.put(pageKey(...at, "caf\u00e9/it's_(a)+b"), '<p>Names</p>', HTML);
  await store.put(pageKey(...at, 'Gone'), '<p>Deleted</p>', { ...HTML, metadata: { state: 'deleted' } });
  await store.put(markdownKey(...at, 'Home'), `# Home\n\n${LONG}`, {
    contentType: 'text/markdown; charset=utf-8',
    metadata: { version: 'v1' },
  });
  await store.put(sidebarKey(...at), '[]', { contentType: 'application/json' });
  await store.put(dashKey(...at, ''), '<p>Index</p>', HTML);
  await store.put(fileKey(...at, 'a b.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>', {
    contentType: 'image/svg+xml',
  });
  await store.put(fileKey(...at, 'a.png'), 'PNG', { contentType: 'image/png' });
  await store.put(`${gitPrefix(...at)}info/refs`, 'oid\trefs/heads/main\n', { contentType: 'text/plain' });
  await store.put(`${gitPrefix(...at)}config`, 'secret');
  await store.put(pageKey('me', 'closed', 'Home'), '<p>Private</p>', HTML);
  await store.put(`${gitPrefix('me', 'closed')}info/refs`, 'oid\trefs/heads/main\n');
  await store.put(assetKey('404.html'), '<p>Not here</p>', HTML);
  await store.put(assetKey('site.0a1b2c.css'), 'p{}', {
    contentType: 'text/css',
    cacheControl: 'public, max-age=31536000, immutable',
  });
  edge = await start();
});

afterEach(async () => {
  for (const started of open.splice(0)) await started.close();
});

describe('objects', () => {
  test('a page comes with its type, cache header, ETag and the headers of the site', async () => {
    const response = await get('/me/notes/');
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('<p>Home</p>');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'private, no-cache',
      'content-length': '11',
      'content-security-policy': "default-src 'none'",
      'x-content-type-options': 'nosniff',
      etag: `"${(await store.head(pageKey('me', 'notes', 'Home')))?.etag}"`,
    });
    expect([...response.headers.keys()].filter((name) => name.startsWith('x-amz-'))).toEqual([]);
  });

  test.each([
    ['/me/notes/caf%C3%A9/it%27s_%28a%29+b', '<p>Names</p>'],
    ["/me/notes/caf%c3%a9/it's_(a)%2Bb?v=1", '<p>Names</p>'],
    ['/me/notes/-/', '<p>Index</p>'],
    ['/me/notes/-/sidebar.json', '[]'],
    ['/me/notes/-/files/a%20b.svg', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['/me/notes.git/info/refs?service=git-upload-pack', 'oid\trefs/heads/main\n'],
    ['/assets/site.0a1b2c.css', 'p{}'],
  ])('%s is served', async (url, body) => {
    const response = await get(url);
    expect([response.status, await response.text()]).toEqual([200, body]);
  });

  test('HEAD has the headers of GET and no body', async () => {
    const response = await get('/me/notes/Home', {}, { method: 'HEAD' });
    expect([response.status, response.headers.get('content-length'), await response.text()]).toEqual([200, '11', '']);
  });

  test('a known ETag is answered with 304, until the page changes', async () => {
    const etag = (await get('/me/notes/Home')).headers.get('etag') as string;
    for (const known of [etag, `W/${etag}`, `"x", ${etag}`, '*']) {
      const response = await get('/me/notes/Home', { 'if-none-match': known });
      expect([response.status, await response.text()]).toEqual([304, '']);
      expect(response.headers.get('etag')).toBe(etag);
      expect(response.headers.get('cache-control')).toBe('private, no-cache');
      expect(response.headers.get('content-type')).toBeNull();
      expect(response.headers.get('content-security-policy')).toBe("default-src 'none'");
    }
    await store.put(pageKey('me', 'notes', 'Home'), '<p>New</p>', HTML);
    expect((await get('/me/notes/Home', { 'if-none-match': etag })).status).toBe(200);
  });

  test('the ETag of Markdown is the page version', async () => {
    const response = await get('/me/notes/Home.md', { 'accept-encoding': 'br, gzip' });
    expect(response.headers.get('etag')).toBe('"v1"');
    expect(response.headers.get('content-encoding')).toBeNull();
    expect(response.headers.get('cache-control')).toBe('private, no-cache');
  });

  test('a range of bytes is 206, one outside 416, an outdated one the whole', async () => {
    const part = await get('/me/notes/Long', { range: 'bytes=3-8', 'accept-encoding': 'br' });
    expect([part.status, await part.text()]).toEqual([206, 'Otters']);
    expect(part.headers.get('content-range')).toBe(`bytes 3-8/${LONG.length}`);
    expect(part.headers.get('content-encoding')).toBeNull();
    const outside = await get('/me/notes/Long', { range: 'bytes=99999-' });
    expect([outside.status, outside.headers.get('content-range')]).toEqual([416, `bytes */${LONG.length}`]);
    expect((await get('/me/notes/Long', { range: 'bytes=0-1', 'if-range': '"old"' })).status).toBe(200);
  });

  test.each([
    ['br', 'br'],
    ['gzip', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['br;q=0, gzip;q=0.1', 'gzip'],
  ])('a long page is compressed for Accept-Encoding: %s', async (accept, coding) => {
    const raw = await rawGet(edge.url, '/me/notes/Long', [
      `Host: ${new URL(edge.url).host}`,
      `Accept-Encoding: ${accept}`,
    ]);
    const [head = '', ...rest] = raw.split('\r\n\r\n');
    const body = Buffer.from(rest.join('\r\n\r\n'), 'latin1');
    expect(head.toLowerCase()).toContain(`content-encoding: ${coding}`);
    expect(head.toLowerCase()).toContain('vary: accept-encoding');
    expect(head.toLowerCase()).not.toContain('accept-ranges');
    expect(head).toMatch(/etag: W\/"[0-9a-f]+"/i);
    expect(head.toLowerCase()).toContain(`content-length: ${body.length}`);
    expect((coding === 'br' ? brotliDecompressSync(body) : gunzipSync(body)).toString()).toBe(LONG);
  });

  test('a compressed page is revalidated by its weak ETag', async () => {
    const etag = (await get('/me/notes/Long', { 'accept-encoding': 'br' })).headers.get('etag') as string;
    const response = await get('/me/notes/Long', { 'accept-encoding': 'br', 'if-none-match': etag });
    expect([response.status, response.headers.get('etag')]).toEqual([304, etag]);
  });

  test('neither a short page nor one for HTTP/1.0 is compressed', async () => {
    const short = await get('/me/notes/Home', { 'accept-encoding': 'br' });
    expect([short.headers.get('content-encoding'), short.headers.get('vary')]).toEqual([null, null]);
    const old = await rawRequest(
      edge.url,
      'GET /me/notes/Long HTTP/1.0\r\nHost: localhost\r\nAccept-Encoding: br\r\n\r\n',
    );
    expect(old).toContain(LONG);
  });

  test('a deleted page is 404 and can not be revalidated', async () => {
    const response = await get('/me/notes/Gone');
    expect([response.status, await response.text()]).toEqual([404, '<p>Deleted</p>']);
    expect([response.headers.get('etag'), response.headers.get('x-amz-meta-state')]).toEqual([null, null]);
  });

  test('an attachment that could run scripts is a sandboxed download, another is shown as a browser shows files', async () => {
    const svg = await get('/me/notes/-/files/a%20b.svg');
    expect(svg.headers.get('content-security-policy')).toBe('sandbox');
    expect(svg.headers.get('content-disposition')).toBe('attachment');
    const png = await get('/me/notes/-/files/a.png');
    expect(png.headers.get('content-disposition')).toBeNull();
    expect(png.headers.get('content-security-policy')).toMatch(/^default-src 'none'; img-src 'self'; media-src 'self'/);
  });

  test('what is missing is the 404 page of the site, for git a short text', async () => {
    const page = await get('/me/notes/Missing');
    expect([page.status, await page.text()]).toEqual([404, '<p>Not here</p>']);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect([page.headers.get('etag'), page.headers.get('cache-control')]).toEqual([null, 'no-store']);
    const conditional = await get('/me/notes/Missing', { 'if-none-match': '*', range: 'bytes=0-1' });
    expect([conditional.status, await conditional.text()]).toEqual([404, '<p>Not here</p>']);
    const git = await get('/me/notes.git/objects/info/packs');
    expect([git.status, git.headers.get('content-type')]).toEqual([404, 'text/plain; charset=utf-8']);
    await store.delete(assetKey('404.html'));
    expect((await get('/me/notes/Missing')).status).toBe(404);
  });

  test.each([
    '/me/notes.git/config',
    '/me/notes.git/',
    '/fragments/me/notes/pages/Home.html',
    '/control/me/wiki.json',
    '/me',
  ])('%s is no URL of anything', async (url) => expect((await get(url)).status).toBe(404));

  test('a name longer than any key is 404', async () => {
    expect((await get(`/me/notes/-/${'a'.repeat(2_000)}`)).status).toBe(404);
  });

  test('folders are not listed', async () => {
    for (const url of ['/me/notes/caf%C3%A9', '/me/notes/-/files', '/assets/', '/me/notes.git/objects/']) {
      expect((await get(url)).status).toBe(404);
    }
  });
});

describe('access', () => {
  test('a private wiki and one that does not exist are answered alike', async () => {
    for (const path of ['/', '/Home', '/Missing', '/Home.md', '/-/sidebar.json']) {
      const [closed, none] = await Promise.all([get(`/me/closed${path}`), get(`/me/nowhere${path}`)]);
      expect(closed.status).toBe(401);
      const headersOf = (response: Response) =>
        Object.fromEntries([...response.headers].filter(([name]) => name !== 'date'));
      expect([closed.status, headersOf(closed), await closed.text()]).toEqual([
        none.status,
        headersOf(none),
        await none.text(),
      ]);
    }
  });

  test('git is asked for a password, a browser is not', async () => {
    const git = await get('/me/closed.git/info/refs');
    expect([git.status, git.headers.get('www-authenticate')]).toEqual([401, 'Basic realm="Holt"']);
    const page = await get('/me/closed/', { accept: 'text/html' });
    expect([page.status, page.headers.get('www-authenticate')]).toEqual([401, 'Bearer realm="Holt"']);
    expect(page.headers.get('content-security-policy')).toBe("default-src 'none'");
  });

  test('a wiki becomes private at once', async () => {
    expect((await get('/me/notes/')).status).toBe(200);
    await keyValues.update({ delete: [accessKey('me', 'notes')] });
    expect((await get('/me/notes/')).status).toBe(401);
  });

  test('settings that can not be read deny, and say so in the log', async () => {
    const broken: KeyValueStore = {
      ...keyValues,
      get: async () => {
        throw new Error('damaged');
      },
    };
    edge = await start({ keyValues: broken });
    expect((await get('/me/notes/')).status).toBe(401);
    expect(logged).toEqual(["The edge can't read its settings, and denies: damaged"]);
  });

  test.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])('%s on an object is 405', async (method) => {
    const response = await get('/me/notes/Home', {}, { method });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  });

  test('the root redirects to the home of the site, a wiki without its slash to the wiki', async () => {
    const root = await get('/');
    expect([root.status, root.headers.get('location')]).toEqual([302, '/me/notes/']);
    const wiki = await get('/me/notes');
    expect([wiki.status, wiki.headers.get('location')]).toEqual([301, '/me/notes/']);
    await keyValues.update({ delete: ['home'] });
    expect((await get('/')).status).toBe(404);
  });
});

describe('services', () => {
  let calls: FunctionUrlCall[];
  let reply: FunctionUrlReply;

  beforeEach(async () => {
    calls = [];
    reply = { statusCode: 200, headers: { 'content-type': 'application/json' }, body: '{}' };
    edge = await start({
      writeHandler: async (call) => {
        calls.push(call);
        return reply;
      },
    });
  });

  test('a request reaches the handler as an event of a Lambda function URL', async () => {
    const headers = [
      `Host: ${new URL(edge.url).host}`,
      'Authorization: Bearer t',
      'X-Many: 1',
      'x-many: 2',
      'Cookie: a=1; b=2',
      'User-Agent: test',
    ];
    await rawGet(edge.url, '/mcp/me/notes?x=%20&y', headers);
    expect(calls).toEqual([
      {
        version: '2.0',
        routeKey: '$default',
        rawPath: '/mcp/me/notes',
        rawQueryString: 'x=%20&y',
        cookies: ['a=1', 'b=2'],
        headers: {
          host: new URL(edge.url).host,
          authorization: 'Bearer t',
          'x-many': '1,2',
          'user-agent': 'test',
          connection: 'close',
        },
        requestContext: {
          domainName: new URL(edge.url).host,
          http: {
            method: 'GET',
            path: '/mcp/me/notes',
            protocol: 'HTTP/1.1',
            sourceIp: '127.0.0.1',
            userAgent: 'test',
          },
          requestId: 'local-1',
          stage: '$default',
        },
        isBase64Encoded: false,
      },
    ]);
  });

  test.each([
    ['application/json', '{"a":"é"}', '{"a":"é"}', false],
    ['application/json', Buffer.from([0x22, 0xff, 0x22]), 'Iv8i', true],
    ['application/octet-stream', 'ab', 'YWI=', true],
    ['text/plain', 'ab', 'ab', false],
  ])('a body of %s is handed on', async (type, body, expected, isBase64Encoded) => {
    await get('/mcp', { 'content-type': type }, { method: 'POST', body });
    expect(calls[0]).toMatchObject({ body: expected, isBase64Encoded });
  });

  test('a reply comes back with its status, headers, cookies and decoded body', async () => {
    reply = {
      statusCode: 201,
      headers: { 'Content-Type': 'image/png', 'Content-Security-Policy': 'sandbox' },
      cookies: ['a=1; HttpOnly', 'b=2'],
      body: Buffer.from([1, 2, 255]).toString('base64'),
      isBase64Encoded: true,
    };
    const response = await get('/api/x');
    expect([response.status, ...new Uint8Array(await response.arrayBuffer())]).toEqual([201, 1, 2, 255]);
    expect(response.headers.getSetCookie()).toEqual(['a=1; HttpOnly', 'b=2']);
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(response.headers.get('content-security-policy')).toBe('sandbox');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each(['/mcp', '/mcp/me/notes', '/api/x', '/auth/callback', '/.well-known/oauth-protected-resource'])(
    '%s goes to the handler',
    async (url) => {
      expect((await get(url)).status).toBe(200);
      expect(calls[0]?.rawPath).toBe(url);
    },
  );

  test.each(['/mcp/../mcp', '/mcp//x', '/%6dcp', '/MCP', '/mcp/me'])('%s does not', async (url) => {
    await rawGet(edge.url, url);
    expect(calls).toEqual([]);
  });

  test('a body of 6 MiB is taken, a larger one refused with 413, announced or not', async () => {
    const limit = 6 * 1024 * 1024;
    const post = (body: RequestInit['body'], init: object = {}) =>
      get('/mcp', {}, { method: 'POST', body: body ?? null, ...init });
    expect((await post(new Uint8Array(limit))).status).toBe(200);
    expect((await post(new Uint8Array(limit + 1))).status).toBe(413);
    const chunk = new Uint8Array(1024 * 1024);
    let left = 7;
    const stream = new ReadableStream({
      pull(controller) {
        left -= 1;
        if (left < 0) controller.close();
        else controller.enqueue(chunk);
      },
    });
    expect((await post(stream, { duplex: 'half' })).status).toBe(413);
    expect(calls.length).toBe(1);
    expect((await get('/mcp')).status).toBe(200);
  });

  test('without a handler writes are refused in words, and reads go on', async () => {
    edge = await start();
    const response = await get('/mcp', {}, { method: 'POST', body: '{}' });
    expect([response.status, await response.json()]).toEqual([
      503,
      { error: 'read_only', message: expect.any(String) },
    ]);
    expect((await get('/me/notes/')).status).toBe(200);
  });
});

describe('failures', () => {
  test('a store that fails is a short 500, logged, without what went wrong', async () => {
    const broken = Object.assign(new MemoryObjectStore(), {
      get: async () => {
        throw new Error('disk of the owner on fire');
      },
    });
    edge = await start({ store: broken });
    const response = await get('/me/notes/Home');
    expect([response.status, await response.text()]).toEqual([500, 'Something went wrong here.\n']);
    expect(logged).toEqual([expect.stringContaining('GET /me/notes/Home failed: Error: disk of the owner on fire')]);
  });

  test.each<[string, () => Promise<FunctionUrlReply>]>([
    ['throws', async () => Promise.reject(new Error('x'))],
    ['answers a status that is none', async () => ({ statusCode: 1 })],
    [
      'answers a header that is none',
      async () => ({ statusCode: 200, headers: { 'content-encoding': 'br', 'a\nb': 'c' }, cookies: ['a=1'] }),
    ],
    ['answers a header with a line break', async () => ({ statusCode: 200, headers: { a: 'b\r\nc: d' } })],
  ])('a handler that %s is a 500, and the server lives on', async (_what, writeHandler) => {
    edge = await start({ writeHandler });
    const response = await get('/mcp');
    expect([response.status, await response.text()]).toEqual([500, 'Something went wrong here.\n']);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(logged.length).toBe(1);
    expect((await get('/me/notes/')).status).toBe(200);
  });

  test('a port that is taken is an error that says so', async () => {
    const port = Number(new URL(edge.url).port);
    await expect(start({ port })).rejects.toMatchObject({
      code: 'port-taken',
      message: `Port ${port} of 127.0.0.1 is taken by another program: choose another.`,
    });
  });

  test('an object without a content type is not guessed at', async () => {
    await store.put(pageKey('me', 'notes', 'Raw'), '<script>');
    const response = await get('/me/notes/Raw');
    expect(response.headers.get('content-type')).toBe('application/octet-stream');
  });
});
