/** `missing`: an object of the index is not there (a newer fold may have replaced it); `damaged`: it is not what was put. */
export type SearchErrorCode = 'missing' | 'damaged';

/** What an index could not tell. `data.name` names the object, or `entry` where there is none. */
export class SearchError extends Error {
  override readonly name = 'SearchError';
  readonly code: SearchErrorCode;
  readonly data: { readonly name: string };

  constructor(code: SearchErrorCode, name: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.data = { name };
  }
}
