import { describeError } from '@holt/mcp/describe-error';
import type { Tool, ToolContext } from '@holt/mcp/tool';
import { StorageError } from '@holt/storage';
import { ApiError } from './api-error.ts';
import { statusOf } from './status-of.ts';

const UNTIL_SURE_SECONDS = 1;

/**
 * What a tool's failure is answered with. That the store gives no answer stays what it is.
 *
 * @param isConditional whether the request had a precondition
 */
export function toToolRefusal(
  tool: Tool,
  error: unknown,
  { isConditional, log }: { isConditional: boolean; log: ToolContext['log'] },
): unknown {
  if (error instanceof ApiError || error instanceof StorageError) return error;
  const { code, message, data } = describeError(tool, error, log);
  return new ApiError(statusOf(code, isConditional), code, message, {
    data,
    headers: { ...retryAfter(code, data), ...currentTag(data) },
    cause: error,
  });
}

function retryAfter(code: string, { retry_after_seconds: seconds }: ApiError['data']): Record<string, string> {
  if (typeof seconds === 'number') return { 'retry-after': String(Math.ceil(seconds)) };
  return code === 'unknown-outcome' ? { 'retry-after': String(UNTIL_SURE_SECONDS) } : {};
}

function currentTag({ current_version: version }: ApiError['data']): Record<string, string> {
  return typeof version === 'string' ? { etag: `"${version}"` } : {};
}
