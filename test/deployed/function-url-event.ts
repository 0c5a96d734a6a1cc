import type { FunctionUrlEvent, FunctionUrlResult } from '@holt/lambda';

/** The function URL's own host, which CloudFront names to it as `Host`. */
const URL_ID = 'abcdefghijklmnopqrstuvwxyz012345';
const URL_HOST = `${URL_ID}.lambda-url.us-east-1.on.aws`;

/** Bodies of these types come as they are, of all others in base64. */
const TEXT_TYPE = /^(text\/|application\/(json|javascript|xml)\b)/;

/**
 * What a function URL hands to its function of a request that came through CloudFront: names of headers in lower case, several fields of a name joined by
 * commas, cookies apart, and the `Host` of the function URL.
 *
 * @param request as the edge function left it
 * @param originSecret what CloudFront adds; undefined for somebody who found the function's own URL
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads
 */
export async function toFunctionUrlEvent(
  request: Request,
  originSecret: string | undefined,
): Promise<FunctionUrlEvent> {
  const { pathname, search } = new URL(request.url);
  const { cookie, ...headers } = Object.fromEntries(request.headers);
  const body = Buffer.from(await request.arrayBuffer());
  const isText = TEXT_TYPE.test(headers['content-type'] ?? '');
  const sourceIp = '198.51.100.7';
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: pathname,
    rawQueryString: search.slice(1),
    ...(cookie === undefined ? {} : { cookies: cookie.split('; ') }),
    headers: {
      'x-amz-cf-id': 'VIi0bSxgFxJ9rPpTjLLnV-pYJbNzmHY9gYkJ3vY4kGZq2L1cqHq8Fw==',
      'x-amzn-tls-version': 'TLSv1.3',
      'x-amzn-trace-id': 'Root=1-692000a0-0123456789abcdef01234567',
      'x-forwarded-for': `${sourceIp}, 203.0.113.9`,
      'x-forwarded-port': '443',
      'x-forwarded-proto': 'https',
      via: '2.0 0123456789abcdef.cloudfront.net (CloudFront)',
      ...headers,
      ...(body.byteLength > 0 ? { 'content-length': String(body.byteLength) } : {}),
      host: URL_HOST,
      ...(originSecret === undefined ? {} : { 'x-holt-origin-secret': originSecret }),
    },
    requestContext: {
      accountId: 'anonymous',
      apiId: URL_ID,
      domainName: URL_HOST,
      domainPrefix: URL_ID,
      http: { method: request.method, path: pathname, protocol: 'HTTP/1.1', sourceIp, userAgent: 'Amazon CloudFront' },
      requestId: '00000000-0000-0000-0000-000000000000',
      routeKey: '$default',
      stage: '$default',
      time: '21/Nov/2026:23:00:00 +0000',
      timeEpoch: 1_795_302_000_000,
    },
    ...(body.byteLength > 0 ? { body: body.toString(isText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.byteLength > 0 && !isText,
  } as FunctionUrlEvent;
}

/**
 * What a function URL makes of its function's answer.
 *
 * @throws Error for what it would answer with 502
 */
export function toResponse(result: unknown): Response {
  const { statusCode, headers, cookies = [], body, isBase64Encoded } = result as FunctionUrlResult;
  const isRight =
    Number.isInteger(statusCode) &&
    Object.values(headers).every((value) => typeof value === 'string') &&
    !('set-cookie' in headers) &&
    cookies.every((cookie) => typeof cookie === 'string') &&
    typeof body === 'string';
  if (!isRight) throw new Error(`A function URL takes no such answer: ${JSON.stringify(result)}`);
  const answered = new Headers(headers);
  for (const cookie of cookies) answered.append('set-cookie', cookie);
  const hasBody = statusCode !== 204 && statusCode !== 304;
  const bytes = Buffer.from(body, isBase64Encoded ? 'base64' : 'utf8');
  return new Response(hasBody ? bytes : null, { status: statusCode, headers: answered });
}
