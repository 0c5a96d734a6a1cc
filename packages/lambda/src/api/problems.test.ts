import { MemoryObjectStore, type ObjectStore, StorageError } from '@holt/storage';
import { beforeEach, describe, expect, it, test } from 'vitest';
import { type Call, type StartedApi, startApi } from './testing/start-api.ts';

const WIKI = '/wikis/me/notes';
const PAGE = `${WIKI}/pages/Plan`;

let api: StartedApi;
let failure: Error | undefined;

beforeEach(async () => {
  failure = undefined;
  const store = new MemoryObjectStore();
  const failing: ObjectStore = new Proxy(store, {
    get(target, name: keyof ObjectStore) {
      const method = target[name] as (...args: unknown[]) => unknown;
      if (typeof method !== 'function') return method;
      return (...args: unknown[]) => {
        const isOfWiki = String(args[0]).startsWith('git/') && failure !== undefined;
        return isOfWiki ? Promise.reject(failure) : method.apply(target, args);
      };
    },
  });
  api = await startApi(failing);
  await api.call('PUT', PAGE, { raw: '# Plan\n\nA\n\nA\n' });
});

test.each<[status: number, code: string, method: string, path: string, call: Call]>([
  [400, 'invalid-request', 'GET', `${WIKI}/pages/%2E%2E/x`, {}],
  [400, 'invalid-request', 'GET', `${WIKI}/pages/a%2Fb`, {}],
  [400, 'invalid-request', 'GET', `${WIKI}/pages//x`, {}],
  [400, 'invalid-request', 'GET', `${WIKI}/pages/%C3`, {}],
  [404, 'not-found', 'GET', `${WIKI}/pages/a/`, {}],
  [400, 'invalid-path', 'PUT', `${WIKI}/pages/a:b`, { raw: '' }],
  [400, 'invalid-path', 'PUT', `${WIKI}/pages/a%20b`, { raw: '' }],
  [400, 'invalid-wiki', 'GET', '/wikis/ME/notes/pages', {}],
  [400, 'invalid-arguments', 'GET', `${WIKI}/pages?limit=many`, {}],
  [400, 'invalid-arguments', 'GET', `${WIKI}/search`, {}],
  [400, 'invalid-arguments', 'PATCH', PAGE, { body: { old_text: 'A' } }],
  [400, 'invalid-arguments', 'PATCH', PAGE, { body: { old_text: 'A', new_text: 'B', publik: true } }],
  [400, 'invalid-arguments', 'GET', `${WIKI}/diff/HEAD`, {}],
  [400, 'invalid-request', 'GET', `${WIKI}/pages?limits=1`, {}],
  [400, 'invalid-request', 'GET', `${WIKI}/pages?limit=1&limit=2`, {}],
  [400, 'invalid-request', 'GET', `${WIKI}/pages?prefix=%C3`, {}],
  [400, 'invalid-request', 'PATCH', PAGE, { raw: '{', headers: { 'content-type': 'application/json' } }],
  [400, 'invalid-request', 'PATCH', PAGE, { body: ['old_text'] }],
  [400, 'not-utf8', 'PUT', PAGE, { raw: Buffer.from([0xff]) }],
  [400, 'empty-title', 'PUT', PAGE, { raw: '---\ntitle: ""\n---\n' }],
  [403, 'write-not-allowed', 'PUT', PAGE, { raw: '', as: { scope: ['read'] } }],
  [403, 'write-not-allowed', 'PUT', PAGE, { raw: '', as: { subject: 'eve', wikis: ['me/notes:reader'] } }],
  [403, 'forbidden-origin', 'GET', PAGE, { headers: { origin: 'https://evil.example' } }],
  [404, 'not-found', 'GET', '/nothing', {}],
  [404, 'not-found', 'GET', '', {}],
  [404, 'not-found', 'GET', '/', {}],
  [404, 'not-found', 'GET', `${WIKI}/pages/`, {}],
  [404, 'wiki-not-found', 'GET', '/wikis/you/notes/pages', { as: { subject: 'eve' } }],
  [404, 'wiki-not-found', 'GET', '/wikis/me/none/pages', {}],
  [404, 'page-not-found', 'GET', `${WIKI}/pages/None`, {}],
  [404, 'page-not-found', 'DELETE', `${WIKI}/pages/None`, {}],
  [404, 'file-not-found', 'GET', `${WIKI}/attachments/none.png`, {}],
  [404, 'revision-not-found', 'GET', `${PAGE}?revision=${'0'.repeat(40)}`, {}],
  [409, 'text-not-found', 'PATCH', PAGE, { body: { old_text: 'B', new_text: 'C' } }],
  [409, 'text-ambiguous', 'PATCH', PAGE, { body: { old_text: 'A', new_text: 'C' } }],
  [409, 'section-not-found', 'POST', `${WIKI}/sections/Plan`, { body: { where: 'after', section: 'X', content: '' } }],
  [409, 'page-exists', 'PUT', `${PAGE}?base_version=none`, { raw: '' }],
  [409, 'path-collides', 'PUT', `${WIKI}/pages/plan`, { raw: '' }],
  [413, 'too-large', 'PUT', PAGE, { raw: 'x'.repeat(1024 * 1024 + 1) }],
  [413, 'content-too-large', 'PUT', PAGE, { raw: 'x'.repeat(6 * 1024 * 1024 + 1) }],
  [
    415,
    'unsupported-media-type',
    'PUT',
    PAGE,
    { raw: '', headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  ],
  [
    415,
    'unsupported-media-type',
    'PUT',
    PAGE,
    { raw: '', headers: { 'content-type': 'text/markdown; charset=latin1' } },
  ],
  [415, 'unsupported-media-type', 'PUT', PAGE, { raw: '', headers: { 'content-encoding': 'gzip' } }],
  [415, 'unsupported-media-type', 'PATCH', PAGE, { raw: '{}' }],
])('%i %s, of %s %s', async (status, code, method, path, call) => {
  const answer = await api.call(method, path, call);
  expect(answer.headers['content-type']).toBe('application/problem+json');
  expect([answer.status, answer.json.code, answer.json.detail]).toEqual([
    status,
    code,
    expect.stringMatching(/\w.*[.?]$/s),
  ]);
  expect(answer.json).toMatchObject({ type: 'about:blank', status, title: expect.stringMatching(/^[A-Z][\w' ]+$/) });
  expect(api.logged).toEqual([]);
});

describe('a refusal', () => {
  it('of a method tells those that there are', async () => {
    const allow = async (method: string, path: string) => {
      const { status, headers, json } = await api.call(method, path);
      return [status, json?.code, headers.allow];
    };
    expect(await allow('OPTIONS', PAGE)).toEqual([405, 'method-not-allowed', 'GET, HEAD, PUT, PATCH, DELETE']);
    expect(await allow('POST', PAGE)).toEqual([405, 'method-not-allowed', 'GET, HEAD, PUT, PATCH, DELETE']);
    expect(await allow('TRACE', '/session')).toEqual([405, 'method-not-allowed', 'GET, HEAD']);
    expect(await allow('no method', '/session')).toEqual([405, 'method-not-allowed', 'GET, HEAD']);
    expect(await allow('GET', `${WIKI}/renames`)).toEqual([405, 'method-not-allowed', 'POST']);
    expect(await allow('HEAD', `${WIKI}/renames`)).toEqual([405, undefined, 'POST']);
  });

  it('of a type tells those that are taken', async () => {
    const { headers, json } = await api.call('PUT', PAGE, { raw: 'x', headers: { 'content-type': 'text/html' } });
    expect(headers.accept).toBe('text/markdown, application/json');
    expect(json.detail).toContain('Content-Type: text/markdown');
  });

  it('for want of a token tells how to send one', async () => {
    const { status, headers, json } = await api.send('GET', '/session', {});
    expect([status, json.code, headers['content-type']]).toEqual([401, 'unauthorized', 'application/problem+json']);
    expect(headers['www-authenticate']).toMatch(/^Bearer /);
  });

  it('of a writer who writes too much tells when to come back', async () => {
    let answer = await api.call('PUT', PAGE, { raw: '0' });
    for (let i = 1; i <= 70 && answer.status < 300; i++) answer = await api.call('PUT', PAGE, { raw: String(i) });
    expect([answer.status, answer.json.code]).toEqual([429, 'rate-limited']);
    expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
    await api.clock.advance(Number(answer.headers['retry-after']) * 1000);
    expect((await api.call('PUT', PAGE, { raw: 'later' })).status).toBe(200);
  });

  it('by the store is 503, and what it said is for the log', async () => {
    failure = new StorageError('unavailable', 'key', 'secret detail');
    for (const [method, call] of [
      ['GET', {}],
      ['PUT', { raw: 'x' }],
    ] as const) {
      const { status, headers, json } = await api.call(method, PAGE, call);
      expect([status, headers['retry-after'], json.code]).toEqual([503, '1', 'unavailable']);
      expect(JSON.stringify(json)).not.toContain('secret');
    }
    expect(api.logged.join()).toContain('secret detail');
  });

  it('by a bug tells nothing of it', async () => {
    failure = new TypeError('secret detail');
    const { status, json } = await api.call('GET', PAGE);
    expect([status, json.code]).toEqual([500, 'internal']);
    expect(JSON.stringify(json)).not.toContain('secret');
    expect(api.logged.join()).toContain('secret detail');
  });

  it('that can not be had whole goes without its texts', async () => {
    // Each control character is six bytes of JSON.
    const text = (line: string) => `${line}\n${'\u0001'.repeat(1000 * 1000)}`;
    const { json } = await api.call('PUT', PAGE, { raw: text('one') });
    await api.call('PUT', PAGE, { raw: text('two') });
    const { status, json: problem } = await api.call('PUT', PAGE, {
      raw: 'three',
      headers: { 'if-match': `"${json.version}"` },
    });
    expect([status, problem.code, problem.base]).toEqual([412, 'conflict', undefined]);
  });
});
