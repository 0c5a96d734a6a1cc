import {
  type AuthorizationServer,
  bearerChallenge,
  type Identity,
  isOwnOrigin,
  type KeyRing,
  openAccessTokens,
  openAgentTokens,
  openKeyRing,
  type VisitedSite,
} from '@holt/auth';
import { resolve, type ServiceRoute } from '@holt/edge';
import type { Log, McpHandler } from '@holt/mcp';
import type { WriteLimits } from '@holt/mcp/write-limits';
import { type Clock, type KeyValueStore, type ObjectStore, type Random, StorageError } from '@holt/storage';
import packageJson from '../package.json' with { type: 'json' };
import { answerMetadata } from './answer-metadata.ts';
import type { ApiContext } from './api/api-context.ts';
import type { Api } from './api/create-api.ts';
import { type Authenticated, authenticate, type Credentials } from './authenticate.ts';
import { findVisitedSite } from './find-visited-site.ts';
import type { FunctionUrlEvent, FunctionUrlResult } from './function-url.ts';
import { isServed } from './is-served.ts';
import { once } from './once.ts';
import { readBody } from './read-body.ts';
import { refuse, toResult } from './result.ts';
import { toRequest } from './to-request.ts';

const SERVER_NAME = 'holt';
/** Says nothing of any wiki: whoever writes a client may read it. */
const API_DESCRIPTION_PATH = '/api/openapi.json';

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
  /** Whose access tokens are good here, beside Holt's own. Default: nobody's. */
  authorizationServer?: AuthorizationServer;
  /** How much one subject may write to one wiki within a minute. Default: 60 writes and 32 MiB. */
  limits?: WriteLimits;
  /** Gets failures that the client is told nothing about. It is never given a token. */
  log?: Log;
}

/** Answers every event; it never rejects. */
export type WriteHandler = (event: FunctionUrlEvent) => Promise<FunctionUrlResult>;

/**
 * The handler behind the URLs that write: `/mcp`, `/mcp/{owner}/{wiki}` and `/api/…`; and where an authorization server is named, behind the metadata of these
 * resources. What `Host` says is trusted to be what the client asked for, so whatever stands in front must see to that.
 *
 * Refuses with 400 (malformed URL or JSON), 401 (no token, or one that is not good here), 403 (foreign `Origin`, or no right), 404, 405, 413
 * (body over 6 MiB), 415 (not JSON), 421 (another site's `Host`), 503 (the store gives no answer, or refuses; the authorization server gives none), each before
 * anything has changed. Making it reads nothing, and what is heavy is loaded by the first request with a good token, or for the API's
 * description.
 */
export function createWriteHandler(options: WriteHandlerOptions): WriteHandler {
  const { keyValues, clock, random, issuer, audience, authorizationServer, log = () => undefined } = options;
  const ring = openKeyRing({ keyValues, clock, random });
  const origin = () => (typeof options.origin === 'string' ? options.origin : options.origin());
  const credentials: Credentials = { ring, rules: { issuer, audience }, outside: openOutside(options), log };
  const mcpHandlers = new Map<string, () => Promise<McpHandler>>();
  const api = once(() => loadApi(options, ring));

  async function handle(event: FunctionUrlEvent): Promise<FunctionUrlResult> {
    const route = resolve(event.rawPath);
    if (route.kind === 'bad') return refuse(400, 'invalid_request', route.reason);
    const site = await findVisitedSite(keyValues, event, origin());
    if ('statusCode' in site) return site;
    const browserOrigin = event.headers.origin;
    if (browserOrigin !== undefined && !isOwnOrigin(browserOrigin, site.origin)) {
      return refuse(403, 'forbidden_origin', 'Pages of other sites may not call this server.');
    }
    if (route.kind === 'service' && route.service === 'well-known') {
      return answerMetadata(event, site, authorizationServer?.issuer);
    }
    if (route.kind === 'service' && isServed(event.rawPath, site)) {
      if (route.service === 'mcp') return answerMcp(event, route, site);
      if (route.service === 'api') return answerApi(event, site);
    }
    return refuse(404, 'not_found', 'There is nothing at this URL. Agents connect to /mcp or /mcp/{owner}/{wiki}.');
  }

  async function answerMcp(
    event: FunctionUrlEvent,
    route: ServiceRoute,
    site: VisitedSite,
  ): Promise<FunctionUrlResult> {
    if (event.requestContext.http.method !== 'POST') {
      return refuse(405, 'method_not_allowed', 'This server keeps no sessions and sends no events: use POST.', {
        allow: 'POST',
      });
    }
    const caller = await authenticate(credentials, event, site, event.rawPath);
    if ('statusCode' in caller) return caller;
    const body = readBody(event);
    if ('statusCode' in body) return body;
    const mcp = await mcpAt(site);
    const response = await mcp(toRequest(event, site.origin, body), caller, boundWiki(route, site));
    return withScopeChallenge(await toResult(response), caller, { origin: site.origin, path: event.rawPath });
  }

  /** Each host of the site has its own: page URLs in answers are of the host that was asked. */
  function mcpAt({ origin: asked, mapped }: VisitedSite): Promise<McpHandler> {
    // A machine's other names for itself stand for the main one.
    const siteOrigin = mapped === undefined ? origin() : asked;
    // What a host is mapped to may change while this process lives.
    const key = `${siteOrigin} ${mapped ?? ''}`;
    const load = mcpHandlers.get(key) ?? once(() => loadMcp(options, siteOrigin, mapped, log));
    mcpHandlers.set(key, load);
    return load();
  }

  async function answerApi(event: FunctionUrlEvent, site: VisitedSite): Promise<FunctionUrlResult> {
    if (event.rawPath === API_DESCRIPTION_PATH) return (await api())(event, undefined);
    const caller = await authenticate(credentials, event, site, '/api');
    if ('statusCode' in caller) return caller;
    const result = await (await api())(event, caller);
    const isRead = ['GET', 'HEAD'].includes(event.requestContext.http.method);
    return isRead ? result : withScopeChallenge(result, caller, { origin: site.origin, path: '/api' });
  }

  async function answer(event: FunctionUrlEvent): Promise<FunctionUrlResult> {
    try {
      return await handle(event);
    } catch (error) {
      log(`A request to ${event.requestContext?.http?.method} ${event.rawPath} failed: ${String(error)}`, error);
      return refuseFailure(error);
    }
  }

  return async (event) => {
    const result = await answer(event);
    if (!/^\/api(\/|$)/.test(event.rawPath ?? '')) return result;
    const { asProblem } = await import('./api/problem.ts');
    return asProblem(result);
  };
}

function refuseFailure(error: unknown): FunctionUrlResult {
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

/** How tokens of the authorization server are checked; undefined without one. Nothing is asked or loaded before the first of them comes. */
function openOutside(options: WriteHandlerOptions): Credentials['outside'] {
  const { authorizationServer: server, keyValues, clock, store, isSiteOwner = () => false } = options;
  if (server === undefined) return undefined;
  const access = once(async () => {
    const { openAccessSettings } = await import('@holt/wiki');
    return openAccessSettings({ store, keyValues, clock });
  });
  const rolesOf = async (identity: Identity) => (await access()).rolesOf(identity);
  return { tokens: openAccessTokens({ server, keyValues, clock }), grants: { isSiteOwner, rolesOf } };
}

/** The one wiki that a connection is for, by its path or by its host. */
function boundWiki({ owner, wiki }: ServiceRoute, { mapped }: VisitedSite): string | undefined {
  if (owner !== undefined) return `${owner}/${wiki}`;
  return mapped?.includes('/') ? mapped : undefined;
}

/**
 * Tells a client that it may get a token that can do more: when a write was refused to one of the authorization server's, without the scope for it.
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1
 */
function withScopeChallenge(
  result: FunctionUrlResult,
  { isExternal, scope }: Authenticated,
  resource: { origin: string; path: string },
): FunctionUrlResult {
  if (result.statusCode !== 403 || !isExternal || scope.includes('write')) return result;
  const description = 'The token has not the scope "write".';
  const challenge = bearerChallenge(resource, { error: 'insufficient_scope', description });
  return { ...result, headers: { ...result.headers, 'www-authenticate': challenge } };
}

async function loadMcp(
  { store, keyValues, clock, random, limits }: WriteHandlerOptions,
  siteOrigin: string,
  mapped: string | undefined,
  log: Log,
): Promise<McpHandler> {
  const [{ createMcpHandler }, { openWikis }, { narrowToHost }] = await Promise.all([
    import('@holt/mcp'),
    import('@holt/wiki'),
    import('./narrow-to-host.ts'),
  ]);
  const all = openWikis({ store, keyValues, clock, random });
  const wikis = mapped === undefined ? all : narrowToHost(all, mapped);
  // Which resource the refusal is of, the request says: withScopeChallenge puts the whole in its place.
  const challenge = () => 'Bearer';
  return createMcpHandler({
    wikis,
    serverName: SERVER_NAME,
    version: packageJson.version,
    siteOrigin,
    challenge,
    log,
    ...(limits === undefined ? {} : { limits }),
  });
}

async function loadApi(options: WriteHandlerOptions, ring: KeyRing): Promise<Api> {
  const { store, keyValues, clock, random, issuer, audience, isSiteOwner = () => false } = options;
  const { origin, log = () => undefined } = options;
  const [{ createApi }, { openAccessSettings, openWikis }, { DEFAULT_WRITE_LIMITS }] = await Promise.all([
    import('./api/create-api.ts'),
    import('@holt/wiki'),
    import('@holt/mcp/write-limits'),
  ]);
  return createApi({
    wikis: openWikis({ store, keyValues, clock, random }),
    access: openAccessSettings({ store, keyValues, clock }),
    tokens: openAgentTokens({ store, keyValues, ring, issuer, audience }),
    isSiteOwner,
    siteOrigin: typeof origin === 'string' ? origin : origin(),
    limits: options.limits ?? DEFAULT_WRITE_LIMITS,
    log,
  });
}
