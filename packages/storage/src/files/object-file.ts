import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { open, readFile } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import { StorageError } from '../errors.ts';
import type { ObjectInfo, StoredObject } from '../object-store.ts';
import { hasCode } from './system-error.ts';

/*
 * An object's file is one line of JSON, then the body as it is: a single rename replaces both. The header names its key, so
 * that a file in the wrong place (moved by hand, or found by a file system that ignores case) is not taken for another object.
 */
interface Header extends ObjectInfo {
  crc32: number;
}

const NEWLINE = 0x0a;
/** Holds nearly every header in one read. */
const FIRST_READ_BYTES = 4096;
/** More than the longest legal header takes, with every character escaped. */
const MAX_HEADER_BYTES = 65_536;

/** The bytes of an object's file. The body is copied, so that the caller may use its buffer again at once. */
export function encodeObjectFile(info: ObjectInfo, body: Uint8Array): Uint8Array {
  const header: Header = { ...info, crc32: crc32(body) };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]);
}

/**
 * Reads an object's file; undefined when there is none.
 *
 * @throws {StorageError} `damaged` when the file is no whole object of this key
 */
export async function readObjectFile(file: string, key: string): Promise<StoredObject | undefined> {
  const bytes = await unlessMissing(() => readFile(file));
  if (bytes === undefined) return undefined;
  const { info, headerBytes, crc32: expected } = parseHeader(bytes, bytes.length, file, key);
  const body = new Uint8Array(bytes.subarray(headerBytes));
  if (crc32(body) !== expected) throw damaged(file, key, 'its bytes are not those that were written');
  return { ...info, body };
}

/**
 * Reads what an object's file says before the body; undefined when there is none.
 *
 * @throws {StorageError} `damaged`
 */
export async function readObjectHeader(file: string, key: string): Promise<ObjectInfo | undefined> {
  const handle = await unlessMissing(() => open(file, 'r'));
  if (handle === undefined) return undefined;
  try {
    const { size } = await handle.stat();
    let bytes = await readStart(FIRST_READ_BYTES);
    if (!bytes.includes(NEWLINE) && size > bytes.length) bytes = await readStart(MAX_HEADER_BYTES);
    return parseHeader(bytes, size, file, key).info;

    async function readStart(length: number) {
      const buffer = Buffer.allocUnsafe(Math.min(length, size));
      const { bytesRead } = await (handle as NonNullable<typeof handle>).read(buffer, 0, buffer.length, 0);
      return buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** {@link readObjectHeader} without giving way to other work, for use under the write lock. */
export function readObjectHeaderSync(file: string, key: string): ObjectInfo | undefined {
  let descriptor: number;
  try {
    descriptor = openSync(file, 'r');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
  try {
    const { size } = fstatSync(descriptor);
    let bytes = readStart(FIRST_READ_BYTES);
    if (!bytes.includes(NEWLINE) && size > bytes.length) bytes = readStart(MAX_HEADER_BYTES);
    return parseHeader(bytes, size, file, key).info;

    function readStart(length: number) {
      const buffer = Buffer.allocUnsafe(Math.min(length, size));
      return buffer.subarray(0, readSync(descriptor, buffer, 0, buffer.length, 0));
    }
  } finally {
    closeSync(descriptor);
  }
}

function parseHeader(bytes: Uint8Array, fileBytes: number, file: string, key: string) {
  const end = bytes.indexOf(NEWLINE);
  if (end === -1) throw damaged(file, key, 'its first line is cut short');
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(0, end)));
  } catch (cause) {
    throw damaged(file, key, "its first line isn't JSON", { cause });
  }
  if (!isHeader(header)) throw damaged(file, key, "its first line isn't an object's header");
  const headerBytes = end + 1;
  if (header.key !== key) throw damaged(file, key, `it holds the object ${header.key}`);
  if (header.sizeBytes !== fileBytes - headerBytes)
    throw damaged(file, key, 'its body is not of the size it should be');
  const { crc32: checksum, ...info } = header;
  return { info, headerBytes, crc32: checksum };
}

function isHeader(value: unknown): value is Header {
  if (typeof value !== 'object' || value === null) return false;
  const { key, etag, sizeBytes, crc32, contentType, cacheControl, metadata } = value as Record<keyof Header, unknown>;
  return (
    typeof key === 'string' &&
    typeof etag === 'string' &&
    typeof sizeBytes === 'number' &&
    typeof crc32 === 'number' &&
    typeof contentType === 'string' &&
    (cacheControl === undefined || typeof cacheControl === 'string') &&
    typeof metadata === 'object' &&
    metadata !== null &&
    Object.values(metadata).every((entry) => typeof entry === 'string')
  );
}

function damaged(file: string, key: string, problem: string, options?: ErrorOptions): StorageError {
  const message = `The object ${key} is damaged: ${problem}. Restore or delete the file ${file}.`;
  return new StorageError('damaged', key, message, options);
}

async function unlessMissing<T>(read: () => Promise<T>): Promise<T | undefined> {
  try {
    return await read();
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
