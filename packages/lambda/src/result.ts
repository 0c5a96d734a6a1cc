import { isUtf8 } from 'node:buffer';
import type { FunctionUrlResult } from './function-url.ts';

/** What this handler answers is made for one caller and one moment. */
const COMMON_HEADERS = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

/**
 * A refusal as JSON: `error` is stable and for programs, `error_description` says what to do.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1 for the names
 */
export function refuse(
  statusCode: number,
  error: string,
  description: string,
  headers: Record<string, string> = {},
): FunctionUrlResult {
  const answer = answerJson(statusCode, { error, error_description: description });
  return { ...answer, headers: { ...answer.headers, ...headers } };
}

/** An answer as JSON. */
export function answerJson(statusCode: number, body: unknown): FunctionUrlResult {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...COMMON_HEADERS },
    body: JSON.stringify(body),
    isBase64Encoded: false,
  };
}

const TEXT_TYPE = /^(text\/|application\/([\w.-]+\+)?json\b)/;

/** Text travels as it is, anything else in base64. */
export async function toResult(response: Response): Promise<FunctionUrlResult> {
  const { 'set-cookie': _, ...headers } = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie();
  const body = Buffer.from(await response.arrayBuffer());
  const isText = body.byteLength === 0 || (TEXT_TYPE.test(headers['content-type'] ?? '') && isUtf8(body));
  return {
    statusCode: response.status,
    headers: { ...headers, ...COMMON_HEADERS },
    ...(cookies.length > 0 ? { cookies } : {}),
    body: body.toString(isText ? 'utf8' : 'base64'),
    isBase64Encoded: !isText,
  };
}
