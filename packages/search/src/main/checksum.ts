import { SearchError } from '../errors.ts';

const CHECKSUM_BYTES = 4;

/** The bytes, and behind them what tells whether they are still the same. */
export function seal(bytes: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(bytes.length + CHECKSUM_BYTES);
  sealed.set(bytes);
  new DataView(sealed.buffer).setUint32(bytes.length, checksum(bytes));
  return sealed;
}

/** @throws SearchError `damaged` for other bytes than those that were sealed */
export function unseal(name: string, sealed: Uint8Array): Uint8Array {
  const bytes = sealed.subarray(0, Math.max(0, sealed.length - CHECKSUM_BYTES));
  const { buffer, byteOffset, byteLength } = sealed;
  if (byteLength < CHECKSUM_BYTES || new DataView(buffer, byteOffset).getUint32(bytes.length) !== checksum(bytes)) {
    throw new SearchError('damaged', name, `${name} of the search index is damaged`);
  }
  return bytes;
}

/** @see https://datatracker.ietf.org/doc/html/draft-eastlake-fnv */
function checksum(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
