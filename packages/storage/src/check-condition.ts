import { StorageError } from './errors.ts';
import type { DeleteOptions, PutOptions } from './object-store.ts';

/**
 * Holds a put or delete to its condition.
 *
 * @param etag of the object as it is; undefined when there is none
 * @throws {StorageError} `precondition-failed`
 */
export function checkCondition(key: string, etag: string | undefined, options: PutOptions & DeleteOptions): void {
  if (options.ifNoneMatch !== undefined && etag !== undefined) {
    throw new StorageError('precondition-failed', key, `${key} exists already: read it, then replace it with ifMatch.`);
  }
  if (options.ifMatch !== undefined && options.ifMatch !== etag) {
    const problem = etag === undefined ? 'does not exist' : 'has changed since it was read';
    throw new StorageError('precondition-failed', key, `${key} ${problem}: read it again.`);
  }
}
