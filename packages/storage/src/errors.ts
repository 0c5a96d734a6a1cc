export type StorageErrorCode =
  | 'invalid-key'
  | 'precondition-failed'
  | 'conflict'
  | 'unavailable'
  | 'unusable'
  | 'damaged'
  | 'too-large';

/** What a store could not do. `key` names the object or entry; never holds a value. */
export class StorageError extends Error {
  override readonly name = 'StorageError';
  readonly code: StorageErrorCode;
  readonly key: string;

  constructor(code: StorageErrorCode, key: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.key = key;
  }
}
