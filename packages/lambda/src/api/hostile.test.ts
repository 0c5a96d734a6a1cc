import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { BINDINGS } from './bindings.ts';
import { type StartedApi, startApi } from './testing/start-api.ts';

const SEED = 20261121;
const RUNS = 3000;
const METHODS = ['GET', 'HEAD', 'PUT', 'PATCH', 'POST', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT', '', 'get', 'x y'];
const HOSTILE = [
  '__proto__',
  'constructor',
  '..',
  '.',
  '%2e%2e',
  '%2f',
  '%5c',
  '%00',
  '%0d%0aX-Evil:1',
  '%c3',
  '%ff',
  '%',
  '%zz',
  '\\',
  '//',
  ';',
  'a'.repeat(300),
  '%F0%9F%92%A9',
  '%E2%80%AE',
  '%EF%BB%BF',
  '.git',
  '-',
  ':path',
  '{path}',
  '*',
  'pages:batch',
  '[object Object]',
];

let api: StartedApi;

beforeAll(async () => {
  api = await startApi();
  await api.call('PUT', '/wikis/me/notes/pages/Plan', { raw: '# Plan\n' });
});

const token = fc.oneof(
  fc.constantFrom(...HOSTILE),
  fc.string({ maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 8 }),
);
const segment = fc.oneof(token, token.map(encode));
const anyMethod = fc.constantFrom(...METHODS);
/** Of the API's own routes, with names that may be there and others that may not; and anything else. */
const target = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .record({
        binding: fc.constantFrom(...BINDINGS),
        other: fc.option(anyMethod, { nil: undefined, freq: 2 }),
        rest: fc.oneof(
          fc.constantFrom('Plan', 'plan', 'New', 'a.txt', 'Files/b.bin', '0'.repeat(40)),
          token.map(encode),
        ),
      })
      .map(({ binding, other, rest }) => ({
        method: other ?? binding.method,
        path: binding.path.replace('{owner}/{wiki}', 'me/notes').replace(/\{(path|revision)\}/, () => rest),
      })),
  },
  fc.record({ method: anyMethod, path: fc.array(segment, { maxLength: 6 }).map((all) => `/${all.join('/')}`) }),
);
const parameter = fc.tuple(
  fc.constantFrom(
    'paths',
    'limit',
    'cursor',
    'query',
    'revision',
    'section',
    'prefix',
    'where',
    'message',
    '__proto__',
  ),
  segment,
);
const query = fc
  .oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.array(parameter, { maxLength: 3 }))
  .map((pairs) => pairs.map((pair) => pair.join('=')).join('&'));
const header = fc.oneof(
  token,
  fc.constantFrom(
    '*',
    '""',
    'W/""',
    `"${'0'.repeat(40)}"`,
    ',,,',
    'text/markdown',
    'application/json',
    'q=',
    '*/*;q=9',
    'a/b;q=0.0001',
  ),
);
const headers = fc.dictionary(
  fc.constantFrom(
    'if-match',
    'if-none-match',
    'accept',
    'content-type',
    'content-encoding',
    'idempotency-key',
    'user-agent',
  ),
  header,
  { maxKeys: 4, noNullPrototype: true },
);
const argument = fc.constantFrom(
  'path',
  'new_path',
  'content',
  'old_text',
  'new_text',
  'where',
  'section',
  'properties',
  'changes',
  'revision',
  'base_version',
  '__proto__',
);
const value = fc.oneof(
  fc.constantFrom('Plan', 'append', 'none', '# Plan', 'x', '', null, -1, 1e300),
  token,
  fc.jsonValue({ maxDepth: 2 }),
);
const raw = fc.oneof(
  fc.uint8Array({ maxLength: 40 }),
  fc.dictionary(argument, value, { maxKeys: 5 }).map((members) => JSON.stringify(members)),
  fc.constantFrom('{"__proto__":{"path":"x"}}', '{"path":{}}', '{"content":1}', '{"changes":[null]}', '['.repeat(5000)),
);

function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

test('no request is answered with 500, whatever is in its path, its query, its headers and its body', async () => {
  const seen = new Set<number>();
  const request = fc.record({
    target,
    query,
    headers,
    raw: fc.option(raw, { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(request, async ({ target: { method, path }, query, headers, raw }) => {
      const answer = await api.call(method, query === '' ? path : `${path}?${query}`, {
        headers,
        ...(raw === undefined ? {} : { raw }),
      });
      seen.add(answer.status);
      expect(answer.status).toBeLessThan(500);
      expect(answer.status).toBeGreaterThanOrEqual(200);
      for (const [name, value] of Object.entries(answer.headers)) expect(`${name}${value}`).toMatch(/^[\t -~]*$/);
      if (answer.status < 400 || answer.bytes.length === 0) return;
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.json).toMatchObject({
        status: answer.status,
        code: expect.stringMatching(/^[a-z0-9-]+$/),
        detail: expect.any(String),
      });
    }),
    { seed: SEED, numRuns: RUNS },
  );
  // So that it can't become a test of one refusal alone.
  expect([...seen]).toEqual(expect.arrayContaining([200, 201, 400, 404, 405, 412, 415]));
  expect(api.logged).toEqual([]);
}, 240_000);
