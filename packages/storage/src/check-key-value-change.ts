import { StorageError } from './errors.ts';
import { KEY_VALUE_LIMITS, type KeyValueChange } from './key-value-store.ts';

/**
 * Holds a key to its limits.
 *
 * @throws {StorageError} `invalid-key`
 */
export function checkKeyValueKey(key: string): void {
  const bytes = Buffer.byteLength(key);
  if (bytes === 0 || bytes > KEY_VALUE_LIMITS.maxKeyBytes || !key.isWellFormed()) {
    const message = `A key of the key-value store is 1..${KEY_VALUE_LIMITS.maxKeyBytes} bytes of well-formed UTF-8.`;
    throw new StorageError('invalid-key', key, message);
  }
}

/**
 * Holds a change to its limits, before anything is asked of a store.
 *
 * @throws {StorageError} `invalid-key`, `too-large`
 * @throws {TypeError} for a key that is both put and deleted, and a value that is not well-formed Unicode
 */
export function checkKeyValueChange(change: KeyValueChange): void {
  const puts = Object.entries(change.put ?? {});
  const deletes = new Set(change.delete ?? []);
  for (const key of deletes) checkKeyValueKey(key);
  for (const [key, value] of puts) {
    checkKeyValueKey(key);
    if (deletes.has(key)) throw new TypeError(`An update can't both put and delete the key ${JSON.stringify(key)}.`);
    checkValue(key, value);
  }
  if (puts.length + deletes.size > KEY_VALUE_LIMITS.maxKeysPerUpdate) {
    const message = `An update changes at most ${KEY_VALUE_LIMITS.maxKeysPerUpdate} keys: part it into several.`;
    throw new StorageError('too-large', '', message);
  }
}

/**
 * Holds the whole store to its limit: the bytes of all keys and values after a change.
 *
 * @throws {StorageError} `too-large`, with `key` as given
 */
export function checkKeyValueSize(bytes: number, key: string): void {
  if (bytes > KEY_VALUE_LIMITS.maxStoreBytes) {
    const message = `The key-value store would be larger than ${KEY_VALUE_LIMITS.maxStoreBytes} bytes: delete entries first.`;
    throw new StorageError('too-large', key, message);
  }
}

/** What an entry counts for in the size of the store. */
export function entryBytes(key: string, value: string): number {
  return Buffer.byteLength(key) + Buffer.byteLength(value);
}

function checkValue(key: string, value: string): void {
  if (!value.isWellFormed()) throw new TypeError(`The value of ${JSON.stringify(key)} isn't well-formed Unicode.`);
  if (Buffer.byteLength(value) > KEY_VALUE_LIMITS.maxValueBytes) {
    const message = `The value of ${JSON.stringify(key)} is longer than ${KEY_VALUE_LIMITS.maxValueBytes} bytes.`;
    throw new StorageError('too-large', key, message);
  }
}
