import { createHash } from 'node:crypto';

export interface IndexEntry {
  path: string;
  oid: string;
  mode: '100644' | '100755' | '120000' | '160000';
  sizeBytes: number;
}

/**
 * A git index (version 2) for files that were just checked out. Its file times are zero, so git compares contents the first time
 * it looks, and then knows them.
 *
 * @see https://git-scm.com/docs/index-format
 */
export function encodeGitIndex(entries: readonly IndexEntry[]): Uint8Array {
  const sorted = entries.map((entry) => ({ ...entry, name: Buffer.from(entry.path) }));
  sorted.sort((a, b) => Buffer.compare(a.name, b.name));
  const header = Buffer.alloc(12);
  header.write('DIRC', 0, 'latin1');
  header.writeUInt32BE(2, 4);
  header.writeUInt32BE(sorted.length, 8);
  const body = Buffer.concat([header, ...sorted.map(encodeEntry)]);
  return Buffer.concat([body, createHash('sha1').update(body).digest()]);
}

const MODE_OFFSET = 24;
const SIZE_OFFSET = 36;
const OID_OFFSET = 40;
const FLAGS_OFFSET = 60;
const NAME_OFFSET = 62;

function encodeEntry({ name, oid, mode, sizeBytes }: IndexEntry & { name: Buffer }): Buffer {
  // One to eight NUL bytes end an entry, so that the next begins at a multiple of eight.
  const length = Math.floor((NAME_OFFSET + name.length + 8) / 8) * 8;
  const entry = Buffer.alloc(length);
  entry.writeUInt32BE(Number.parseInt(mode, 8), MODE_OFFSET);
  entry.writeUInt32BE(sizeBytes, SIZE_OFFSET);
  entry.write(oid, OID_OFFSET, 'hex');
  entry.writeUInt16BE(Math.min(name.length, 0xfff), FLAGS_OFFSET);
  name.copy(entry, NAME_OFFSET);
  return entry;
}
