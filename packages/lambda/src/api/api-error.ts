/** What a caller did wrong, as the status and the `error` of the answer. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly statusCode: number;
  readonly error: string;

  constructor(statusCode: number, error: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.statusCode = statusCode;
    this.error = error;
  }
}

/** The one answer for a wiki that does not exist and for one that the caller has no such right in: it must not tell which. */
export function forbidden(what: string): ApiError {
  return new ApiError(403, 'forbidden', `${what} does not exist, or you may not do this there.`);
}
