import { type Clock, type KeyValueStore, type Random, StorageError } from '@holt/storage';
import { AuthError } from './errors.ts';

/** A `kid` outside this pattern is refused before it is looked up, so that it can never name another entry. */
const KID_PATTERN = /^[a-z0-9]{8,32}$/;

const KEY_PREFIX = 'key:';
const SECRET_BYTES = 32;
const MAX_ATTEMPTS = 20;

export interface SigningKey {
  /** 8 to 32 lower-case letters and digits; later keys sort after earlier ones. */
  kid: string;
  /** 32 bytes for HMAC with SHA-256. */
  secret: Uint8Array;
}

/** The keys that sign and verify Holt's tokens. They live in the key-value store, where the edge reads them too. */
export interface KeyRing {
  readonly clock: Clock;
  readonly random: Random;
  /**
   * Makes a first key when there is none. Any number of callers at once end with the same one key.
   *
   * @throws AuthError `key-store-busy`
   * @throws StorageError
   */
  ensure(): Promise<void>;
  /**
   * The newest key.
   *
   * @throws AuthError `no-signing-key`
   */
  signingKey(): Promise<SigningKey>;
  /** All live keys, the newest first. Entries that hold no well-formed key are left out. */
  verificationKeys(): Promise<SigningKey[]>;
  /** The live key of that `kid`; undefined for an ill-formed or unknown one. */
  verificationKey(kid: string): Promise<SigningKey | undefined>;
}

export interface KeyRingOptions {
  keyValues: KeyValueStore;
  random: Random;
  clock: Clock;
}

/** Opens the key ring of a key-value store: entries `key:<kid>` whose value is 32 random bytes in base64url. */
export function openKeyRing({ keyValues, random, clock }: KeyRingOptions): KeyRing {
  async function verificationKeys(): Promise<SigningKey[]> {
    const keys: SigningKey[] = [];
    for (const { key, value } of await keyValues.entries()) {
      const signingKey = key.startsWith(KEY_PREFIX) ? parseKey(key.slice(KEY_PREFIX.length), value) : undefined;
      if (signingKey) keys.push(signingKey);
    }
    return keys.sort((a, b) => (a.kid < b.kid ? 1 : -1));
  }

  async function ensure(): Promise<void> {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      // The ETag is read before the entries: a key made in between fails the condition instead of being missed.
      const etag = await keyValues.etag();
      if ((await verificationKeys()).length > 0) return;
      const secret = Buffer.from(random.bytes(SECRET_BYTES)).toString('base64url');
      try {
        await keyValues.update({ put: { [KEY_PREFIX + makeKid(clock, random)]: secret } }, { ifMatch: etag });
        return;
      } catch (error) {
        if (!(error instanceof StorageError) || !['precondition-failed', 'conflict'].includes(error.code)) throw error;
      }
    }
    throw new AuthError(
      'key-store-busy',
      `No signing key could be made: the key-value store changed under each of ${MAX_ATTEMPTS} attempts. Try again.`,
    );
  }

  return {
    clock,
    random,
    ensure,
    verificationKeys,
    async signingKey() {
      const [newest] = await verificationKeys();
      if (!newest) throw new AuthError('no-signing-key', 'The key ring holds no key. Call ensure() first.');
      return newest;
    },
    async verificationKey(kid) {
      if (!KID_PATTERN.test(kid)) return undefined;
      const value = await keyValues.get(KEY_PREFIX + kid);
      return value === undefined ? undefined : parseKey(kid, value);
    },
  };
}

/** A damaged or foreign entry is no key: nothing may be signed or accepted with a short or empty secret. */
function parseKey(kid: string, value: string): SigningKey | undefined {
  const secret = Buffer.from(value, 'base64url');
  if (!KID_PATTERN.test(kid) || secret.length !== SECRET_BYTES || secret.toString('base64url') !== value) {
    return undefined;
  }
  return { kid, secret: new Uint8Array(secret) };
}

/** The time first, in nine base-36 digits, so that the order of kids is the order of their making. */
function makeKid(clock: Clock, random: Random): string {
  const time = Math.max(0, Math.floor(clock.now())).toString(36).padStart(9, '0');
  const suffix = Array.from(random.bytes(7), (byte) => (byte % 36).toString(36)).join('');
  return time + suffix;
}
