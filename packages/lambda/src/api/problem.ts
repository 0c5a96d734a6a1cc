import { STATUS_CODES } from 'node:http';
import { MAX_ANSWER_BYTES } from '@holt/mcp/answer-size';
import type { FunctionUrlResult } from '../function-url.ts';
import { ApiError } from './api-error.ts';

const PROBLEM_TYPE = 'application/problem+json';

/**
 * A refusal as problem details; one that is too long for an answer goes without the texts that it brings.
 *
 * @see https://www.rfc-editor.org/rfc/rfc9457#section-3
 */
export function toProblem({ statusCode, code, message, data, headers }: ApiError): Response {
  const known = {
    type: 'about:blank',
    title: STATUS_CODES[statusCode] ?? '',
    status: statusCode,
    code,
    detail: message,
  };
  const whole = JSON.stringify({ ...data, ...known });
  const body = Buffer.byteLength(whole) > MAX_ANSWER_BYTES ? JSON.stringify(known) : whole;
  return new Response(body, { status: statusCode, headers: { ...headers, 'content-type': PROBLEM_TYPE } });
}

/** A refusal of what stands before the API (`{"error", "error_description"}`) as problem details. Other answers stay as they are. */
export async function asProblem(result: FunctionUrlResult): Promise<FunctionUrlResult> {
  const { statusCode, headers } = result;
  if (statusCode < 400 || headers['content-type'] !== 'application/json') return result;
  const { error, error_description: message } = JSON.parse(result.body) as Record<string, string>;
  const problem = toProblem(new ApiError(statusCode, (error ?? '').replaceAll('_', '-'), message ?? ''));
  return { ...result, headers: { ...headers, 'content-type': PROBLEM_TYPE }, body: await problem.text() };
}
