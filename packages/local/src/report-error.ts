import { UsageError } from './errors.ts';
import { plainText } from './plain-text.ts';

/** Errors that carry a message for the person at the terminal; any other is a defect, and is shown with its stack. */
const EXPECTED = new Set(['CommandError', 'WikiError', 'StorageError', 'GitError', 'AuthError', 'LocalEdgeError']);

/** Writes one line on standard error and returns the exit status. @param about what it happened to */
export function reportError(error: unknown, about?: string): 1 | 2 {
  if (error instanceof UsageError || isParseArgsError(error)) {
    process.stderr.write(plainText(`holt: ${error.message.split('\n')[0]}\n`));
    return 2;
  }
  const expected = error instanceof Error && EXPECTED.has(error.name);
  const text = expected
    ? error.message
    : error instanceof Error
      ? `unexpected ${error.stack}`
      : `unexpected ${String(error)}`;
  process.stderr.write(plainText(`holt: ${about === undefined ? '' : `${about}: `}${text}\n`));
  return 1;
}

function isParseArgsError(error: unknown): error is Error {
  return error instanceof Error && String((error as NodeJS.ErrnoException).code).startsWith('ERR_PARSE_ARGS');
}
