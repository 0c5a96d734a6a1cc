/** What a caller did wrong, as the problem that answers it. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly statusCode: number;
  /** Stable, for programs. */
  readonly code: string;
  /** Further members of the problem. */
  readonly data: Readonly<Record<string, unknown>>;
  /** Further header fields of the answer. */
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    statusCode: number,
    code: string,
    message: string,
    {
      data = {},
      headers = {},
      ...options
    }: ErrorOptions & { data?: ApiError['data']; headers?: ApiError['headers'] } = {},
  ) {
    super(message, options);
    this.statusCode = statusCode;
    this.code = code;
    this.data = data;
    this.headers = headers;
  }
}

/** The one answer for a wiki that does not exist and for one that the caller has no such right in: it must not tell which. */
export function forbidden(what: string): ApiError {
  return new ApiError(403, 'forbidden', `${what} does not exist, or you may not do this there.`);
}

/** A request that contradicts itself, or can't be read. */
export function invalidRequest(message: string, options?: ErrorOptions): ApiError {
  return new ApiError(400, 'invalid-request', message, options);
}
