import { StorageError } from './errors.ts';
import type { ObjectInfo, PutOptions } from './object-store.ts';

const MAX_METADATA_BYTES = 2048;
const MAX_HEADER_BYTES = 1024;
const METADATA_NAME = /^[a-z0-9][a-z0-9-]*$/;
/** Printable ASCII; spaces inside only, because HTTP drops those at the ends. */
const HEADER_VALUE = /^(?:[!-~](?:[ -~]*[!-~])?)?$/;

/** What travels beside an object's bytes. */
export type PutHeaders = Pick<ObjectInfo, 'contentType' | 'cacheControl' | 'metadata'>;

/**
 * The one rule for what a put may carry, held by every adapter. Defaults are filled in; the metadata is a copy, ordered by name.
 *
 * @throws {TypeError} for both conditions at once, or a value that can't be an HTTP header
 * @throws {StorageError} `too-large` for metadata over 2,048 bytes, or another header over 1,024
 */
export function readPutHeaders(key: string, options: PutOptions): PutHeaders {
  const { contentType = 'application/octet-stream', cacheControl, metadata = {} } = options;
  if (options.ifMatch !== undefined && options.ifNoneMatch !== undefined) {
    throw new TypeError('A put takes either ifMatch or ifNoneMatch, not both.');
  }
  if (contentType === '') throw new TypeError('contentType is empty: leave it out for application/octet-stream.');
  checkValue(key, 'contentType', contentType);
  if (cacheControl !== undefined) checkValue(key, 'cacheControl', cacheControl);

  const entries = Object.entries(metadata).sort(([a], [b]) => (a < b ? -1 : 1));
  let metadataBytes = 0;
  for (const [name, value] of entries) {
    if (!METADATA_NAME.test(name)) {
      throw new TypeError(`The metadata name ${JSON.stringify(name)} isn't made of a-z, 0-9 and \`-\` alone.`);
    }
    checkText(`metadata value of ${name}`, value);
    metadataBytes += name.length + value.length;
  }
  if (metadataBytes > MAX_METADATA_BYTES) {
    throw new StorageError('too-large', key, `The metadata of ${key} is longer than ${MAX_METADATA_BYTES} bytes.`);
  }
  return {
    contentType,
    ...(cacheControl === undefined ? {} : { cacheControl }),
    metadata: Object.fromEntries(entries),
  };
}

function checkValue(key: string, option: string, value: string): void {
  checkText(option, value);
  if (value.length > MAX_HEADER_BYTES) {
    throw new StorageError('too-large', key, `The ${option} of ${key} is longer than ${MAX_HEADER_BYTES} bytes.`);
  }
}

function checkText(what: string, value: string): void {
  if (!HEADER_VALUE.test(value)) {
    throw new TypeError(`The ${what} must be printable ASCII without spaces at its ends.`);
  }
}
