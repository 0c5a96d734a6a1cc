export type GitErrorCode =
  | 'object-missing'
  | 'object-damaged'
  | 'object-mistyped'
  | 'ref-damaged'
  | 'ref-moved'
  | 'invalid-tree'
  | 'invalid-commit'
  | 'patch-failed'
  | 'merge-failed'
  | 'blame-failed'
  | 'pack-damaged'
  | 'fold-failed'
  | 'source-unusable';

/** What to do about an object that is missing or damaged. */
export const RESTORE_OBJECT = 'run `holt verify`, then restore the object from a clone or a backup';
/** The same of an object of the store that is replaced as a whole. */
export const RESTORE_KEY = 'restore it from a backup or an earlier version of it';

/** What the error is about: the object's oid, the key of what is stored, or both. */
export interface GitErrorData {
  oid?: string;
  key?: string;
}

/** What git could not do. The message names the input and says what to do next; callers decide by `code`. */
export class GitError extends Error {
  override readonly name = 'GitError';
  readonly code: GitErrorCode;
  readonly data: Readonly<GitErrorData>;

  constructor(code: GitErrorCode, message: string, data: GitErrorData = {}, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.data = data;
  }
}
