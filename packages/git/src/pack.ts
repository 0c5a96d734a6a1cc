import { createHash } from 'node:crypto';
import { inflateSync } from 'node:zlib';
import { applyDelta } from './apply-delta.ts';
import { createByteBoundedCache } from './byte-bounded-cache.ts';
import { hashObject } from './git-object.ts';
import { MAX_OBJECT_BYTES, type StoredType } from './loose-object.ts';
import type { Oid } from './oid.ts';
import type { PackIndex } from './pack-index.ts';

const HEADER_BYTES = 12;
const TRAILER_BYTES = 20;
/** The types of entries, by their number (gitformat-pack(5), "Object types"). */
const WHOLE: readonly (StoredType | undefined)[] = [undefined, 'commit', 'tree', 'blob', 'tag'];
const OFFSET_DELTA = 6;
const REFERENCE_DELTA = 7;
/** Deltas often share their bases: what was unpacked last is kept. */
const UNPACKED_CACHE_BYTES = 8 * 1024 * 1024;
/** What is asked of the memory at once, whatever size a damaged entry claims. */
const MAX_CHUNK_BYTES = 1024 * 1024;

/** An object's type and content. */
export interface Unpacked {
  readonly type: StoredType;
  readonly content: Uint8Array;
}

/** A pack in memory. */
export interface Pack {
  readonly index: PackIndex;
  readonly sizeBytes: number;
  /** `undefined` when the pack has no such object. @throws Error with the problem as its message. */
  read(oid: Oid): Unpacked | undefined;
}

/**
 * A pack of version 2 and its index. Objects are unpacked when they are read, and checked by their hash.
 *
 * @throws Error with the problem as its message: it is no pack, or not the one of this index.
 */
export function openPack(content: Uint8Array, index: PackIndex): Pack {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  if (bytes.length < HEADER_BYTES + TRAILER_BYTES) throw new Error('it is cut off');
  const version = bytes.readUInt32BE(4);
  if (bytes.toString('latin1', 0, 4) !== 'PACK' || (version !== 2 && version !== 3))
    throw new Error('it is not a pack');
  if (bytes.toString('hex', bytes.length - TRAILER_BYTES) !== index.packChecksum) {
    throw new Error('it is not the pack that its index was made for, or it is cut off');
  }
  const end = bytes.length - TRAILER_BYTES;
  const unpacked = createByteBoundedCache<Unpacked>(UNPACKED_CACHE_BYTES);

  const inflateAt = (at: number, sizeBytes: number): Buffer => {
    if (sizeBytes > MAX_OBJECT_BYTES) throw new Error('an object in it is too large');
    // The length of the compressed data is stored nowhere: zlib stops at its end.
    const chunkSize = Math.min(Math.max(64, sizeBytes + 1), MAX_CHUNK_BYTES);
    const content = inflateSync(bytes.subarray(at, end), { chunkSize, maxOutputLength: MAX_OBJECT_BYTES });
    if (content.length !== sizeBytes) throw new Error('an object in it has another size than it says');
    return content;
  };

  const unpackAt = (start: number): Unpacked => {
    // A chain of deltas may be long: it is walked down to the whole object at its end, then applied on the way back.
    const deltas: { offset: number; delta: Uint8Array }[] = [];
    let offset = start;
    let found = unpacked.get(String(offset));
    while (found === undefined) {
      const entry = readEntryHeader(bytes, offset, end);
      const type = WHOLE[entry.type];
      if (type !== undefined) {
        found = { type, content: inflateAt(entry.dataAt, entry.sizeBytes) };
        unpacked.set(String(offset), found, found.content.length);
        break;
      }
      const base = entry.base ?? index.find(entry.baseOid ?? '');
      // A base by oid may stand behind its delta: only an ever longer chain tells that it goes in a circle.
      if (base === undefined || deltas.length > index.count) throw new Error('a delta in it has no base');
      deltas.push({ offset, delta: inflateAt(entry.dataAt, entry.sizeBytes) });
      offset = base;
      found = unpacked.get(String(offset));
    }
    for (const step of deltas.reverse()) {
      found = { type: found.type, content: applyDelta(found.content, step.delta) };
      unpacked.set(String(step.offset), found, found.content.length);
    }
    return found;
  };

  return {
    index,
    sizeBytes: bytes.length,
    read(oid) {
      const offset = index.find(oid);
      if (offset === undefined) return undefined;
      const object = unpackAt(offset);
      if (hashObject(object.type, object.content) !== oid) throw new Error(`its object ${oid} has another hash`);
      return object;
    },
  };
}

/**
 * Makes sure that not a byte of a pack has changed, by the checksum at its end.
 *
 * @throws Error with the problem as its message.
 */
export function checkPack(content: Uint8Array): void {
  const checksum = createHash('sha1').update(content.subarray(0, -TRAILER_BYTES)).digest();
  if (!checksum.equals(content.subarray(-TRAILER_BYTES))) throw new Error('its bytes do not match its checksum');
}

interface EntryHeader {
  type: number;
  /** Of the content, or of the delta, once inflated. */
  sizeBytes: number;
  dataAt: number;
  /** The offset of the base, of a delta by offset. */
  base?: number;
  baseOid?: Oid;
}

function readEntryHeader(bytes: Buffer, offset: number, end: number): EntryHeader {
  let at = offset;
  const next = (): number => {
    if (at < HEADER_BYTES || at >= end) throw new Error('an object in it lies outside of it');
    return bytes[at++] as number;
  };
  let byte = next();
  const type = (byte >> 4) & 7;
  let sizeBytes = byte & 0x0f;
  for (let factor = 16; byte & 0x80; factor *= 128) {
    byte = next();
    sizeBytes += (byte & 0x7f) * factor;
  }
  if (type === OFFSET_DELTA) {
    byte = next();
    let distance = byte & 0x7f;
    while (byte & 0x80) {
      byte = next();
      distance = (distance + 1) * 128 + (byte & 0x7f);
    }
    if (distance === 0) throw new Error('a delta in it is its own base');
    return { type, sizeBytes, dataAt: at, base: offset - distance };
  }
  if (type === REFERENCE_DELTA) {
    const baseOid = bytes.toString('hex', at, at + 20);
    return { type, sizeBytes, dataAt: at + 20, baseOid };
  }
  if (WHOLE[type] === undefined) throw new Error('an object in it is of a type that git does not know');
  return { type, sizeBytes, dataAt: at };
}
