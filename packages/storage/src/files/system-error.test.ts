import { expect, it } from 'vitest';
import { StorageError } from '../errors.ts';
import { asStorageError } from './system-error.ts';

const systemError = (code: string) => Object.assign(new Error(`${code}: raw`), { code, syscall: 'open' });

it.each([
  ['ENOSPC', 'no space is left'],
  ['EACCES', 'permission is denied'],
  ['EROFS', 'read-only'],
  ['ENOTDIR', 'a file stands where a folder should be'],
  ['EWHATEVER', 'EWHATEVER: raw'],
])('turns %s into unavailable with a remedy', (code, remedy) => {
  const cause = systemError(code);
  const error = asStorageError(cause, 'a/b', '/data');
  expect(error).toBeInstanceOf(StorageError);
  expect(error).toMatchObject({ code: 'unavailable', key: 'a/b', cause });
  expect((error as StorageError).message).toContain('/data');
  expect((error as StorageError).message).toContain(remedy);
});

it('leaves other errors as they are', () => {
  for (const error of [
    new TypeError('x'),
    new StorageError('damaged', 'a', 'x'),
    Object.assign(new Error('x'), { code: 'ERR_X' }),
    'x',
  ]) {
    expect(asStorageError(error, 'a', '/data')).toBe(error);
  }
});
