import { isUtf8 } from 'node:buffer';
import type { IncomingMessage } from 'node:http';
import { cookiePairs, headerFields } from './edge-event.ts';
import { type HttpAnswer, textAnswer } from './http-answer.ts';
import type { RequestTarget } from './request-target.ts';

/** What Lambda takes as a body. */
const MAX_BODY_BYTES = 6 * 1024 * 1024;

const TEXT_TYPE = /^(text\/|application\/([\w.-]+\+)?(json|xml|javascript|x-www-form-urlencoded)\b)/i;

/**
 * What a Lambda function URL hands to its function.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html#urls-payloads (payload format 2.0)
 */
export interface FunctionUrlCall {
  version: '2.0';
  routeKey: '$default';
  rawPath: string;
  rawQueryString: string;
  cookies?: string[];
  /** Names in lower case; several fields of one name are joined by commas. */
  headers: Record<string, string>;
  requestContext: {
    domainName: string;
    http: { method: string; path: string; protocol: string; sourceIp: string; userAgent: string };
    requestId: string;
    stage: '$default';
  };
  body?: string;
  isBase64Encoded: boolean;
}

export interface FunctionUrlReply {
  statusCode: number;
  headers?: Readonly<Record<string, string>>;
  cookies?: readonly string[];
  body?: string;
  isBase64Encoded?: boolean;
}

/** The handler of a Lambda function URL. */
export type FunctionUrlHandler = (call: FunctionUrlCall) => Promise<FunctionUrlReply>;

/** Answers a request by a handler, as CloudFront with a Lambda function URL as origin would. */
export async function callFunctionUrl(
  handler: FunctionUrlHandler,
  request: IncomingMessage,
  target: RequestTarget,
  requestId: string,
): Promise<HttpAnswer> {
  const body = await readBody(request);
  if (body === undefined) {
    return textAnswer(413, 'The body is larger than 6 MiB: send less.');
  }
  const reply = await handler(toCall(request, target, requestId, body));
  return {
    statusCode: reply.statusCode,
    headers: Object.fromEntries(
      Object.entries(reply.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    cookies: reply.cookies ?? [],
    body: Buffer.from(reply.body ?? '', reply.isBase64Encoded ? 'base64' : 'utf8'),
  };
}

/**
 * @returns `undefined` for a body over the limit; the rest of it is read and thrown away, for a client that is still sending does
 *   not see an answer when the connection is closed on it
 */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      sizeBytes += chunk.length;
      if (sizeBytes <= MAX_BODY_BYTES) {
        chunks.push(chunk);
        return;
      }
      chunks.length = 0;
      resolve(undefined);
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
    request.once('close', () => reject(new Error('The client went away.')));
  });
}

function toCall(request: IncomingMessage, target: RequestTarget, requestId: string, body: Buffer): FunctionUrlCall {
  const headers: Record<string, string> = Object.create(null);
  const cookies: string[] = [];
  for (const [name, value] of headerFields(request)) {
    if (name === 'cookie') cookies.push(...cookiePairs(value));
    else headers[name] = name in headers ? `${headers[name]},${value}` : value;
  }
  const isText = TEXT_TYPE.test(headers['content-type'] ?? '') && isUtf8(body);
  return {
    version: '2.0',
    routeKey: '$default',
    rawPath: target.rawPath,
    rawQueryString: target.rawQuery,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers,
    requestContext: {
      domainName: target.authority,
      http: {
        method: request.method ?? '',
        path: target.rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.socket.remoteAddress ?? '',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId,
      stage: '$default',
    },
    ...(body.length > 0 ? { body: body.toString(isText ? 'utf8' : 'base64') } : {}),
    isBase64Encoded: body.length > 0 && !isText,
  };
}
