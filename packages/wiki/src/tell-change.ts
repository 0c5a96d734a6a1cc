import { WikiError } from './errors.ts';
import type { PageChange } from './page-change.ts';

/**
 * What a step was refused with, and in `data.change` which of several it is, from 1. Files are stored by who names no steps, and one step
 * needs no number.
 */
export function tellChange(error: unknown, changes: readonly PageChange[], index: number): unknown {
  if (!(error instanceof WikiError) || changes.length < 2 || changes[index]?.op === 'store') return error;
  return new WikiError(error.code, error.message, { ...error.data, change: index + 1 }, { cause: error });
}
