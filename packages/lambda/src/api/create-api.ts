import { AuthError, bearerChallenge } from '@holt/auth';
import type { TokenClaims } from '@holt/edge';
import { TOOLS } from '@holt/mcp/tool-list';
import { StorageError } from '@holt/storage';
import { WikiError } from '@holt/wiki';
import type { Handler } from 'hono';
import { Hono } from 'hono/tiny';
import type { FunctionUrlEvent, FunctionUrlResult } from '../function-url.ts';
import { toResult } from '../result.ts';
import { addSettings } from './add-settings.ts';
import type { ApiContext, ApiEnv, ApiMethod, ApiRoute } from './api-context.ts';
import { ApiError } from './api-error.ts';
import { BINDINGS } from './bindings.ts';
import { GRANT_ROUTES } from './grant-routes.ts';
import { JSON_TYPE, readContentType } from './media-types.ts';
import { describeApi } from './openapi.ts';
import { toProblem } from './problem.ts';
import { parseJson, readBytes } from './read-body.ts';
import { SESSION_ROUTES } from './session-routes.ts';
import { statusOf } from './status-of.ts';
import { TOKEN_ROUTES } from './token-routes.ts';
import { toolRoute } from './tool-routes.ts';
import { WIKI_ROUTES } from './wiki-routes.ts';
import { withPresentRoles } from './with-present-roles.ts';

const ROUTES: readonly ApiRoute[] = [...SESSION_ROUTES, ...WIKI_ROUTES, ...GRANT_ROUTES, ...TOKEN_ROUTES];
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
/** Where the router finds no path: it is told the path of the event instead. */
const ANY_URL = 'http://api.invalid/';

/**
 * Answers a request to `/api/…`. It rejects with what is no fault of the caller's.
 *
 * @param caller the claims of a verified token; only the API's description needs none
 */
export type Api = (event: FunctionUrlEvent, caller: TokenClaims | undefined) => Promise<FunctionUrlResult>;

/**
 * The wiki over HTTP: every tool that agents have, by {@link BINDINGS}, and the settings of wikis and the tokens of the caller, which no tool changes.
 *
 * Refusals are problem details (RFC 9457), whose `code` is stable: 400 (what was sent), 403 (no right, the same whether the wiki exists), 404, 405,
 * 406, 409 (what is there is in the way), 412 (a precondition), 413, 415, 422 (an idempotency key that was used for something else), 429.
 */
export function createApi(context: ApiContext): Api {
  const app = new Hono<ApiEnv>({ getPath: (_request, options) => pathOf(options?.env?.event) });
  const methods = new Map<string, ApiMethod[]>();
  const add = (method: ApiMethod, path: string, handler: Handler<ApiEnv>) => {
    app.on(method, toPattern(path), handler);
    methods.set(path, [...(methods.get(path) ?? []), method]);
  };

  for (const binding of BINDINGS) {
    const tool = TOOLS.get(binding.tool);
    if (tool === undefined) throw new TypeError(`There is no tool "${binding.tool}" to be bound to a route.`);
    const run = toolRoute(context, tool, binding, binding.tool === 'list_wikis' ? addSettings : undefined);
    add(binding.method, binding.path, ({ env, req }) => run(env.event, env.caller, req.param()));
  }
  for (const route of ROUTES)
    add(route.method, route.path, ({ env, req }) => runRoute(context, route, env, req.param()));
  const description = JSON.stringify(
    describeApi({ siteOrigin: context.siteOrigin, bindings: BINDINGS, routes: ROUTES }),
  );
  add('GET', '/openapi.json', () => new Response(description, { headers: { 'content-type': JSON_TYPE } }));

  for (const [path, allowed] of methods) {
    const allow = allowed.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])).join(', ');
    app.all(toPattern(path), () => {
      throw new ApiError(405, 'method-not-allowed', `Allowed here: ${allow}.`, { headers: { allow } });
    });
  }
  app.notFound(() =>
    toProblem(
      new ApiError(404, 'not-found', 'The API has nothing at this URL. GET /api/openapi.json tells what it has.'),
    ),
  );
  app.onError((error) => toProblem(toRefusal(error)));

  return async (event, caller) => {
    const { method } = event.requestContext.http;
    // A method that no route has is refused by each in the same way, whether or not a Request can have it.
    const request = new Request(ANY_URL, { method: METHODS.includes(method) ? method : 'OPTIONS' });
    return toResult(await app.fetch(request, { event, caller }));
  };
}

/** Behind `/api`, percent-encoded; each placeholder is decoded once. An empty segment at the end is none of any route. */
function pathOf(event: FunctionUrlEvent | undefined): string {
  const path = (event?.rawPath ?? '').slice('/api'.length);
  return path.endsWith('/') ? '/-/' : path;
}

function toPattern(path: string): string {
  return path.replace('{path}', ':path{.+}').replace(/\{(\w+)\}/g, ':$1');
}

async function runRoute(
  context: ApiContext,
  route: ApiRoute,
  { event, caller }: ApiEnv['Bindings'],
  parameters: Readonly<Record<string, string>>,
): Promise<Response> {
  const body = route.input === undefined ? undefined : readJson(event);
  const present = caller.scope.includes('manage') ? await withPresentRoles(context, caller) : caller;
  const answer = await route.run(context, { parameters, body, caller: present });
  return new Response(JSON.stringify(answer), { status: route.statusCode, headers: { 'content-type': JSON_TYPE } });
}

function readJson(event: FunctionUrlEvent): unknown {
  readContentType(event.headers['content-type'], [JSON_TYPE]);
  return parseJson(readBytes(event));
}

/** @throws what is no fault of the caller's */
function toRefusal(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  if (error instanceof AuthError && error.code === 'token-revoked') {
    const challenge = bearerChallenge(undefined, { error: 'invalid_token', description: error.message });
    return new ApiError(401, 'invalid-token', error.message, { headers: { 'www-authenticate': challenge } });
  }
  const statusCode = error instanceof WikiError ? statusOf(error.code) : 500;
  if (error instanceof WikiError && statusCode < 500) return new ApiError(statusCode, error.code, error.message);
  if (error instanceof StorageError && error.code === 'conflict') {
    return new ApiError(
      409,
      'busy',
      'Somebody else changed the settings at the same time. Look again, then try again.',
    );
  }
  throw error;
}
