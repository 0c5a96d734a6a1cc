import { AuthError, bearerToken, type Claims, openKeyRing, verifyToken } from '@holt/auth';
import { resolve } from '@holt/edge';
import type { Log, McpHandler } from '@holt/mcp';
import { type Clock, type KeyValueStore, type ObjectStore, type Random, StorageError } from '@holt/storage';
import packageJson from '../package.json' with { type: 'json' };
import type { FunctionUrlEvent, FunctionUrlResult } from './function-url.ts';
import { isOwnOrigin } from './is-own-origin.ts';
import { refuse, toResult } from './result.ts';
import { toRequest } from './to-request.ts';

/** What Lambda itself takes; local requests are held to the same. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;
const SERVER_NAME = 'holt';

export interface WriteHandlerOptions {
  store: ObjectStore;
  keyValues: KeyValueStore;
  clock: Clock;
  random: Random;
  /** Where people read: `https://wiki.example`, without a slash at the end. A function where the port is not known yet. */
  origin: string | (() => string);
  /** Who must have made a token. */
  issuer: string;
  /** For whom a token must have been made. */
  audience: string;
  /** Gets failures that the client is told nothing about. It is never given a token. */
  log?: Log;
}

/** Answers every event; it never rejects. */
export type WriteHandler = (event: FunctionUrlEvent) => Promise<FunctionUrlResult>;

/**
 * The handler behind all URLs that are not served from the store: `/mcp` and `/mcp/{owner}/{wiki}`.
 *
 * Refuses with 400 (malformed URL or JSON), 401 (no token, or one that is not good here), 403 (foreign `Origin`), 404, 405, 413 (body
 * over 6 MiB), 415 (not JSON), 503 (the store gives no answer, or refuses), each before anything has changed. Making it reads nothing, and what
 * is heavy is loaded by the first request with a good token.
 */
export function createWriteHandler(options: WriteHandlerOptions): WriteHandler {
  const { keyValues, clock, random, issuer, audience, log = () => undefined } = options;
  const ring = openKeyRing({ keyValues, clock, random });
  const origin = () => (typeof options.origin === 'string' ? options.origin : options.origin());
  const mcp = once(() => loadMcp(options, origin(), log));

  async function handle(event: FunctionUrlEvent): Promise<FunctionUrlResult> {
    const route = resolve(event.rawPath);
    if (route.kind === 'bad') return refuse(400, 'invalid_request', route.reason);
    if (route.kind !== 'service' || route.service !== 'mcp') {
      return refuse(404, 'not_found', 'There is nothing at this URL. Agents connect to /mcp or /mcp/{owner}/{wiki}.');
    }
    const browserOrigin = event.headers.origin;
    if (browserOrigin !== undefined && !isOwnOrigin(browserOrigin, origin())) {
      return refuse(403, 'forbidden_origin', 'Pages of other sites may not call this server.');
    }
    if (event.requestContext.http.method !== 'POST') {
      return refuse(405, 'method_not_allowed', 'This server keeps no sessions and sends no events: use POST.', {
        allow: 'POST',
      });
    }
    const claims = await authenticate(event);
    if ('statusCode' in claims) return claims;
    if (!/^application\/json\s*(;|$)/i.test(event.headers['content-type'] ?? '')) {
      return refuse(415, 'unsupported_media_type', 'Send JSON, with the header "Content-Type: application/json".');
    }
    const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
    if (body.byteLength > MAX_BODY_BYTES) {
      return refuse(413, 'content_too_large', `A request has at most ${MAX_BODY_BYTES} bytes. Split it into several.`);
    }
    const bound = route.owner === undefined ? undefined : `${route.owner}/${route.wiki}`;
    const answer = await mcp();
    return toResult(await answer(toRequest(event, origin(), body), claims, bound));
  }

  async function authenticate(event: FunctionUrlEvent): Promise<Claims | FunctionUrlResult> {
    try {
      return await verifyToken(ring, bearerToken(event.headers.authorization), { issuer, audience });
    } catch (error) {
      if (!(error instanceof AuthError)) throw error;
      // RFC 6750, section 3.1: a request without a token is told how to send one, and of no error.
      const challenge =
        error.code === 'token-missing'
          ? 'Bearer realm="holt"'
          : `Bearer realm="holt", error="invalid_token", error_description="${error.message.replace(/["\\]/g, "'")}"`;
      return refuse(401, error.code === 'token-missing' ? 'unauthorized' : 'invalid_token', error.message, {
        'www-authenticate': challenge,
      });
    }
  }

  return async (event) => {
    try {
      return await handle(event);
    } catch (error) {
      log(`A request to ${event.requestContext?.http?.method} ${event.rawPath} failed: ${String(error)}`, error);
      const code = error instanceof StorageError ? error.code : undefined;
      if (code === 'unavailable') {
        return refuse(503, 'unavailable', 'The store gives no answer. Try again.', { 'retry-after': '1' });
      }
      if (code === 'unusable') {
        const whose = 'Whoever runs it finds the reason in its log; until then nothing can be read or written here.';
        return refuse(503, 'store_unusable', `The store refuses what this server asks of it. ${whose}`);
      }
      return refuse(500, 'internal', 'The server failed. Try again later.');
    }
  };
}

async function loadMcp(
  { store, keyValues, clock, random }: WriteHandlerOptions,
  siteOrigin: string,
  log: Log,
): Promise<McpHandler> {
  const [{ createMcpHandler }, { openWikis }] = await Promise.all([import('@holt/mcp'), import('@holt/wiki')]);
  const wikis = openWikis({ store, keyValues, clock, random });
  return createMcpHandler({ wikis, serverName: SERVER_NAME, version: packageJson.version, siteOrigin, log });
}

/** Keeps the first success; a failure is tried again by the next call. */
function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}
