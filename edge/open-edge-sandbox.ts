import { createHash, createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createContext, Script } from 'node:vm';

const BOOTSTRAP_FILE = new URL('open-edge-sandbox-bootstrap.js', import.meta.url);

/** CloudFront gives a function about a millisecond; a busy machine needs more before it is the function's fault. */
const DEFAULT_TIMEOUT_MS = 1_000;

export interface EdgeSandboxOptions {
  /** The built function, as it is deployed: a script with a function `handler` at the top. */
  functionText: string;
  /**
   * What `cf.kvs()` reads; `undefined` for a key that is not there. When it rejects, so do `get` and `exists`: as in
   * CloudFront, `get` fails alike for both.
   */
  readKeyValue(key: string): Promise<string | undefined>;
  /** The time that a function sees, which stands still in a run; in milliseconds since 1970. Default: the system's. */
  nowMs?(): number;
  /** CPU time of each stretch between two reads of the key-value store. Default 1,000. */
  timeoutMs?: number;
}

export interface EdgeSandbox {
  /**
   * Runs the function once.
   * @throws Error when the function throws, answers nothing, or takes too long
   */
  run(event: object): Promise<unknown>;
}

interface Run {
  nowMs: number;
  /** Reads of the key-value store that are under way. */
  reads: number;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** Names in the sandbox's realm through which Node calls in; the function does not know them. */
const ENTRY = '__holtEntry';
const HANDLER = '__holtHandler';

/**
 * A realm of its own for an edge function, with nothing in it that CloudFront Functions lack: no Node, no timers, no network,
 * no `eval`, none of the built-ins that its engine does not have.
 */
export function openEdgeSandbox({
  functionText,
  readKeyValue,
  nowMs = Date.now,
  timeoutMs = DEFAULT_TIMEOUT_MS,
}: EdgeSandboxOptions): EdgeSandbox {
  const runs = new Map<number, Run>();
  let lastRun = 0;

  // With its own queue of microtasks, drained at the end of each script, the timeout also covers what follows an `await`.
  const realm = createContext(Object.create(null), {
    codeGeneration: { strings: false, wasm: false },
    microtaskMode: 'afterEvaluate',
  });
  const bootstrap = new Script(readFileSync(BOOTSTRAP_FILE, 'utf8')).runInContext(realm);
  const entry = bootstrap(askOutside, tellOutside, recode, digest);
  define(ENTRY, entry);
  define(HANDLER, new Script(toExpression(functionText)).runInContext(realm)(entry.modules));

  return {
    run(event) {
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      lastRun += 1;
      const now = nowMs();
      runs.set(lastRun, { nowMs: now, reads: 0, resolve, reject });
      evaluate(lastRun, `${ENTRY}.start(${lastRun}, ${now}, ${HANDLER}, ${JSON.stringify(JSON.stringify(event))})`);
      return promise;
    },
  };

  function define(name: string, value: unknown): void {
    Object.defineProperty(realm, name, { value, enumerable: false });
  }

  function evaluate(id: number, source: string): void {
    const run = runs.get(id);
    if (run === undefined) return;
    try {
      new Script(source).runInContext(realm, { timeout: timeoutMs });
    } catch (cause) {
      end(id, () => run.reject(new Error('The edge function took too long.', { cause })));
      return;
    }
    if (run.reads === 0) end(id, () => run.reject(new Error('The edge function never answers.')));
  }

  function askOutside(id: number, read: number, key: string): void {
    const run = runs.get(id);
    if (run === undefined) return;
    run.reads += 1;
    const settle = (isRead: boolean, value: string | undefined) => {
      run.reads -= 1;
      evaluate(id, `${ENTRY}.settle(${id}, ${run.nowMs}, ${read}, ${isRead}, ${JSON.stringify(value)})`);
    };
    readKeyValue(key).then(
      (value) => settle(true, value),
      () => settle(false, undefined),
    );
  }

  function tellOutside(id: number, error: string, result: string): void {
    const run = runs.get(id);
    if (run === undefined) return;
    end(id, () => {
      if (error !== '') run.reject(new Error(`The edge function failed: ${error}`));
      else if (result === '') run.reject(new Error('The edge function answers nothing.'));
      else run.resolve(JSON.parse(result));
    });
  }

  function end(id: number, settle: () => void): void {
    if (runs.delete(id)) settle();
  }
}

/** Bytes cross as text, each a character of Latin-1. Never throws: an error of Node's realm would be a way out. */
function recode(text: string, from: BufferEncoding, to: BufferEncoding): string {
  return Buffer.from(text, from).toString(to);
}

/** SHA-256 of bytes, or their HMAC with a key, as Latin-1. */
function digest(bytes: string, key: string | undefined): string {
  const hash = key === undefined ? createHash('sha256') : createHmac('sha256', Buffer.from(key, 'latin1'));
  return hash.update(bytes, 'latin1').digest().toString('latin1');
}

/** The function's text as an expression: Node can import modules into a realm only behind a flag. */
function toExpression(functionText: string): string {
  const body = functionText.replaceAll(
    /\bimport\s*([\w$]+)\s*from\s*(["'])(cloudfront|crypto)\2;?/g,
    'const $1=holtModules.$3;',
  );
  return `(function (holtModules) { 'use strict'; ${body}\nreturn handler; })`;
}
