import { GitError, type GitErrorCode } from '@holt/git';
import { StorageError } from '@holt/storage';
import { WikiError } from './errors.ts';

const DAMAGE: ReadonlySet<GitErrorCode> = new Set([
  'object-missing',
  'object-damaged',
  'object-mistyped',
  'ref-damaged',
  'pack-damaged',
]);

/**
 * Does what agents and readers ask for, and tells failures of what lies below as the wiki's: WikiError `damaged` for what of git
 * can't be read, `unusable` for a store that refuses. The message names the key and the remedy; the cause is kept.
 */
export async function tellFailure<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof GitError && DAMAGE.has(cause.code)) {
      throw new WikiError('damaged', cause.message, { ...cause.data }, { cause });
    }
    if (cause instanceof StorageError && cause.code === 'unusable') {
      throw new WikiError('unusable', `${cause.message} Nothing was changed.`, { key: cause.key }, { cause });
    }
    throw cause;
  }
}
