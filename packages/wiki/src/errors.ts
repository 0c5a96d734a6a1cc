export type WikiErrorCode =
  | 'invalid-wiki'
  | 'invalid-path'
  | 'invalid-request'
  | 'wiki-not-found'
  | 'wiki-exists'
  | 'page-not-found'
  | 'file-not-found'
  | 'page-exists'
  | 'path-collides'
  | 'conflict'
  | 'too-large'
  | 'not-utf8'
  | 'empty-title'
  | 'text-not-found'
  | 'text-ambiguous'
  | 'section-not-found'
  | 'section-ambiguous'
  | 'invalid-properties'
  | 'type-mismatch'
  | 'not-allowed'
  | 'rate-limited'
  | 'revision-not-found'
  | 'key-reused'
  | 'busy'
  | 'unknown-outcome'
  | 'history-diverged'
  | 'unusable'
  | 'damaged';

/**
 * What a wiki refused or could not do. The message names the input and says what to do next; `data` holds the same for
 * programs (a `conflict`'s `base`, `mine` and `theirs`, a collision's `existing` path, the `sections` of a page that lacks the one named).
 */
export class WikiError extends Error {
  override readonly name = 'WikiError';
  readonly code: WikiErrorCode;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(
    code: WikiErrorCode,
    message: string,
    data: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.data = data;
  }
}
