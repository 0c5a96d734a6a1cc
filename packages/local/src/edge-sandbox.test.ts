import { readdirSync, readFileSync } from 'node:fs';
import { buildEdge } from '@holt/edge/build';
import { describe, expect, test } from 'vitest';
import { openEdgeSandbox } from './edge-sandbox.ts';

interface Fixture {
  function: 'viewer-request' | 'viewer-response';
  keyValues: Record<string, string>;
  event: object;
  result: unknown;
}

const directory = new URL('../../../fixtures/edge/', import.meta.url);
const built = await buildEdge();

/** Runs a handler's text once. */
function run(functionText: string, event: object = {}, keyValues: Record<string, string> = {}, timeoutMs = 1_000) {
  const sandbox = openEdgeSandbox({ functionText, readKeyValue: async (key) => keyValues[key], timeoutMs });
  return sandbox.run(event);
}

describe('the built edge functions', () => {
  test.each(readdirSync(directory))('answer fixtures/edge/%s as expected', async (file) => {
    const fixture: Fixture = JSON.parse(readFileSync(new URL(file, directory), 'utf8'));
    const text = fixture.function === 'viewer-request' ? built.viewerRequest : built.viewerResponse;
    expect(await run(text, fixture.event, fixture.keyValues)).toEqual(fixture.result);
  });

  test('deny when the key-value store fails', async () => {
    const sandbox = openEdgeSandbox({
      functionText: built.viewerRequest,
      readKeyValue: async () => {
        throw new Error('unavailable');
      },
    });
    const request = { method: 'GET', uri: '/me/notes/Home', headers: {}, querystring: {}, cookies: {} };
    expect(await sandbox.run({ request })).toMatchObject({ statusCode: 401 });
  });

  test('answer many requests at once, each by its own reads', async () => {
    const waiting: (() => void)[] = [];
    const sandbox = openEdgeSandbox({
      functionText: built.viewerRequest,
      readKeyValue: (key) =>
        new Promise((resolve) => waiting.push(() => resolve(key === 'public:me/w3' ? '1' : undefined))),
    });
    const runs = [1, 2, 3, 4].map((n) =>
      sandbox.run({ request: { method: 'GET', uri: `/me/w${n}/`, headers: {}, querystring: {}, cookies: {} } }),
    );
    await Promise.resolve();
    for (const settle of waiting.reverse()) settle();
    const results = await Promise.all(runs);
    expect(results.map((result) => (result as { statusCode?: number }).statusCode)).toEqual([401, 401, undefined, 401]);
  });
});

describe('the sandbox', () => {
  test('keeps apart requests that read more than once', async () => {
    const waiting: (() => void)[] = [];
    const sandbox = openEdgeSandbox({
      functionText: `import cf from "cloudfront";
        async function handler(e) {
          const one = await cf.kvs().get(e.name + '1');
          const two = await cf.kvs().get(e.name + '2');
          return [one, two];
        }`,
      readKeyValue: (key) => new Promise((resolve) => waiting.push(() => resolve(`value of ${key}`))),
    });
    const runs = [sandbox.run({ name: 'a' }), sandbox.run({ name: 'b' })];
    for (const index of [0, 1, 3, 2]) {
      await expect.poll(() => waiting.length).toBeGreaterThan(index);
      waiting[index]?.();
    }
    expect(await Promise.all(runs)).toEqual([
      ['value of a1', 'value of a2'],
      ['value of b1', 'value of b2'],
    ]);
  });

  test('has the globals of CloudFront Functions and no others', async () => {
    const lacking = [
      ...[
        'require',
        'process',
        'global',
        'Buffer',
        'fetch',
        'setTimeout',
        'setInterval',
        'setImmediate',
        'queueMicrotask',
      ],
      ...[
        'URL',
        'URLSearchParams',
        'structuredClone',
        'performance',
        'console',
        'Map',
        'Set',
        'WeakMap',
        'Proxy',
        'BigInt',
      ],
      ...['Reflect', 'Intl', 'WebAssembly', 'SharedArrayBuffer', 'Atomics', 'Iterator', 'module', 'exports', 'eval'],
    ];
    const text = `function handler(e) { return e.names.filter(function (name) { return typeof globalThis[name] !== 'undefined'; }); }`;
    expect(await run(text, { names: [...lacking, 'JSON', 'Promise'] })).toEqual(['JSON', 'Promise']);
  });

  test.each([
    ['a string is made a program', 'new Function("return 1")()'],
    ['a string is made a program by a constructor', '[].constructor.constructor("return process")()'],
    ['a method is missing in njs', '"a".normalize("NFC")'],
    ['a module is asked for', 'require("node:fs")'],
    ['a promise is rejected', 'Promise.reject(new Error("x"))'],
  ])('fails when %s', async (_what, expression) => {
    await expect(run(`function handler() { return ${expression}; }`)).rejects.toThrowError('The edge function failed');
  });

  test('gives the function no object of the realm outside', async () => {
    const text = `import cf from "cloudfront";
      async function handler(e) {
        const value = await cf.kvs().get('k');
        return [cf, cf.kvs, cf.kvs().get, cf.kvs().get('k'), e, e.list].map(function (x) { return x.constructor.constructor === Function; }).concat(value);
      }`;
    expect(await run(text, { list: [] }, { k: 'v' })).toEqual([true, true, true, true, true, true, 'v']);
  });

  test.each([
    ['at once', 'function handler() { for (;;) {} }'],
    ['after a read', 'import cf from "cloudfront"; async function handler() { await cf.kvs().get("k"); for (;;) {} }'],
    ['after an await', 'async function handler() { await 1; for (;;) {} }'],
  ])('ends a function that runs on %s', async (_when, text) => {
    await expect(run(text, {}, { k: 'v' }, 50)).rejects.toThrowError('The edge function took too long.');
  });

  test.each([
    ['never answers', 'function handler() { return new Promise(function () {}); }', 'never answers'],
    ['answers nothing', 'function handler() {}', 'answers nothing'],
  ])('fails when the function %s', async (_what, text, message) => {
    await expect(run(text)).rejects.toThrowError(message);
  });

  test('works on after a function failed', async () => {
    const functionText = 'function handler(e) { if (e.loop) { for (;;) {} } return { ok: true }; }';
    const sandbox = openEdgeSandbox({ functionText, readKeyValue: async () => undefined, timeoutMs: 50 });
    await expect(sandbox.run({ loop: true })).rejects.toThrow();
    expect(await sandbox.run({})).toEqual({ ok: true });
  });
});
