import { type AuthHandlerOptions, createAuthHandler } from '@holt/auth';
import type { FunctionUrlEvent, FunctionUrlResult } from './function-url.ts';
import { refuse, toResult } from './result.ts';

/** The longest form that a browser sends to sign out, with room. */
const MAX_BODY_BYTES = 16 * 1024;
const METHODS = ['GET', 'HEAD', 'POST'];

/** Answers every event; it never rejects. */
export type AuthFunction = (event: FunctionUrlEvent) => Promise<FunctionUrlResult>;

/**
 * The handler behind `/auth/…`: {@link createAuthHandler} for Lambda function URL events.
 *
 * Refuses with 400 when there is no usable `Host`, 413 for a body over 16 KiB.
 */
export function createAuthFunction(options: AuthHandlerOptions): AuthFunction {
  const answer = createAuthHandler(options);
  const scheme = () => new URL(typeof options.origin === 'string' ? options.origin : options.origin()).protocol;

  return async (event) => {
    const url = `${scheme()}//${event.headers.host ?? ''}${event.rawPath}`;
    if (!URL.canParse(url) || new URL(url).username !== '')
      return refuse(400, 'invalid_request', 'The request names no host.');
    if (!METHODS.includes(event.requestContext.http.method)) {
      return refuse(405, 'method_not_allowed', 'Allowed here: GET, HEAD, POST.', { allow: METHODS.join(', ') });
    }
    const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
    if (body.byteLength > MAX_BODY_BYTES) return refuse(413, 'content_too_large', 'The form is too long.');
    return toResult(await answer(toRequest(event, url, body)));
  };
}

function toRequest(event: FunctionUrlEvent, url: string, body: Buffer<ArrayBuffer>): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(event.headers)) if (value !== undefined) headers.set(name, value);
  if (event.cookies !== undefined) headers.set('cookie', event.cookies.join('; '));
  const { method } = event.requestContext.http;
  const query = event.rawQueryString === '' ? '' : `?${event.rawQueryString}`;
  const hasBody = method !== 'GET' && method !== 'HEAD' && body.byteLength > 0;
  return new Request(url + query, { method, headers, ...(hasBody ? { body } : {}) });
}
