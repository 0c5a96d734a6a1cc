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
  return {
    statusCode,
    headers: { 'content-type': 'application/json', ...COMMON_HEADERS, ...headers },
    body: JSON.stringify({ error, error_description: description }),
    isBase64Encoded: false,
  };
}

/** Answers of this server are JSON or empty, so they travel as text. */
export async function toResult(response: Response): Promise<FunctionUrlResult> {
  return {
    statusCode: response.status,
    headers: { ...Object.fromEntries(response.headers), ...COMMON_HEADERS },
    body: await response.text(),
    isBase64Encoded: false,
  };
}
