import { WikiError } from '@holt/wiki';
import { ToolError } from './errors.ts';

/** A refusal of one of several changes: `data.change` tells which, from 1. @param change undefined: it is of no one in particular */
export function ofChange(error: ToolError | WikiError, change: unknown): ToolError | WikiError {
  return typeof change === 'number' ? withMessage(error, error.message, { change }) : error;
}

/** What an agent is told of it: which change it is, and that none was made. */
export function tellOfChange(error: unknown): unknown {
  if (!(error instanceof ToolError || error instanceof WikiError)) return error;
  const { change, path } = error.data;
  if (typeof change !== 'number') return error;
  const of = typeof path === 'string' ? ` (of "${path}")` : '';
  const unchanged = /nothing was changed/i.test(error.message) ? '' : ' Nothing was changed.';
  return withMessage(error, `Change ${change}${of}: ${error.message}${unchanged}`);
}

function withMessage(error: ToolError | WikiError, message: string, more: object = {}): ToolError | WikiError {
  const data = { ...error.data, ...more };
  if (error instanceof ToolError) return new ToolError(error.code, message, data);
  return new WikiError(error.code, message, data, { cause: error });
}
