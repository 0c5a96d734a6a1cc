/** A command that could not do its work: the message is for the person at the terminal. Exit status 1. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
}

/** A command that was called wrongly. Exit status 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export type LocalEdgeErrorCode = 'port-taken' | 'port-refused';

/** The local edge could not listen. */
export class LocalEdgeError extends Error {
  override readonly name = 'LocalEdgeError';
  readonly code: LocalEdgeErrorCode;

  constructor(code: LocalEdgeErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
