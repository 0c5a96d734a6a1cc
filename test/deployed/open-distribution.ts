import { BEHAVIORS, type Behavior, type EdgeRequest, type EdgeResponse } from '@holt/edge';
import { buildEdge } from '@holt/edge/build';
import { openEdgeSandbox } from '@holt/edge/sandbox';
import { edgeEvent, matchesPattern } from '@holt/edge/testing';
import { toFunctionUrlEvent, toResponse } from './function-url-event.ts';

export interface Origins {
  /** What CloudFront adds to requests to handlers. */
  originSecret: string;
  /** What the edge function reads. */
  readKeyValue(key: string): string | undefined;
  /** Invokes the handler behind a function URL. */
  invoke(serves: 'write' | 'auth', event: unknown): Promise<unknown>;
  readObject(key: string): Promise<{ body: Uint8Array; contentType: string } | undefined>;
}

/** Answers a viewer's request. */
export type Distribution = (request: Request) => Promise<Response>;

/**
 * CloudFront in small: the built edge function decides first, then the table of behaviours says who answers. Nothing is cached; what the edge function does
 * with answers of the bucket is left out.
 */
export async function openDistribution({
  originSecret,
  readKeyValue,
  invoke,
  readObject,
}: Origins): Promise<Distribution> {
  const { viewerRequest } = await buildEdge();
  const sandbox = openEdgeSandbox({ functionText: viewerRequest, readKeyValue: async (key) => readKeyValue(key) });

  return async (request) => {
    const { pathname, host, search } = new URL(request.url);
    const decided = (await sandbox.run(toEdgeEvent(request))) as EdgeRequest | EdgeResponse;
    if ('statusCode' in decided) return fromEdge(decided);
    // By the URL that was asked for, whatever the function made of it.
    const { serves } = BEHAVIORS.find(({ pattern }) => matchesPattern(pattern, pathname)) as Behavior;
    const headers = new Headers(request.headers);
    for (const [name, { value }] of Object.entries(decided.headers)) headers.set(name, value);
    if (serves === 'write' || serves === 'auth') {
      const forwarded = new Request(`https://${host}${decided.uri}${search}`, {
        method: request.method,
        headers,
        body: request.body && (await request.arrayBuffer()),
      });
      return toResponse(await invoke(serves, await toFunctionUrlEvent(forwarded, originSecret)));
    }
    const object = await readObject(decodeURIComponent(decided.uri.slice(1)));
    if (object === undefined) return new Response('', { status: 404 });
    return new Response(Buffer.from(object.body), { headers: { 'content-type': object.contentType } });
  };
}

function toEdgeEvent(request: Request): object {
  const { pathname, host, searchParams } = new URL(request.url);
  const { cookie = '', ...headers } = Object.fromEntries(request.headers);
  const pairs = cookie.split('; ').flatMap((pair) => (pair === '' ? [] : [pair.split(/=(.*)/s).slice(0, 2)]));
  return edgeEvent({
    method: request.method,
    uri: pathname,
    headers: { ...headers, host },
    cookies: Object.fromEntries(pairs),
    query: Object.fromEntries(searchParams),
  });
}

function fromEdge({ statusCode, headers, cookies = {}, body }: EdgeResponse): Response {
  const answered = new Headers(Object.entries(headers).map(([name, { value }]) => [name, value]));
  for (const [name, { value, attributes }] of Object.entries(cookies)) {
    answered.append('set-cookie', `${name}=${value}; ${attributes ?? ''}`);
  }
  return new Response(statusCode < 300 || statusCode >= 400 ? (body ?? '') : null, {
    status: statusCode,
    headers: answered,
  });
}
