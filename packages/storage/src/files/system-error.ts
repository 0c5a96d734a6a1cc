import { StorageError } from '../errors.ts';

const REMEDIES: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the device: free some, then try again',
  EDQUOT: 'the disk quota is used up: free some space, then try again',
  EACCES: 'permission is denied: give this user the right to read and write there',
  EPERM: 'permission is denied: give this user the right to read and write there',
  EROFS: 'the file system is read-only: choose another directory',
  ENOTDIR: 'a file stands where a folder should be: choose another directory',
  ENOENT: 'a folder went away while it was in use: try again',
  EMFILE: 'too many files are open: raise the limit (ulimit -n)',
  ENFILE: 'too many files are open on this machine',
  EIO: 'the device failed: check the disk',
};

/** SQLite's primary result codes (https://sqlite.org/rescode.html), for its files are the write locks. */
const LOCK_REMEDIES: Readonly<Record<number, string>> = {
  5: 'another process kept the write lock for too long: end it if it hangs, then try again',
  8: 'the write lock is read-only: give this user the right to write there',
  13: 'no space is left on the device: free some, then try again',
  14: "the write lock can't be opened: check the rights of the folder",
  26: 'the write lock is damaged: end all processes that use this directory, then delete its folder locks',
};

/** Whether an error is the system's own of this code, such as `ENOENT`. */
export function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}

/** Turns the system's errors into `unavailable`, naming directory and remedy; other errors stay as they are. */
export function asStorageError(error: unknown, key: string, directory: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof StorageError) return error;
  const lockCode = sqliteCode(error);
  if (lockCode === undefined && !('syscall' in error)) return error;
  const remedy = lockCode === undefined ? REMEDIES[String(error.code)] : LOCK_REMEDIES[lockCode];
  const message = `The store in ${directory} can't be used for ${key || 'a listing'}: ${remedy ?? error.message}.`;
  return new StorageError('unavailable', key, message, { cause: error });
}

function sqliteCode(error: unknown): number | undefined {
  if (!hasCode(error, 'ERR_SQLITE_ERROR')) return undefined;
  return ((error as Error & { errcode?: number }).errcode ?? 0) & 0xff;
}
