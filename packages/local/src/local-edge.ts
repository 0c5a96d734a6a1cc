import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { AddressInfo } from 'node:net';
import { assetKey, type EdgeRequest, type ObjectRoute, resolve, type ViewerRequestEvent } from '@holt/edge';
import { type Clock, type KeyValueStore, type ObjectStore, StorageError, systemClock } from '@holt/storage';
import type { EdgeCache } from './edge-cache.ts';
import { toEdgeEvent } from './edge-event.ts';
import { fromEdgeHeaders, fromEdgeResponse, openEdgeFunctions, toEdgeHeaders } from './edge-functions.ts';
import { LocalEdgeError } from './errors.ts';
import { callFunctionUrl, type FunctionUrlHandler } from './function-url-call.ts';
import { type HttpAnswer, sendAnswer, textAnswer } from './http-answer.ts';
import { answerMissing, answerObject, type ObjectRequest } from './object-answer.ts';
import { isLoopback, readRequestTarget } from './request-target.ts';

const HEADERS_TIMEOUT_MS = 15_000;
const REQUEST_TIMEOUT_MS = 60_000;
const KEEP_ALIVE_TIMEOUT_MS = 5_000;
/** How long answers under way may take when the edge is closed. */
const CLOSE_GRACE_MS = 1_000;
/** Room for a URL and headers at CloudFront's limits, so that the edge function is what refuses a long URL. */
const MAX_HEADER_BYTES = 32 * 1024;

export interface LocalEdgeOptions {
  store: ObjectStore;
  keyValues: KeyValueStore;
  /** Default `127.0.0.1`. Only with another host than loopback's does the edge answer to other names than loopback's. */
  host?: string;
  /** 0 for any free port. */
  port: number;
  /** Answers `/mcp`, `/api`, `/auth` and `/.well-known`; without it they are refused with 503. */
  writeHandler?: FunctionUrlHandler;
  /** By which tokens end. Default: the system's. */
  clock?: Clock;
  /** Keeps objects between requests as CloudFront would. Default: every request reads the store. */
  cache?: EdgeCache;
  /** Headers of every answer that says nothing else about them, as a response headers policy of CloudFront adds them. */
  headers?: Readonly<Record<string, string>>;
  /** Gets one line per failure that a client is told nothing about. */
  log?: (message: string) => void;
}

export interface LocalEdge {
  /** Without a slash at the end. */
  url: string;
  /** Stops listening, lets answers under way finish for a second, closes all connections. */
  close(): Promise<void>;
}

/**
 * Serves a site as CloudFront would: the deployed edge functions in a sandbox, objects with ETags, ranges and compression, and
 * the write handler behind its URLs.
 * @throws LocalEdgeError `port-taken`, `port-refused`
 */
export async function startLocalEdge({
  store,
  keyValues,
  host = '127.0.0.1',
  port,
  writeHandler,
  clock = systemClock,
  cache,
  headers = {},
  log = () => undefined,
}: LocalEdgeOptions): Promise<LocalEdge> {
  const functions = await openEdgeFunctions(keyValues, clock, log);
  const loopbackOnly = isLoopback(host);
  let lastRequest = 0;
  let closed: Promise<void> | undefined;

  const server = createServer({
    headersTimeout: HEADERS_TIMEOUT_MS,
    keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
    maxHeaderSize: MAX_HEADER_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
  });
  server.on('request', (request, response) => void handle(request, response));
  await listen(server, host, port);
  server.on('error', (error) => log(`The server failed: ${error.message}`));
  return { url: urlOf(host, (server.address() as AddressInfo).port), close };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const answer = await answerRequest(request);
      if (closed) response.setHeader('connection', 'close');
      sendAnswer(request, response, answer, headers);
    } catch (error) {
      if (!request.socket.destroyed)
        log(`${request.method} ${request.url?.replace(/\?.*/s, '')} failed: ${describe(error)}`);
      sendFailure(request, response);
    }
  }

  function sendFailure(request: IncomingMessage, response: ServerResponse): void {
    if (response.headersSent) {
      request.socket.destroy();
      return;
    }
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    sendAnswer(request, response, textAnswer(500, 'Something went wrong here.'), headers);
  }

  async function answerRequest(request: IncomingMessage): Promise<HttpAnswer> {
    const target = readRequestTarget(request, loopbackOnly);
    if ('reason' in target) return textAnswer(target.statusCode, target.reason);
    lastRequest += 1;
    const requestId = `local-${lastRequest}`;
    const event = toEdgeEvent(request, target, requestId);
    const decision = await functions.viewerRequest(event);
    if ('statusCode' in decision) return fromEdgeResponse(decision);
    const route = resolve(target.rawPath);
    if (route.kind === 'object') {
      return answerFromStore(event, decision, route, request.httpVersionMinor > 0);
    }
    return writeHandler ? callFunctionUrl(writeHandler, request, target, requestId) : refuseWrite();
  }

  async function answerFromStore(
    event: ViewerRequestEvent,
    edgeRequest: EdgeRequest,
    route: ObjectRoute,
    mayCompress: boolean,
  ): Promise<HttpAnswer> {
    const request: ObjectRequest = {
      method: edgeRequest.method,
      headers: fromEdgeHeaders(edgeRequest.headers),
      mayCompress,
    };
    const read = () => getObject(store, decodeURIComponent(edgeRequest.uri.slice(1)));
    const object = await (cache === undefined ? read() : cache.get(edgeRequest, read));
    if (object === undefined) {
      return answerMissing(store, route.area === 'git' ? undefined : assetKey('404.html'), request);
    }
    const answer = await answerObject(object, request);
    if (answer.statusCode >= 400) return answer;
    const seen = await functions.viewerResponse({
      ...event,
      context: { ...event.context, eventType: 'viewer-response' },
      request: edgeRequest,
      response: {
        statusCode: answer.statusCode,
        statusDescription: STATUS_CODES[answer.statusCode] ?? '',
        headers: toEdgeHeaders(answer.headers),
        cookies: {},
      },
    });
    return { ...fromEdgeResponse(seen), body: answer.body };
  }

  function close(): Promise<void> {
    closed ??= new Promise((resolve) => {
      const timer = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
      server.close(() => {
        clearTimeout(timer);
        resolve();
      });
    });
    return closed;
  }
}

function refuseWrite(): HttpAnswer {
  const body = { error: 'read_only', message: 'This site is served read-only: nothing here takes writes.' };
  return {
    statusCode: 503,
    headers: { 'cache-control': 'no-store', 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}

/** A key that no store takes is the key of nothing. */
async function getObject(store: ObjectStore, key: string) {
  try {
    return await store.get(key);
  } catch (error) {
    if (error instanceof StorageError && error.code === 'invalid-key') return undefined;
    throw error;
  }
}

async function listen(server: Server, host: string, port: number): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      const [code, reason] =
        cause.code === 'EADDRINUSE'
          ? (['port-taken', 'is taken by another program'] as const)
          : (['port-refused', `can't be used (${cause.code})`] as const);
      reject(new LocalEdgeError(code, `Port ${port} of ${host} ${reason}: choose another.`, { cause }));
    });
    server.listen({ host, port }, resolve);
  });
  server.removeAllListeners('error');
}

function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
