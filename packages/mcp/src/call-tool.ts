import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import type { z } from 'zod';
import { MAX_ANSWER_BYTES, sizeBytes } from './answer-size.ts';
import { errorResult } from './error-result.ts';
import { ToolError } from './errors.ts';
import type { Tool, ToolContext } from './tool.ts';

const MAX_SHOWN_KEYS = 5;

/** Checks the arguments and runs a tool. Never throws: what goes wrong is a result with `isError`. */
export async function callTool(tool: Tool, context: ToolContext, input: unknown): Promise<CallToolResult> {
  try {
    const schema = context.bound === undefined ? tool.input : tool.boundInput;
    const checked = schema.safeParse(input, { reportInput: true });
    if (!checked.success) throw invalidArguments(tool, schema, checked.error);
    const { text, data } = await tool.run(context, checked.data);
    const result: CallToolResult = { content: [{ type: 'text', text }], structuredContent: data };
    if (sizeBytes(result) > MAX_ANSWER_BYTES) throw tooLarge(data);
    return result;
  } catch (error) {
    return errorResult(tool, error, context.log);
  }
}

function tooLarge({ url }: Record<string, unknown>): ToolError {
  const remedy =
    typeof url === 'string' ? `Get ${url}.md over HTTP, or clone the wiki with git.` : 'Ask for less at once.';
  return new ToolError('answer-too-large', `What you asked for is too large for one answer. ${remedy}`);
}

function invalidArguments({ name }: Tool, schema: z.ZodObject, error: z.ZodError): ToolError {
  const reasons = error.issues.map((issue) => {
    const argument = issue.path.join('.');
    if (issue.code === 'unrecognized_keys') return `${listKeys(issue.keys)} is not an argument`;
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

function listKeys(keys: readonly string[]): string {
  const shown = keys.slice(0, MAX_SHOWN_KEYS).map((key) => JSON.stringify(key.slice(0, 60).toWellFormed()));
  return shown.join(', ') + (keys.length > MAX_SHOWN_KEYS ? ` (and ${keys.length - MAX_SHOWN_KEYS} more)` : '');
}
