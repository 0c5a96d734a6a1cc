import { createHash, createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { buildEdge } from './build.ts';
import { openEdgeSandbox } from './open-edge-sandbox.ts';
import { encodeAccessRecord } from './src/index.js';
import { edgeEvent } from './testing/edge-request.ts';
import type { EdgeCase } from './testing/run-in-njs.ts';
import { runInVm } from './testing/run-in-vm.ts';

interface Fixture extends EdgeCase {
  function: 'viewer-request' | 'viewer-response';
  result: unknown;
}

const directory = new URL('../fixtures/edge/', import.meta.url);
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
    expect(await runInVm(text, [fixture])).toEqual([fixture.result]);
  });

  test('deny when the key-value store fails', async () => {
    const sandbox = openEdgeSandbox({
      functionText: built.viewerRequest,
      readKeyValue: async () => {
        throw new Error('unavailable');
      },
    });
    expect(await sandbox.run(edgeEvent({}))).toMatchObject({ statusCode: 401 });
  });

  test('answer many requests at once, each by its own reads', async () => {
    const waiting: (() => void)[] = [];
    const open = encodeAccessRecord({ public: true, rules: [], since: 0 });
    const sandbox = openEdgeSandbox({
      functionText: built.viewerRequest,
      readKeyValue: (key) =>
        new Promise((resolve) => waiting.push(() => resolve(key === 'access:me/w3' ? open : undefined))),
    });
    const results = Promise.all([1, 2, 3, 4].map((n) => sandbox.run(edgeEvent({ uri: `/me/w${n}/` }))));
    let isDone = false;
    results.finally(() => {
      isDone = true;
    });
    while (!isDone) {
      for (const settle of waiting.splice(0).reverse()) settle();
      await new Promise((resolve) => setImmediate(resolve));
    }
    const statuses = (await results).map((result) => (result as { statusCode?: number }).statusCode);
    expect(statuses).toEqual([401, 401, undefined, 401]);
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
      ...['require', 'process', 'global', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'],
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
    const text = `import cf from "cloudfront";import crypto from 'crypto';
      async function handler(e) {
        const value = await cf.kvs().get('k');
        let error;
        try { Buffer.from('a', 'utf-7'); } catch (caught) { error = caught; }
        return [cf, cf.kvs, cf.kvs().get, cf.kvs().get('k'), e, e.list, crypto, crypto.createHash('sha256').update,
          crypto.createHmac('sha256', Buffer.from('a', 'utf8')), Buffer.from, Buffer.from('a', 'utf8'), error].map(function (x) { return x.constructor.constructor === Function; }).concat(value);
      }`;
    expect(await run(text, { list: [] }, { k: 'v' })).toEqual([...Array(12).fill(true), 'v']);
  });

  test('hashes and recodes as Node does', async () => {
    const text = `import crypto from "crypto";
      function handler(e) {
        const key = Buffer.from(e.key, 'base64url');
        return [
          crypto.createHash('sha256').update(e.text).digest('hex'),
          crypto.createHmac('sha256', key).update(e.text).digest('base64url'),
          Buffer.from(e.text, 'utf8').toString('base64'),
          Buffer.from('4pyTPz8_', 'base64').toString('utf8'),
          key.length,
        ];
      }`;
    const key = Buffer.alloc(32, 200);
    const input = 'é😀\u0000';
    expect(await run(text, { key: key.toString('base64url'), text: input })).toEqual([
      createHash('sha256').update(input).digest('hex'),
      createHmac('sha256', key).update(input).digest('base64url'),
      Buffer.from(input).toString('base64'),
      '✓???',
      32,
    ]);
  });

  test('does not tell by the error whether a key is missing or the store failed, but by exists', async () => {
    const functionText = `import cf from "cloudfront";
      async function handler(e) {
        const told = [];
        for (let i = 0; i < e.keys.length; i++) {
          try { told.push(await cf.kvs().exists(e.keys[i])); } catch (error) { told.push('failed'); }
          try { told.push(await cf.kvs().get(e.keys[i])); } catch (error) { told.push(String(error)); }
        }
        return told;
      }`;
    const [told] = await runInVm(functionText, [
      { event: { keys: ['there', 'missing', 'broken'] }, keyValues: { there: 'v' }, failing: ['broken'] },
    ]);
    expect(told).toEqual([true, 'v', false, 'Error: KeyNotFound', 'failed', 'Error: KeyNotFound']);
  });

  test('lets the time stand still in a run', async () => {
    let nowMs = 1_000;
    const sandbox = openEdgeSandbox({
      functionText: `import cf from "cloudfront";
        async function handler() { const before = Date.now(); await cf.kvs().exists('k'); return [before, Date.now()]; }`,
      nowMs: () => nowMs,
      readKeyValue: async () => {
        nowMs += 5_000;
        return undefined;
      },
    });
    expect(await sandbox.run({})).toEqual([1_000, 1_000]);
    expect(await sandbox.run({})).toEqual([6_000, 6_000]);
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
