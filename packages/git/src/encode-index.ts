import { createHash } from 'node:crypto';
import type { Oid } from './oid.ts';

const HEADER_BYTES = 12;
/** Times, device, owner and size: all zero, so that git looks into the file to see whether it has changed. */
const STAT_BYTES = 40;
const MODE_AT = 24;

/**
 * An index that holds one file, as git writes it (gitformat-index(5), version 2).
 *
 * @param name ASCII, at most 4,095 characters.
 */
export function encodeIndex(name: string, oid: Oid): Uint8Array {
  const header = Buffer.from('DIRC\0\0\0\x02\0\0\0\x01', 'latin1');
  const stat = Buffer.alloc(STAT_BYTES);
  stat.writeUInt32BE(0o100644, MODE_AT);
  const flags = Buffer.alloc(2);
  flags.writeUInt16BE(name.length);
  const entry = Buffer.concat([stat, Buffer.from(oid, 'hex'), flags, Buffer.from(name, 'latin1')]);
  // One to eight NUL bytes, so that the entry's length is a multiple of eight.
  const padding = Buffer.alloc(8 - (entry.length % 8));
  const content = Buffer.concat([header, entry, padding], HEADER_BYTES + entry.length + padding.length);
  return Buffer.concat([content, createHash('sha1').update(content).digest()]);
}
