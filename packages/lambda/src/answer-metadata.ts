import { describeResource, findDescribedPath, type VisitedSite } from '@holt/auth';
import type { FunctionUrlEvent, FunctionUrlResult } from './function-url.ts';
import { isServed } from './is-served.ts';
import { answerJson, refuse } from './result.ts';

const METHODS = ['GET', 'HEAD'];

/**
 * The metadata of a protected resource, so that clients find the authorization server by themselves. It is made of the URL alone: nothing is looked up,
 * so a wiki that exists and one that does not look alike.
 *
 * @param issuer of the authorization server; undefined where there is none, and no metadata
 * @see https://www.rfc-editor.org/rfc/rfc9728#section-3
 */
export function answerMetadata(
  event: FunctionUrlEvent,
  site: VisitedSite,
  issuer: string | undefined,
): FunctionUrlResult {
  const path = findDescribedPath(event.rawPath);
  if (path === undefined || issuer === undefined || !isServed(path, site)) {
    return refuse(404, 'not_found', 'There is nothing at this URL.');
  }
  const { method } = event.requestContext.http;
  if (!METHODS.includes(method)) {
    return refuse(405, 'method_not_allowed', 'Allowed here: GET, HEAD.', { allow: METHODS.join(', ') });
  }
  const answer = answerJson(200, describeResource(site.origin, path, issuer));
  return method === 'HEAD' ? { ...answer, body: '' } : answer;
}
