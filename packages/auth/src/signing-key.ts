import { KID_PATTERN, kidKey } from '@holt/edge';
import type { Clock, Random } from '@holt/storage';

const SECRET_BYTES = 32;
const TIME_DIGITS = 9;
const SUFFIX_DIGITS = 7;
/** No hexadecimal digit, so that no kid that somebody draws by hand is taken for one with a time in it. */
const MADE_HERE = /^t[a-z0-9]{16}$/;
const KEY_PREFIX = kidKey('');

export interface SigningKey {
  /** 8 to 32 lower-case letters and digits. */
  kid: string;
  /** 32 bytes for HMAC with SHA-256. */
  secret: Uint8Array;
}

/**
 * A new key, as the entry that is to be put.
 *
 * @param newest of the keys that are there: the new one is newer, whatever the clock of the machine says
 */
export function makeKey(
  clock: Clock,
  random: Random,
  newest?: SigningKey,
): { kid: string; entry: Record<string, string> } {
  const kid = makeKid(Math.max(clock.now(), newest === undefined ? 0 : madeAtMs(newest.kid) + 1), random);
  return { kid, entry: { [kidKey(kid)]: Buffer.from(random.bytes(SECRET_BYTES)).toString('base64url') } };
}

/** A damaged or foreign entry is no key: nothing may be signed or accepted with a short or empty secret. */
export function parseKey(kid: string, value: string | undefined): SigningKey | undefined {
  if (value === undefined || !KID_PATTERN.test(kid)) return undefined;
  const secret = Buffer.from(value, 'base64url');
  if (secret.length !== SECRET_BYTES || secret.toString('base64url') !== value) return undefined;
  return { kid, secret: new Uint8Array(secret) };
}

/** All well-formed keys among the entries, the newest first. */
export function findKeys(entries: Iterable<readonly [key: string, value: string]>): SigningKey[] {
  const keys: SigningKey[] = [];
  for (const [key, value] of entries) {
    const signingKey = key.startsWith(KEY_PREFIX) ? parseKey(key.slice(KEY_PREFIX.length), value) : undefined;
    if (signingKey) keys.push(signingKey);
  }
  return keys.sort((a, b) => madeAtMs(b.kid) - madeAtMs(a.kid) || (a.kid < b.kid ? 1 : -1));
}

/** When the key was made, in seconds since 1970, rounded up; 0 for a kid that was not made here. */
export function madeAt(kid: string): number {
  return Math.ceil(madeAtMs(kid) / 1000);
}

function madeAtMs(kid: string): number {
  return MADE_HERE.test(kid) ? Number.parseInt(kid.slice(1, 1 + TIME_DIGITS), 36) : 0;
}

/** It tells when the key was made, as the key-value store does not: nine base-36 digits of milliseconds, then what makes it unique. */
function makeKid(timeMs: number, random: Random): string {
  const time = Math.floor(timeMs).toString(36).padStart(TIME_DIGITS, '0');
  return `t${time}${Array.from(random.bytes(SUFFIX_DIGITS), (byte) => (byte % 36).toString(36)).join('')}`;
}
