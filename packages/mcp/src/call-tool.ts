import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { MAX_ANSWER_BYTES, sizeBytes } from './answer-size.ts';
import { errorResult } from './error-result.ts';
import { ToolError } from './errors.ts';
import { runTool } from './run-tool.ts';
import type { Tool, ToolContext } from './tool.ts';

/** Checks the arguments and runs a tool. Never throws: what goes wrong is a result with `isError`. */
export async function callTool(tool: Tool, context: ToolContext, input: unknown): Promise<CallToolResult> {
  try {
    const { text, data, more = [] } = await runTool(tool, context, input);
    const result: CallToolResult = { content: [{ type: 'text', text }, ...more], structuredContent: data };
    if (sizeBytes(result) > MAX_ANSWER_BYTES) throw tooLarge(data);
    return result;
  } catch (error) {
    return errorResult(tool, error, context.log);
  }
}

function tooLarge({ url, content }: Record<string, unknown>): ToolError {
  const address = typeof content === 'string' ? `${url}.md` : url;
  const remedy =
    typeof url === 'string' ? `Get ${address} over HTTP, or clone the wiki with git.` : 'Ask for less at once.';
  return new ToolError('answer-too-large', `What you asked for is too large for one answer. ${remedy}`);
}
