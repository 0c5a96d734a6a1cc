import { WikiError, type WikiErrorCode } from '@holt/wiki';
import { ToolError, type ToolErrorCode } from './errors.ts';
import type { Log } from './log.ts';
import type { Tool } from './tool.ts';

/** What went wrong, as whoever called is told it. */
export interface DescribedError {
  /** `internal` for what nobody foresaw. */
  code: ToolErrorCode | WikiErrorCode | 'internal';
  /** What happened and what to do next. */
  message: string;
  /** The same for programs, in snake case: a conflict's `base`, `mine` and `theirs`, `retry_after_seconds`. */
  data: Readonly<Record<string, unknown>>;
}

/** Refusals that are no agent's fault. */
const OPERATORS_CODES: ReadonlySet<string> = new Set(['damaged', 'unknown-outcome', 'unusable']);

/** Whether an error is one that was foreseen, with a message for whoever called. */
export function isRefusal(error: unknown): error is ToolError | WikiError {
  return error instanceof ToolError || error instanceof WikiError;
}

/** What to tell of an error of {@link runTool}. What the operator should know is logged; of what nobody foresaw, nothing else is told. */
export function describeError(tool: Tool, error: unknown, log: Log): DescribedError {
  if (isRefusal(error)) {
    const { code, message, data } = error;
    if (OPERATORS_CODES.has(code)) log(`${tool.name}: ${code}: ${message}`, error);
    return { code, message, data: snakeCaseKeys(data) };
  }
  log(`${tool.name} failed: ${String(error)}`, error);
  const message =
    tool.scope === 'read'
      ? 'The server failed to answer; nothing was changed. Try again later.'
      : 'The server failed, and it is not known whether the change is in. Send the same call again with the same idempotency_key; if you sent none, read the page first.';
  return { code: 'internal', message, data: {} };
}

function snakeCaseKeys(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  );
}
