import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';
import { isRefusal } from './describe-error.ts';
import type { Log } from './log.ts';

/** @see https://modelcontextprotocol.io/specification/2025-11-25/server/resources#error-handling */
const RESOURCE_NOT_FOUND = -32002;

const NOT_FOUND: readonly string[] = ['page-not-found', 'wiki-not-found', 'invalid-path', 'invalid-wiki'];

/**
 * Answers a request that calls no tool. What was refused becomes an error of the protocol with its message; what nobody foresaw is
 * logged, and told without detail: the SDK would tell it all.
 */
export async function answerOrRefuse<T>(what: string, log: Log, answer: () => Promise<T>): Promise<T> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof McpError) throw error;
    if (isRefusal(error)) {
      const isMissing = what === 'resources/read' && NOT_FOUND.includes(error.code);
      throw new McpError(isMissing ? RESOURCE_NOT_FOUND : ErrorCode.InvalidParams, error.message, { code: error.code });
    }
    log(`${what} failed: ${String(error)}`, error);
    throw new McpError(ErrorCode.InternalError, 'The server failed to answer; nothing was changed. Try again later.');
  }
}
