import { KID_PATTERN, kidKey } from '@holt/edge';
import type { Clock, KeyValueStore, Random } from '@holt/storage';
import { changeStore, readEntries } from './change-store.ts';
import { AuthError } from './errors.ts';
import { pickSigner, type SignedToken, usedUntil } from './key-use.ts';
import { liveKeysEntry, readSigner } from './read-signer.ts';
import { findKeys, madeAt, makeKey, parseKey, type SigningKey } from './signing-key.ts';

/** A live key, without its secret. */
export interface KeyInfo {
  kid: string;
  /** In seconds since 1970; 0 for a key that was put there by hand. */
  madeAt: number;
  /** Whether new tokens are signed by it. */
  signs: boolean;
}

export interface RetireOptions {
  /** Where the tokens of agents are recorded. Without it, any key may have signed one that is good for 366 days. */
  tokens?: { list(): Promise<readonly SignedToken[]> };
  /** Retire although good tokens were signed by it: their holders must sign in again or get new ones. Default false. */
  force?: boolean;
}

/** The keys that sign and verify Holt's tokens. They live in the key-value store, where the edge reads them too. */
export interface KeyRing {
  readonly clock: Clock;
  readonly random: Random;
  /** Where the keys are, and beside them the marks of what is revoked. */
  readonly keyValues: KeyValueStore;
  /**
   * Makes a first key when there is none. Any number of callers at once end with the same one key.
   *
   * @throws AuthError `key-store-busy`
   * @throws StorageError
   */
  ensure(): Promise<void>;
  /**
   * The newest key that is 60 s old, as a new one needs time to reach every edge; the oldest when all are newer.
   *
   * @throws AuthError `no-signing-key`
   */
  signingKey(): Promise<SigningKey>;
  /** All live keys, the newest first. Entries that hold no well-formed key are left out. */
  verificationKeys(): Promise<SigningKey[]>;
  /** The live key of that `kid`; undefined for an ill-formed or unknown one. */
  verificationKey(kid: string): Promise<SigningKey | undefined>;
  /** All live keys without their secrets, the newest first. */
  list(): Promise<KeyInfo[]>;
  /**
   * Makes a new key, which signs from 60 s on, and retires the one before the present one, in one step: there are never more than two.
   * Nobody is signed out, unless by `force`. Of two rotations at once, one is refused.
   *
   * @returns the new key, and the retired one when there was one
   * @throws AuthError `key-in-use` when tokens may still be good that the older of two live keys signed; `key-store-busy`
   * @throws StorageError with `unavailable` when it may or may not have happened: {@link list} tells
   */
  rotate(options?: RetireOptions): Promise<{ kid: string; retired?: string }>;
  /**
   * Takes a key out of use. What it signed is no longer good, at the edge within seconds. The newest key goes by `force` only, the
   * only one not at all.
   *
   * @throws AuthError `key-unknown`, `key-in-use`, `key-store-busy`
   * @throws StorageError
   */
  retire(kid: string, options?: RetireOptions): Promise<void>;
}

export interface KeyRingOptions {
  keyValues: KeyValueStore;
  random: Random;
  clock: Clock;
}

/**
 * Opens the key ring of a key-value store: entries `key:<kid>` whose value is 32 random bytes in base64url, and `keys`, which names them. The edge
 * reads only the first.
 */
export function openKeyRing({ keyValues, random, clock }: KeyRingOptions): KeyRing {
  const nowSeconds = () => Math.floor(clock.now() / 1000);

  async function verificationKeys(): Promise<SigningKey[]> {
    return findKeys(await readEntries(keyValues));
  }

  async function checkUnused(kid: string, keys: readonly SigningKey[], options: RetireOptions): Promise<void> {
    if (options.force) return;
    const until = usedUntil(kid, keys, await options.tokens?.list());
    if (until > nowSeconds()) throw keyInUse(kid, until);
  }

  return {
    clock,
    random,
    keyValues,
    verificationKeys,

    async ensure() {
      await changeStore(keyValues, async () => {
        if ((await verificationKeys()).length > 0) return { answer: undefined };
        const { kid, entry } = makeKey(clock, random);
        return { change: { put: { ...entry, ...liveKeysEntry([kid]) } }, answer: undefined };
      });
    },

    async signingKey() {
      const signer = await readSigner(keyValues, nowSeconds());
      if (!signer) throw new AuthError('no-signing-key', 'The key ring holds no key. Call ensure() first.');
      return signer;
    },

    async verificationKey(kid) {
      return KID_PATTERN.test(kid) ? parseKey(kid, await keyValues.get(kidKey(kid))) : undefined;
    },

    async list() {
      const keys = await verificationKeys();
      const signer = pickSigner(keys, nowSeconds());
      return keys.map(({ kid }) => ({ kid, madeAt: madeAt(kid), signs: kid === signer?.kid }));
    },

    rotate(options = {}) {
      return changeStore(keyValues, async () => {
        const keys = await verificationKeys();
        const [newest, ...others] = keys;
        const older = others.map((key) => key.kid);
        for (const kid of older) await checkUnused(kid, keys, options);
        const { kid, entry } = makeKey(clock, random, newest);
        const [retired] = older;
        return {
          change: {
            put: { ...entry, ...liveKeysEntry(newest ? [kid, newest.kid] : [kid]) },
            delete: older.map(kidKey),
          },
          answer: retired === undefined ? { kid } : { kid, retired },
        };
      });
    },

    async retire(kid, options = {}) {
      await changeStore(keyValues, async () => {
        const keys = await verificationKeys();
        if (!keys.some((key) => key.kid === kid))
          throw new AuthError(
            'key-unknown',
            `No live key has the kid "${kid.slice(0, 64)}": look at the list of keys.`,
          );
        if (keys.length === 1) {
          throw new AuthError('key-in-use', `The key ${kid} is the only one. Rotate first: a new key takes its place.`);
        }
        await checkUnused(kid, keys, options);
        const left = keys.map((key) => key.kid).filter((live) => live !== kid);
        return { change: { put: liveKeysEntry(left), delete: [kidKey(kid)] }, answer: undefined };
      });
    },
  };
}

function keyInUse(kid: string, untilSeconds: number): AuthError {
  if (untilSeconds === Number.POSITIVE_INFINITY) {
    return new AuthError('key-in-use', `The key ${kid} is the newest. Rotate first, or retire it by force.`);
  }
  const until = new Date(untilSeconds * 1000).toISOString();
  return new AuthError(
    'key-in-use',
    `Tokens that the key ${kid} signed may be good until ${until}. Wait, or retire it by force: their holders must then get new ones.`,
  );
}
