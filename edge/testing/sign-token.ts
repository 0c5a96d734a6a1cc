import { createHmac } from 'node:crypto';

/** A signing key of the key-value store. */
export interface TestKey {
  kid: string;
  /** 32 bytes. */
  secret: Uint8Array;
}

/** A part of a token: text as it is, all else as JSON. */
export function encodePart(part: unknown): string {
  return Buffer.from(typeof part === 'string' ? part : JSON.stringify(part)).toString('base64url');
}

/** A compact JWT with a signature that fits, whatever header and payload say. */
export function signParts(header: unknown, payload: unknown, secret: Uint8Array, hash = 'sha256'): string {
  const signed = `${encodePart(header)}.${encodePart(payload)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
}

/** A token as Holt makes them. */
export function signToken(claims: object, key: TestKey): string {
  return signParts({ alg: 'HS256', typ: 'JWT', kid: key.kid }, claims, key.secret);
}
