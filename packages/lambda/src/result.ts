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

/** Answers of these handlers are text or empty, so they travel as text. */
export async function toResult(response: Response): Promise<FunctionUrlResult> {
  const { 'set-cookie': _, ...headers } = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie();
  return {
    statusCode: response.status,
    headers: { ...headers, ...COMMON_HEADERS },
    ...(cookies.length > 0 ? { cookies } : {}),
    body: await response.text(),
    isBase64Encoded: false,
  };
}
