import type { IncomingMessage, ServerResponse } from 'node:http';

/** An answer before it is sent: header names in lower case. */
export interface HttpAnswer {
  statusCode: number;
  headers: Record<string, string>;
  cookies?: readonly string[];
  body: Uint8Array | string;
}

/** A short answer in plain words. */
export function textAnswer(statusCode: number, text: string, headers: Record<string, string> = {}): HttpAnswer {
  const body = `${text}\n`;
  return {
    statusCode,
    headers: { 'cache-control': 'no-store', 'content-type': 'text/plain; charset=utf-8', ...headers },
    body,
  };
}

/** Sends an answer; what it says about its own headers goes before `defaultHeaders`. */
export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: HttpAnswer,
  defaultHeaders: Readonly<Record<string, string>>,
): void {
  const { statusCode, headers, cookies = [], body } = answer;
  response.statusCode = statusCode;
  for (const [name, value] of Object.entries(defaultHeaders)) response.setHeader(name, value);
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (cookies.length > 0) response.setHeader('set-cookie', cookies);
  const hasBody = statusCode !== 304 && statusCode !== 204;
  if (hasBody) response.setHeader('content-length', Buffer.byteLength(body));
  response.end(hasBody && request.method !== 'HEAD' ? body : undefined);
}
