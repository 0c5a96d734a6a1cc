import { StorageError } from './errors.ts';

const MAX_KEY_BYTES = 1024;
/** A file name holds 255 bytes; this leaves room for the suffix that the file adapter adds. */
const MAX_SEGMENT_BYTES = 250;

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const CONTROL_CHARACTER = /[\u0000-\u001f\u007f-\u009f]/;

/**
 * The one rule for object keys, held by every adapter: 1..1,024 bytes of UTF-8 made of segments parted by single `/`, each of
 * 1..250 bytes, none `.` or `..`, without control characters.
 *
 * @throws {StorageError} `invalid-key`
 */
export function checkObjectKey(key: string): void {
  const problem = problemOf(key);
  if (problem !== undefined) {
    throw new StorageError('invalid-key', key, `The object key ${JSON.stringify(key.slice(0, 100))} ${problem}.`);
  }
}

/** Whether a text may be an object key; see {@link checkObjectKey}. */
export function isObjectKey(key: string): boolean {
  return problemOf(key) === undefined;
}

function problemOf(key: string): string | undefined {
  if (key === '') return 'is empty: name an object';
  if (!key.isWellFormed()) return 'holds half of a surrogate pair: pass well-formed Unicode';
  if (CONTROL_CHARACTER.test(key)) return 'holds a control character: leave it out';
  if (Buffer.byteLength(key) > MAX_KEY_BYTES) return `is longer than ${MAX_KEY_BYTES} bytes: shorten it`;
  for (const segment of key.split('/')) {
    if (segment === '') return 'has an empty segment: no `/` at either end and none doubled';
    if (segment === '.' || segment === '..') return `has the segment \`${segment}\`: write the key in full`;
    if (Buffer.byteLength(segment) > MAX_SEGMENT_BYTES) {
      return `has a segment longer than ${MAX_SEGMENT_BYTES} bytes: shorten it`;
    }
  }
  return undefined;
}
