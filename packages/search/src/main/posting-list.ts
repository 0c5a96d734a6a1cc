import type { ByteReader } from './byte-reader.ts';
import { createByteReader } from './byte-reader.ts';
import { createByteWriter } from './byte-writer.ts';
import type { Postings } from './main.ts';

/**
 * A list as bytes: its pages, then their impacts, half a byte each, the first in the upper half. The pages are the gaps between them, or
 * where they are many, a bit for each page there is: the shorter one, as far as their count tells.
 *
 * @param count of all pages
 */
export function encodePostings({ pages, impacts }: Postings, count: number): Uint8Array {
  const writer = createByteWriter();
  if (isBitmap(pages.length, count)) {
    const bits = new Uint8Array(bitmapBytes(count));
    for (const page of pages) bits[page >>> 3] = (bits[page >>> 3] ?? 0) | (1 << (page & 7));
    writer.bytes(bits);
  } else {
    let next = 0;
    for (const page of pages) {
      writer.number(page - next);
      next = page + 1;
    }
  }
  writer.bytes(packed(impacts));
  return writer.written();
}

/** What {@link encodePostings} gave, from where the reader is on. @param length how many pages the list has */
export function readList(reader: ByteReader, length: number, count: number): Uint8Array {
  const pagesBytes = isBitmap(length, count) ? bitmapBytes(count) : reader.numbersBytes(length);
  return reader.bytes(pagesBytes + Math.ceil(length / 2));
}

/** @throws SearchError `damaged` for what isn't a list of so many pages */
export function decodePostings(name: string, list: Uint8Array, length: number, count: number): Postings {
  const reader = createByteReader(name, list);
  if (length > count || length > reader.left * 2) throw reader.damaged();
  const pages = isBitmap(length, count) ? pagesOfBits(reader, length, count) : pagesOfGaps(reader, length, count);
  const halves = unpacked(reader.bytes(Math.ceil(length / 2)));
  const impacts = halves.subarray(0, length);
  if (reader.left > 0 || impacts.includes(0) || halves.subarray(length).some((half) => half > 0))
    throw reader.damaged();
  return { pages, impacts };
}

/** Two halves a byte; the last lower half is 0 where there is none for it. */
function packed(halves: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(Math.ceil(halves.length / 2));
  for (let at = 0; at < bytes.length; at++) bytes[at] = ((halves[at * 2] ?? 0) << 4) | (halves[at * 2 + 1] ?? 0);
  return bytes;
}

function unpacked(bytes: Uint8Array): Uint8Array {
  const halves = new Uint8Array(bytes.length * 2);
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at] ?? 0;
    halves[at * 2] = byte >>> 4;
    halves[at * 2 + 1] = byte & 15;
  }
  return halves;
}

function pagesOfGaps(reader: ByteReader, length: number, count: number): Uint32Array {
  const pages = new Uint32Array(length);
  let next = 0;
  for (let at = 0; at < length; at++) {
    const page = next + reader.number();
    if (page >= count) throw reader.damaged();
    pages[at] = page;
    next = page + 1;
  }
  return pages;
}

function pagesOfBits(reader: ByteReader, length: number, count: number): Uint32Array {
  const bits = reader.bytes(bitmapBytes(count));
  const pages = new Uint32Array(length);
  let found = 0;
  for (let page = 0; page < bits.length * 8; page++) {
    if (((bits[page >>> 3] ?? 0) & (1 << (page & 7))) === 0) continue;
    if (page >= count || found === length) throw reader.damaged();
    pages[found++] = page;
  }
  if (found < length) throw reader.damaged();
  return pages;
}

function isBitmap(length: number, count: number): boolean {
  return length > bitmapBytes(count);
}

function bitmapBytes(count: number): number {
  return Math.ceil(count / 8);
}
