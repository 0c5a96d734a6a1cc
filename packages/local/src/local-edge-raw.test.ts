import { connect } from 'node:net';
import { accessKey, encodeAccessRecord, gitPrefix, pageKey } from '@holt/edge';
import { MemoryObjectStore, openKeyValueStore } from '@holt/storage';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FunctionUrlReply } from './function-url-call.ts';
import { type LocalEdge, startLocalEdge } from './local-edge.ts';
import { rawGet, rawRequest, statusCodes } from './testing/raw-request.ts';

let store: MemoryObjectStore;
let edge: LocalEdge;
let logged: string[];

beforeEach(async () => {
  store = new MemoryObjectStore();
  logged = [];
  const keyValues = openKeyValueStore({ store: new MemoryObjectStore(), key: 'kv' });
  await keyValues.update({
    put: { [accessKey('me', 'notes')]: encodeAccessRecord({ public: true, rules: [], since: 0 }) },
  });
  const html = { contentType: 'text/html' };
  await store.put(pageKey('me', 'notes', 'Home'), 'PUBLIC', html);
  await store.put(pageKey('me', 'secret', 'Home'), 'SECRET', html);
  await store.put(`${gitPrefix('me', 'secret')}HEAD`, 'SECRET', html);
  await store.put('control/me/secret/wiki.json', 'SECRET', html);
  edge = await startLocalEdge({ store, keyValues, port: 0, log: (message) => logged.push(message) });
});

afterEach(() => edge.close());

describe('targets over a raw socket', () => {
  test.each([
    '/me/notes/../secret/Home',
    '/me/notes/../../control/me/secret/wiki.json',
    '/me/notes/%2e%2e/secret/Home',
    '/me/notes/%2E%2E/%2E%2E/git/me/secret/HEAD',
    '/me/notes/.%2e/secret/Home',
    '/me/notes/..%2fsecret%2fHome',
    '/me/notes/..%5csecret%5cHome',
    '/me/notes/..\\secret\\Home',
    '/me/notes/%252e%252e/secret/Home',
    '/me/notes/%c0%ae%c0%ae/secret/Home',
    '/me/notes/%00',
    '/me/notes/Home%00',
    '/me/notes//Home',
    '//me/notes/Home',
    '/./me/notes/Home',
    '/me/notes/Home.',
    '/me/notes/..;/secret/Home',
    '/me/notes/%zz',
    '/me/notes/%ed%a0%80',
    '/me/notes/-secret',
    '/me/notes/caf\u00e9',
    '/me/notes/Home#x',
    'me/notes/Home',
    '*',
    'http://127.0.0.1/me/notes/../secret/Home',
    'ftp://127.0.0.1/me/notes/Home',
  ])('%s is refused with 400', async (target) => {
    const text = await rawGet(edge.url, target);
    expect(statusCodes(text)).toEqual([400]);
    expect(text).not.toContain('SECRET');
  });

  test.each([
    '/me/secret/Home',
    '/me/secret.git/HEAD',
    '/ME/secret/Home',
    '/git/me/secret/HEAD',
    '/control/me/secret/wiki.json',
  ])('%s shows nothing', async (target) => {
    const text = await rawGet(edge.url, target);
    expect([401, 404]).toContain(statusCodes(text)[0]);
    expect(text).not.toContain('SECRET');
  });

  test('a path of more than 8,192 bytes is refused with 400', async () => {
    expect(statusCodes(await rawGet(edge.url, `/api/${'a'.repeat(8192)}`))).toEqual([400]);
  });

  test('an absolute-form target is read as its path', async () => {
    const { host } = new URL(edge.url);
    expect(await rawGet(edge.url, `http://${host}/me/notes/Home`)).toContain('PUBLIC');
    expect(await rawGet(edge.url, 'HTTP://LOCALHOST:1/me/notes/Home?x')).toContain('PUBLIC');
    expect(statusCodes(await rawGet(edge.url, `http://${host}`))).toEqual([404]);
  });

  test('a header section too large, and what is no HTTP, are refused', async () => {
    const huge = await rawGet(edge.url, '/me/notes/Home', ['Host: localhost', `X: ${'x'.repeat(32 * 1024)}`]);
    expect(statusCodes(huge)).toEqual([431]);
    for (const text of ['\u0000\u0001\r\n\r\n', 'GET\r\n\r\n', 'GET / HTTP/9.9\r\n\r\n']) {
      expect(statusCodes(await rawRequest(edge.url, text))).toEqual([400]);
    }
    expect(await rawGet(edge.url, '/me/notes/Home')).toContain('PUBLIC');
  });

  test('a request that could be read as two is refused', async () => {
    const twice = 'Content-Length: 4\r\nTransfer-Encoding: chunked\r\n';
    const text = await rawRequest(edge.url, `GET /me/notes/Home HTTP/1.1\r\nHost: localhost\r\n${twice}\r\n0\r\n\r\n`);
    expect(statusCodes(text)).toEqual([400]);
  });

  test('pipelined requests are answered in their order', async () => {
    const one = 'GET /me/notes/Home HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const two = 'GET /me/secret/Home HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const three = 'GET /me/notes/%2e%2e HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
    expect(statusCodes(await rawRequest(edge.url, one + two + one + three))).toEqual([200, 401, 200, 400]);
  });
});

describe('Host', () => {
  test.each(['127.0.0.1', '127.0.0.1:8700', 'localhost', 'LocalHost:1', '[::1]', '[::1]:8700'])(
    '%s is this server',
    async (host) => {
      expect(statusCodes(await rawGet(edge.url, '/me/notes/Home', [`Host: ${host}`]))).toEqual([200]);
    },
  );

  test.each([
    'evil.example',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    'evil.example:8700',
    'localhost@evil.example',
    'evil.example@localhost',
    'localhost.',
    '127.0.0.2',
    '0.0.0.0',
    '127.1',
    '[::ffff:127.0.0.1]',
    'localhost:99999999',
    'localhost, evil.example',
    '',
  ])('%j is refused with 421', async (host) => {
    expect(statusCodes(await rawGet(edge.url, '/me/notes/Home', [`Host: ${host}`]))).toEqual([421]);
  });

  test('two Hosts, or none, are refused with 400', async () => {
    expect(statusCodes(await rawGet(edge.url, '/me/notes/Home', ['Host: localhost', 'Host: localhost']))).toEqual([
      400,
    ]);
    expect(statusCodes(await rawGet(edge.url, '/me/notes/Home', []))).toEqual([400]);
  });

  test('a target or a Host that names another site is refused, whichever it is', async () => {
    expect(statusCodes(await rawGet(edge.url, 'http://evil.example/me/notes/Home'))).toEqual([421]);
    expect(statusCodes(await rawGet(edge.url, 'http://localhost/me/notes/Home', ['Host: evil.example']))).toEqual([
      421,
    ]);
  });

  test('an edge that listens beyond loopback answers to any name', async () => {
    const keyValues = openKeyValueStore({ store: new MemoryObjectStore(), key: 'kv' });
    const wide = await startLocalEdge({ store, keyValues, host: '0.0.0.0', port: 0 });
    const url = wide.url.replace('0.0.0.0', '127.0.0.1');
    expect(statusCodes(await rawGet(url, '/me/notes/Home', ['Host: wiki.lan']))).toEqual([401]);
    await wide.close();
  });
});

describe('closing', () => {
  test('ends idle and unused connections, and nothing listens any more', async () => {
    const socket = connect(Number(new URL(edge.url).port), '127.0.0.1');
    const ended = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    await new Promise<void>((resolve) => {
      socket.once('data', () => resolve());
      socket.write('GET /me/notes/Home HTTP/1.1\r\nHost: localhost\r\n\r\n');
    });
    await edge.close();
    await ended;
    await edge.close();
    await expect(rawGet(edge.url, '/me/notes/Home')).rejects.toThrowError('ECONNREFUSED');
  });

  test('lets an answer under way come to its end', async () => {
    const called = Promise.withResolvers<void>();
    const reply = Promise.withResolvers<FunctionUrlReply>();
    const slow = await startLocalEdge({
      store,
      keyValues: openKeyValueStore({ store: new MemoryObjectStore(), key: 'kv' }),
      port: 0,
      writeHandler: () => {
        called.resolve();
        return reply.promise;
      },
    });
    const answer = rawRequest(slow.url, 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{}');
    await called.promise;
    const closed = slow.close();
    reply.resolve({ statusCode: 200, body: 'written' });
    expect(await answer).toMatch(/Connection: close\r\n.*written/is);
    await closed;
  });

  test('does not wait for a request that never ends', async () => {
    const slow = await startLocalEdge({
      store,
      keyValues: openKeyValueStore({ store: new MemoryObjectStore(), key: 'kv' }),
      port: 0,
      writeHandler: async () => ({ statusCode: 200 }),
    });
    const half = rawRequest(slow.url, 'POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\n{');
    expect(statusCodes(await rawGet(slow.url, '/me'))).toEqual([404]);
    await slow.close();
    expect(await half.catch(() => '')).toBe('');
  });

  test('a client that goes away in the middle of a body is no failure', async () => {
    const socket = connect(Number(new URL(edge.url).port), '127.0.0.1');
    await new Promise<void>((resolve) => {
      socket.write('POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{', () => resolve());
    });
    socket.destroy();
    expect(await rawGet(edge.url, '/me/notes/Home')).toContain('PUBLIC');
    expect(logged).toEqual([]);
  });
});
