import { isOwnOrigin, type KeyRing, openAgentTokens, openKeyRing } from '@holt/auth';
import { resolve, type ServiceRoute } from '@holt/edge';
import type { Log, McpHandler } from '@holt/mcp';
import { type Clock, type KeyValueStore, type ObjectStore, type Random, StorageError } from '@holt/storage';
import packageJson from '../package.json' with { type: 'json' };
import type { ApiContext } from './api/api-context.ts';
import type { Api } from './api/create-api.ts';
import { authenticate } from './authenticate.ts';
import type { FunctionUrlEvent, FunctionUrlResult } from './function-url.ts';
import { readBody } from './read-body.ts';
import { refuse, toResult } from './result.ts';
import { toRequest } from './to-request.ts';

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
  /** Whether somebody owns every wiki, beside all grants. Default: nobody. */
  isSiteOwner?: ApiContext['isSiteOwner'];
  /** Gets failures that the client is told nothing about. It is never given a token. */
  log?: Log;
}

/** Answers every event; it never rejects. */
export type WriteHandler = (event: FunctionUrlEvent) => Promise<FunctionUrlResult>;

/**
 * The handler behind the URLs that write: `/mcp`, `/mcp/{owner}/{wiki}` and `/api/…`.
 *
 * Refuses with 400 (malformed URL or JSON), 401 (no token, or one that is not good here), 403 (foreign `Origin`, or no right), 404, 405, 413
 * (body over 6 MiB), 415 (not JSON), 503 (the store gives no answer, or refuses), each before anything has changed. Making it reads nothing, and what
 * is heavy is loaded by the first request with a good token.
 */
export function createWriteHandler(options: WriteHandlerOptions): WriteHandler {
  const { keyValues, clock, random, issuer, audience, log = () => undefined } = options;
  const ring = openKeyRing({ keyValues, clock, random });
  const origin = () => (typeof options.origin === 'string' ? options.origin : options.origin());
  const mcp = once(() => loadMcp(options, origin(), log));
  const api = once(() => loadApi(options, ring));

  async function handle(event: FunctionUrlEvent): Promise<FunctionUrlResult> {
    const route = resolve(event.rawPath);
    if (route.kind === 'bad') return refuse(400, 'invalid_request', route.reason);
    if (route.kind !== 'service' || (route.service !== 'mcp' && route.service !== 'api')) {
      return refuse(404, 'not_found', 'There is nothing at this URL. Agents connect to /mcp or /mcp/{owner}/{wiki}.');
    }
    const browserOrigin = event.headers.origin;
    if (browserOrigin !== undefined && !isOwnOrigin(browserOrigin, origin())) {
      return refuse(403, 'forbidden_origin', 'Pages of other sites may not call this server.');
    }
    return route.service === 'mcp' ? answerMcp(event, route) : answerApi(event);
  }

  async function answerMcp(event: FunctionUrlEvent, route: ServiceRoute): Promise<FunctionUrlResult> {
    if (event.requestContext.http.method !== 'POST') {
      return refuse(405, 'method_not_allowed', 'This server keeps no sessions and sends no events: use POST.', {
        allow: 'POST',
      });
    }
    const caller = await authenticate(ring, event, origin(), { issuer, audience });
    if ('statusCode' in caller) return caller;
    const body = readBody(event);
    if ('statusCode' in body) return body;
    const bound = route.owner === undefined ? undefined : `${route.owner}/${route.wiki}`;
    const answer = await mcp();
    return toResult(await answer(toRequest(event, origin(), body), caller, bound));
  }

  async function answerApi(event: FunctionUrlEvent): Promise<FunctionUrlResult> {
    const caller = await authenticate(ring, event, origin(), { issuer, audience });
    if ('statusCode' in caller) return caller;
    const answer = await api();
    return answer(event, caller);
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

async function loadApi(options: WriteHandlerOptions, ring: KeyRing): Promise<Api> {
  const { store, keyValues, clock, random, issuer, audience, isSiteOwner = () => false } = options;
  const [{ createApi }, { openAccessSettings, openWikis }] = await Promise.all([
    import('./api/create-api.ts'),
    import('@holt/wiki'),
  ]);
  return createApi({
    wikis: openWikis({ store, keyValues, clock, random }),
    access: openAccessSettings({ store, keyValues, clock }),
    tokens: openAgentTokens({ store, keyValues, ring, issuer, audience }),
    isSiteOwner,
  });
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
