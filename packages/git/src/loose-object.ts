import { promisify } from 'node:util';
import { deflate, deflateSync, type InputType, inflate, inflateSync, type ZlibOptions } from 'node:zlib';
import { GitError, RESTORE_OBJECT } from './errors.ts';
import { type GitObject, hashObject, type ObjectType, objectHeader } from './git-object.ts';
import type { Oid } from './oid.ts';

/** Far above any page or attachment: a damaged or hostile object can't fill the memory. */
export const MAX_OBJECT_BYTES = 256 * 1024 * 1024;
const MAX_HEADER_BYTES = 32;
/** What is smaller is (de)compressed at once: handing it to a thread takes several times as long. */
const MIN_THREAD_BYTES = 64 * 1024;

const deflateAsync = promisify(deflate as (input: InputType, options: ZlibOptions, done: ZlibCallback) => void);
const inflateAsync = promisify(inflate as unknown as InflateWithInfo);

type ZlibCallback = (error: Error | null, result: Buffer) => void;
type InflateWithInfo = (
  input: InputType,
  options: ZlibOptions,
  done: (error: Error | null, result: Inflated) => void,
) => void;
type Inflated = { buffer: Buffer; engine: { bytesWritten: number } };

/** Where a loose object lies below the repository's prefix: `objects/xx/yyy…`. */
export function looseObjectPath(oid: Oid): string {
  return `objects/${oid.slice(0, 2)}/${oid.slice(2)}`;
}

/** An object as git stores it by itself: header and content, compressed by zlib at git's own default level. */
export async function encodeLooseObject(object: GitObject): Promise<Uint8Array> {
  const bytes = looseObjectBytes(object);
  return bytes.length < MIN_THREAD_BYTES ? deflateSync(bytes) : await deflateAsync(bytes, {});
}

/** Header and content of an object, uncompressed: the bytes whose SHA-1 is its oid. */
export function looseObjectBytes({ type, content }: GitObject): Uint8Array {
  return Buffer.concat([objectHeader(type, content.length), content]);
}

/** What may lie in a repository: besides what this package writes, the tags of git. */
export type StoredType = ObjectType | 'tag';

/**
 * Reads what {@link encodeLooseObject} or git has written, and checks that it is the object named `oid`.
 *
 * @param key where the object lies, for errors.
 * @throws GitError `object-damaged` when it isn't.
 */
export async function decodeLooseObject(
  oid: Oid,
  compressed: Uint8Array,
  key?: string,
): Promise<{ type: StoredType; content: Uint8Array }> {
  const bytes = await decompress(oid, compressed, key);
  const headerEnd = bytes.subarray(0, MAX_HEADER_BYTES).indexOf(0);
  const header = /^(blob|tree|commit|tag) (0|[1-9]\d*)$/.exec(bytes.toString('latin1', 0, Math.max(headerEnd, 0)));
  if (header === null) throw damagedObject(oid, 'it has no object header', { key });
  const content = bytes.subarray(headerEnd + 1);
  if (Number(header[2]) !== content.length) throw damagedObject(oid, 'its size is not the size in its header', { key });
  const type = header[1] as StoredType;
  if (hashObject(type, content) !== oid) throw damagedObject(oid, 'its content has another hash', { key });
  return { type, content };
}

/** @throws GitError `object-mistyped` when an object is not of the type that was asked for. */
export function checkType(oid: Oid, actual: StoredType, expected: ObjectType): void {
  if (actual === expected) return;
  const message = `The object ${oid} is a ${actual}, not a ${expected}. Name a ${expected}.`;
  throw new GitError('object-mistyped', message, { oid });
}

/** The error for an object whose stored bytes are not that object. `key` is where they lie. */
export function damagedObject(
  oid: Oid,
  problem: string,
  { key, cause }: { key?: string | undefined; cause?: unknown } = {},
): GitError {
  const where = key === undefined ? '' : ` (${key})`;
  const message = `The git object ${oid}${where} is damaged: ${problem}. To repair it, ${RESTORE_OBJECT}.`;
  return new GitError('object-damaged', message, { oid, ...(key !== undefined && { key }) }, { cause });
}

async function decompress(oid: Oid, compressed: Uint8Array, key: string | undefined): Promise<Buffer> {
  const options = { info: true, maxOutputLength: MAX_OBJECT_BYTES + MAX_HEADER_BYTES };
  let inflated: Inflated;
  try {
    inflated =
      compressed.length < MIN_THREAD_BYTES
        ? (inflateSync(compressed, options) as unknown as Inflated)
        : await inflateAsync(compressed, options);
  } catch (cause) {
    throw damagedObject(oid, 'it is not zlib data', { key, cause });
  }
  const { buffer, engine } = inflated;
  if (engine.bytesWritten !== compressed.length) throw damagedObject(oid, 'bytes follow its end', { key });
  return buffer;
}
