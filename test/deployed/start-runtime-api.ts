import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a function failed with, as its runtime reports it. */
export interface FunctionFailure {
  errorType: string;
  errorMessage: string;
}

/** What became of one event. */
export type Outcome = { result: unknown; ms: number } | { failure: FunctionFailure; ms: number };

export interface RuntimeApi {
  /** `127.0.0.1:<port>`, for `AWS_LAMBDA_RUNTIME_API`. */
  address: string;
  /** Settles when the runtime asks for its first event: with the time, as `performance.now()` tells it, or with why the function can't start. */
  initialized: Promise<{ atMs: number } | { failure: FunctionFailure }>;
  /** Hands an event to the function, after those before it. Rejects when {@link RuntimeApi.end} comes first. */
  invoke(event: unknown): Promise<Outcome>;
  /** Fails what waits for an answer. */
  end(reason: string): void;
  close(): Promise<void>;
}

interface Invocation {
  id: string;
  body: string;
  handedOutMs: number;
  settle(outcome: Outcome): void;
  reject(error: Error): void;
}

const FUNCTION_ARN = 'arn:aws:lambda:us-east-1:123456789012:function:holt';
/** Of an event, and of an answer. */
const MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;
const DEADLINE_MS = 60_000;
const PREFIX = '/2018-06-01/runtime/';

/**
 * Lambda's Runtime API for one function, on a free port of 127.0.0.1: the runtime asks for the next event, waits for as long as there is none, and tells
 * what became of it.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function startRuntimeApi(): Promise<RuntimeApi> {
  const queue: Invocation[] = [];
  const running = new Map<string, Invocation>();
  const initialized = Promise.withResolvers<{ atMs: number } | { failure: FunctionFailure }>();
  let waiting: ServerResponse | undefined;

  const handOut = () => {
    const [invocation] = queue;
    if (waiting === undefined || invocation === undefined) return;
    queue.shift();
    running.set(invocation.id, invocation);
    waiting.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': invocation.id,
      'lambda-runtime-deadline-ms': String(Date.now() + DEADLINE_MS),
      'lambda-runtime-invoked-function-arn': FUNCTION_ARN,
      'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000;Sampled=0',
    });
    waiting.end(invocation.body);
    waiting = undefined;
    invocation.handedOutMs = performance.now();
  };

  const take = (id: string, outcome: (ms: number) => Outcome): boolean => {
    const invocation = running.get(id);
    running.delete(id);
    invocation?.settle(outcome(performance.now() - invocation.handedOutMs));
    return invocation !== undefined;
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.startsWith(PREFIX) ? request.url.slice(PREFIX.length) : '';
    const said = `${request.method} ${path}`;
    if (said === 'GET invocation/next') {
      initialized.resolve({ atMs: performance.now() });
      waiting = response;
      handOut();
      return;
    }
    const body = Buffer.concat(await request.toArray());
    const accept = (isKnown: boolean) => response.writeHead(isKnown ? 202 : 400).end('{}');
    const [, id = '', end] = /^POST invocation\/([\w-]+)\/(response|error)$/.exec(said) ?? [];
    if (said === 'POST init/error') {
      initialized.resolve({ failure: readFailure(body) });
      accept(true);
    } else if (end === 'response' && body.byteLength > MAX_PAYLOAD_BYTES) {
      const failure = { errorType: 'Function.ResponseSizeTooLarge', errorMessage: `${body.byteLength} bytes` };
      response.writeHead(413).end('{}');
      take(id, (ms) => ({ failure, ms }));
    } else if (end === 'response') {
      accept(take(id, (ms) => ({ result: JSON.parse(body.toString()), ms })));
    } else if (end === 'error') {
      accept(take(id, (ms) => ({ failure: readFailure(body), ms })));
    } else {
      response.writeHead(404).end('{}');
    }
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    initialized: initialized.promise,
    invoke(event) {
      const body = JSON.stringify(event);
      if (Buffer.byteLength(body) > MAX_PAYLOAD_BYTES) throw new TypeError('Lambda takes no event over 6 MiB.');
      const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
      queue.push({ id: randomUUID(), body, handedOutMs: 0, settle: resolve, reject });
      handOut();
      return promise;
    },
    end(reason) {
      const failure = { errorType: 'Runtime.ExitError', errorMessage: reason };
      initialized.resolve({ failure });
      for (const { reject } of [...queue.splice(0), ...running.values()]) reject(new Error(reason));
      running.clear();
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function readFailure(body: Buffer): FunctionFailure {
  const { errorType, errorMessage } = JSON.parse(body.toString()) as FunctionFailure;
  return { errorType, errorMessage };
}
