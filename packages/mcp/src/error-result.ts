import { WikiError } from '@holt/wiki';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { MAX_ANSWER_BYTES, sizeBytes } from './answer-size.ts';
import { delimit } from './delimit.ts';
import { ToolError } from './errors.ts';
import type { Log } from './log.ts';
import type { Tool } from './tool.ts';

/** A longer text is left to read_page; the structured content has it whole, if the answer has room for it. */
const MAX_SHOWN_CHARACTERS = 20_000;

/** Refusals that are no agent's fault. */
const OPERATORS_CODES: ReadonlySet<string> = new Set(['damaged', 'unknown-outcome', 'unusable']);

/** An error as the agent sees it: the code, what happened and what to do next; `structuredContent.error` holds it all for programs. */
export function errorResult(tool: Tool, error: unknown, log: Log): CallToolResult {
  const { code, message, data } = describeError(tool, error, log);
  const shown = code === 'conflict' ? showTexts(data) : '';
  const result: CallToolResult = {
    content: [{ type: 'text', text: `Error ${code}: ${message}${shown}` }],
    structuredContent: { error: { code, message, ...snakeCaseKeys(data) } },
    isError: true,
  };
  if (sizeBytes(result) > MAX_ANSWER_BYTES) result.structuredContent = { error: { code, message } };
  return result;
}

function describeError(tool: Tool, error: unknown, log: Log) {
  if (error instanceof ToolError || error instanceof WikiError) {
    const { code, message, data } = error;
    if (OPERATORS_CODES.has(code)) log(`${tool.name}: ${code}: ${message}`, error);
    return { code, message, data };
  }
  log(`${tool.name} failed: ${String(error)}`, error);
  const message = tool.annotations.readOnlyHint
    ? 'The server failed to answer; nothing was changed. Try again later.'
    : 'The server failed, and it is not known whether the change is in. Send the same call again with the same idempotency_key; if you sent none, read the page first.';
  return { code: 'internal', message, data: {} as Readonly<Record<string, unknown>> };
}

/** What the agent began from and what is there now; its own text it has. */
function showTexts({ baseVersion, base, currentVersion, theirs }: Readonly<Record<string, unknown>>): string {
  const texts = [
    ['base text', baseVersion, base],
    ['current text', currentVersion, theirs],
  ] as const;
  return texts
    .map(([label, version, text]) => {
      if (typeof version !== 'string' || typeof text !== 'string') return '';
      const isLong = text.length > MAX_SHOWN_CHARACTERS;
      return `\n\n${isLong ? `The ${label} is long: get it with read_page.` : delimit(label, version, text)}`;
    })
    .join('');
}

function snakeCaseKeys(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  );
}
