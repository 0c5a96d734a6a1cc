import { createHash } from 'node:crypto';
import type { Oid } from './oid.ts';

export type ObjectType = 'blob' | 'tree' | 'commit';

/** An object and its name. `content` is what git hashes after the header `<type> <size>\0`; treat it as frozen. */
export interface GitObject {
  readonly oid: Oid;
  readonly type: ObjectType;
  readonly content: Uint8Array;
}

/** The oid of an object with this type and content, as `git hash-object -t <type>` prints it. */
export function hashObject(type: ObjectType | 'tag', content: Uint8Array): Oid {
  return createHash('sha1').update(objectHeader(type, content.length)).update(content).digest('hex');
}

/** The bytes that stand before the content in the hash and in a loose object. */
export function objectHeader(type: ObjectType | 'tag', sizeBytes: number): Uint8Array {
  return Buffer.from(`${type} ${sizeBytes}\0`, 'latin1');
}

/** A file's content as an object. Any bytes are legal. */
export function encodeBlob(bytes: Uint8Array): GitObject {
  return { oid: hashObject('blob', bytes), type: 'blob', content: bytes };
}
