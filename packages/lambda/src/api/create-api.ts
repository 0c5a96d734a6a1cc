import { AuthError } from '@holt/auth';
import type { TokenClaims } from '@holt/edge';
import { StorageError } from '@holt/storage';
import { WikiError, type WikiErrorCode } from '@holt/wiki';
import type { FunctionUrlEvent, FunctionUrlResult } from '../function-url.ts';
import { readBody } from '../read-body.ts';
import { answerJson, refuse } from '../result.ts';
import type { ApiContext, ApiRoute } from './api-context.ts';
import { ApiError } from './api-error.ts';
import { GRANT_ROUTES } from './grant-routes.ts';
import { SESSION_ROUTES } from './session-routes.ts';
import { TOKEN_ROUTES } from './token-routes.ts';
import { WIKI_ROUTES } from './wiki-routes.ts';
import { withPresentRoles } from './with-present-roles.ts';

const ROUTES: readonly ApiRoute[] = [...SESSION_ROUTES, ...WIKI_ROUTES, ...GRANT_ROUTES, ...TOKEN_ROUTES];

const STATUS_CODES: { readonly [Code in WikiErrorCode]?: number } = {
  'invalid-wiki': 400,
  'invalid-path': 400,
  'invalid-request': 400,
  'wiki-exists': 409,
  busy: 409,
};

/** Answers a request to `/api/…` whose token was verified. */
export type Api = (event: FunctionUrlEvent, caller: TokenClaims) => Promise<FunctionUrlResult>;

/**
 * The settings of wikis and the tokens of the caller as JSON over HTTP: what `holt wiki`, `grant`, `revoke` and `token` do.
 *
 * Refuses with 400 (what was sent), 403 (no right, the same whether the wiki exists), 404, 405, 409 (changed by somebody else, or exists), 413, 415. `error` is stable, `error_description` is for people.
 */
export function createApi(context: ApiContext): Api {
  return async (event, caller) => {
    const path = event.rawPath.slice('/api'.length);
    const { method } = event.requestContext.http;
    const matching = ROUTES.filter(({ pattern }) => pattern.test(path));
    if (matching.length === 0) return refuse(404, 'not_found', 'The API has nothing at this URL.');
    const route = matching.find((one) => one.method === method);
    if (route === undefined) {
      const allow = matching.map((one) => one.method).join(', ');
      return refuse(405, 'method_not_allowed', `Allowed here: ${allow}.`, { allow });
    }
    try {
      const body = route.takesBody ? readJson(event) : undefined;
      if (isRefusal(body)) return body;
      const parameters = (route.pattern.exec(path) ?? []).slice(1).map(decodeURIComponent);
      const present = caller.scope.includes('manage') ? await withPresentRoles(context, caller) : caller;
      const answer = await route.run(context, { parameters, body: body?.json, caller: present });
      return answerJson(answer.statusCode, answer.body);
    } catch (error) {
      return toRefusal(error);
    }
  };
}

function readJson(event: FunctionUrlEvent): { json: unknown } | FunctionUrlResult {
  const body = readBody(event);
  if ('statusCode' in body) return body;
  try {
    return { json: JSON.parse(body.toString('utf8')) };
  } catch (cause) {
    throw new ApiError(400, 'invalid_request', 'The body is not JSON.', { cause });
  }
}

function isRefusal(body: { json: unknown } | FunctionUrlResult | undefined): body is FunctionUrlResult {
  return body !== undefined && 'statusCode' in body;
}

/** @throws what is no fault of the caller's */
function toRefusal(error: unknown): FunctionUrlResult {
  if (error instanceof AuthError && error.code === 'token-revoked') return refuse(401, 'invalid_token', error.message);
  if (error instanceof ApiError) return refuse(error.statusCode, error.error, error.message);
  const statusCode = error instanceof WikiError ? STATUS_CODES[error.code] : undefined;
  if (error instanceof WikiError && statusCode !== undefined) {
    return refuse(statusCode, error.code.replaceAll('-', '_'), error.message);
  }
  if (error instanceof StorageError && error.code === 'conflict') {
    return refuse(409, 'busy', 'Somebody else changed the settings at the same time. Look again, then try again.');
  }
  throw error;
}
