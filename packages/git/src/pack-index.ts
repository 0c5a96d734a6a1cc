import { createHash } from 'node:crypto';
import type { Oid } from './oid.ts';

const MAGIC = 0xff744f63;
const HEADER_BYTES = 8;
const FANOUT_BYTES = 256 * 4;
const OID_BYTES = 20;
const TRAILER_BYTES = 2 * OID_BYTES;
const LARGE_OFFSET = 0x80000000;

/** Where the objects of one pack lie in it. */
export interface PackIndex {
  readonly count: number;
  /** The SHA-1 at the end of the pack that this index belongs to. */
  readonly packChecksum: string;
  /** The offset in bytes of an object's entry; `undefined` when the pack has no such object. */
  find(oid: Oid): number | undefined;
  /** All objects, ordered by oid. */
  oids(): Iterable<Oid>;
}

/**
 * Reads an index of version 2 (gitformat-pack(5), "pack-*.idx files"). The index's own checksum is checked; the checksums of
 * the entries are not, as every object that is read is checked by its hash.
 *
 * @throws Error with the problem as its message; the caller knows the name of the file.
 */
export function parsePackIndex(content: Uint8Array): PackIndex {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (bytes.length < HEADER_BYTES + FANOUT_BYTES + TRAILER_BYTES) throw new Error('it is cut off');
  if (bytes.readUInt32BE(0) !== MAGIC || bytes.readUInt32BE(4) !== 2)
    throw new Error('it is not an index of version 2');
  const checksum = createHash('sha1').update(bytes.subarray(0, -OID_BYTES)).digest();
  if (!checksum.equals(bytes.subarray(-OID_BYTES))) throw new Error('its bytes do not match its checksum');

  const fanout = (first: number) => (first < 0 ? 0 : bytes.readUInt32BE(HEADER_BYTES + first * 4));
  const count = fanout(255);
  const oidsAt = HEADER_BYTES + FANOUT_BYTES;
  const offsetsAt = oidsAt + count * (OID_BYTES + 4);
  const largeOffsetsAt = offsetsAt + count * 4;
  if (largeOffsetsAt + TRAILER_BYTES > bytes.length) throw new Error('it is cut off');

  const oidAt = (position: number) =>
    bytes.subarray(oidsAt + position * OID_BYTES, oidsAt + (position + 1) * OID_BYTES);
  const offsetAt = (position: number) => {
    const offset = bytes.readUInt32BE(offsetsAt + position * 4);
    if (offset < LARGE_OFFSET) return offset;
    return Number(bytes.readBigUInt64BE(largeOffsetsAt + (offset - LARGE_OFFSET) * 8));
  };
  return {
    count,
    packChecksum: bytes.toString('hex', bytes.length - TRAILER_BYTES, bytes.length - OID_BYTES),
    find(oid) {
      const wanted = Buffer.from(oid, 'hex');
      const first = wanted[0] as number;
      let low = fanout(first - 1);
      let high = fanout(first);
      while (low < high) {
        const middle = (low + high) >>> 1;
        const order = wanted.compare(oidAt(middle));
        if (order === 0) return offsetAt(middle);
        if (order < 0) high = middle;
        else low = middle + 1;
      }
      return undefined;
    },
    *oids() {
      for (let position = 0; position < count; position++) yield oidAt(position).toString('hex');
    },
  };
}
