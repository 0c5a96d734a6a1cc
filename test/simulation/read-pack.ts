import { inflateSync } from 'node:zlib';
import type { RawObject } from './git-object.ts';

const TYPES = ['', 'commit', 'tree', 'blob', 'tag'];
const IDX_HEADER_BYTES = 8 + 256 * 4;

/** Where the objects of a pack begin, by oid: its index, of version 2 and below 2 GB. */
export function readPackIndex(idx: Buffer): Map<string, number> {
  const count = idx.readUInt32BE(IDX_HEADER_BYTES - 4);
  const offsets = IDX_HEADER_BYTES + count * 24;
  const index = new Map<string, number>();
  for (let i = 0; i < count; i++) {
    const at = IDX_HEADER_BYTES + i * 20;
    index.set(idx.toString('hex', at, at + 20), idx.readUInt32BE(offsets + i * 4));
  }
  return index;
}

/**
 * All objects of a pack by the oids of its index.
 * @see https://git-scm.com/docs/gitformat-pack
 */
export function readPack(pack: Buffer, index: ReadonlyMap<string, number>): Map<string, RawObject> {
  const objects = new Map<number, RawObject>();
  const readAt = (offset: number): RawObject => {
    const known = objects.get(offset);
    if (known !== undefined) return known;
    let at = offset;
    let byte = pack[at++] as number;
    const type = (byte >> 4) & 7;
    while (byte & 0x80) byte = pack[at++] as number;
    let object: RawObject;
    if (type === 6) {
      byte = pack[at++] as number;
      let distance = byte & 0x7f;
      while (byte & 0x80) {
        byte = pack[at++] as number;
        distance = (distance + 1) * 128 + (byte & 0x7f);
      }
      const base = readAt(offset - distance);
      object = { type: base.type, content: applyDelta(base.content, inflateSync(pack.subarray(at))) };
    } else if (type === 7) {
      const base = readAt(index.get(pack.toString('hex', at, at + 20)) as number);
      object = { type: base.type, content: applyDelta(base.content, inflateSync(pack.subarray(at + 20))) };
    } else {
      object = { type: TYPES[type] ?? '', content: inflateSync(pack.subarray(at)) };
    }
    objects.set(offset, object);
    return object;
  };
  return new Map([...index].map(([oid, offset]) => [oid, readAt(offset)]));
}

function applyDelta(base: Buffer, delta: Buffer): Buffer {
  let at = 0;
  for (let sizes = 0; sizes < 2; at++) if (((delta[at] as number) & 0x80) === 0) sizes++;
  const parts: Buffer[] = [];
  while (at < delta.length) {
    const op = delta[at++] as number;
    if (op & 0x80) {
      const number = (first: number, bytes: number) => {
        let value = 0;
        for (let i = 0; i < bytes; i++) if (op & (first << i)) value += (delta[at++] as number) * 2 ** (8 * i);
        return value;
      };
      const offset = number(0x01, 4);
      const size = number(0x10, 3) || 0x10000;
      parts.push(base.subarray(offset, offset + size));
    } else {
      parts.push(delta.subarray(at, at + op));
      at += op;
    }
  }
  return Buffer.concat(parts);
}
