import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { z } from 'zod';
import { errorResult } from './error-result.ts';
import { ToolError } from './errors.ts';
import type { Tool, ToolContext } from './tool.ts';

/** Below the 6 MB that a Lambda function may answer with, with room for the JSON-RPC envelope. */
const MAX_ANSWER_BYTES = 5_500_000;

/** Checks the arguments and runs a tool. Never throws: what goes wrong is a result with `isError`. */
export async function callTool(tool: Tool, context: ToolContext, input: unknown): Promise<CallToolResult> {
  try {
    const schema = context.bound === undefined ? tool.input : tool.boundInput;
    const checked = schema.safeParse(input, { reportInput: true });
    if (!checked.success) throw invalidArguments(tool, schema, checked.error);
    const { text, data } = await tool.run(context, checked.data);
    const result: CallToolResult = { content: [{ type: 'text', text }], structuredContent: data };
    if (Buffer.byteLength(JSON.stringify(result)) > MAX_ANSWER_BYTES) throw tooLarge(data);
    return result;
  } catch (error) {
    const result = errorResult(tool, error, context.log);
    if (Buffer.byteLength(JSON.stringify(result)) <= MAX_ANSWER_BYTES) return result;
    return errorResult(tool, tooLarge({}), context.log);
  }
}

function tooLarge({ url }: Record<string, unknown>): ToolError {
  return new ToolError(
    'answer-too-large',
    typeof url === 'string'
      ? `The page is too large for one answer. Get ${url}.md over HTTP, or clone the wiki with git.`
      : 'The answer is too large. Read the page again, and change a part of it with edit_page.',
  );
}

function invalidArguments({ name }: Tool, schema: z.ZodObject, error: z.ZodError): ToolError {
  const reasons = error.issues.map((issue) => {
    const argument = issue.path.join('.');
    if (issue.code === 'unrecognized_keys') return `${issue.keys.map(quote).join(', ')} is not an argument`;
    if (argument === '') return 'the arguments must be an object';
    if (issue.code === 'invalid_type') {
      return issue.input === undefined ? `${argument} is missing` : `${argument} must be ${article(issue.expected)}`;
    }
    return `${argument}: ${issue.message}`;
  });
  const known = Object.entries(schema.shape).map(([key, type]) =>
    type.safeParse(undefined).success ? `${key}?` : key,
  );
  return new ToolError(
    'invalid-arguments',
    `${name} was not called: ${reasons.join('; ')}. It takes ${known.length === 0 ? 'no arguments' : `{ ${known.join(', ')} }`}.`,
  );
}

function article(expected: string): string {
  return expected === 'int' ? 'a whole number' : `a ${expected}`;
}

function quote(text: string): string {
  return JSON.stringify(text.slice(0, 60).toWellFormed());
}
