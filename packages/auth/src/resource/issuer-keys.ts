import type { Clock } from '@holt/storage';
import { type CryptoKey, createLocalJWKSet, errors, type JSONWebKeySet } from 'jose';
import { AuthError } from '../errors.ts';
import { fetchJson } from './fetch-json.ts';

/** The public keys of an authorization server. */
export interface IssuerKeys {
  /**
   * The key that a token's header names, and how the server names itself in its tokens.
   *
   * @throws AuthError `token-unknown-key`, `provider-unavailable`
   */
  find(header: { alg: string; kid: string }): Promise<{ key: CryptoKey; issuer: string }>;
}

export interface IssuerKeysOptions {
  /** `https://…`, or `http://…` on this machine. */
  issuer: string;
  clock: Clock;
  /** For each request. Default: 5,000. */
  timeoutMs?: number | undefined;
}

const DEFAULT_TIMEOUT_MS = 5_000;
/** As long as the sign-in keeps it. */
const METADATA_MAX_AGE_MS = 60 * 60 * 1000;
/** A key that the server has withdrawn is good for so long at most. */
const KEYS_MAX_AGE_MS = 10 * 60 * 1000;
/** Whoever makes up key ids causes no more requests than one in this time. */
const COOLDOWN_MS = 30_000;
/** After a failure nothing is asked for so long. */
const RETRY_MS = 5_000;

interface Metadata {
  issuer: string;
  keysUrl: string;
  atMs: number;
}

interface KeySet {
  issuer: string;
  find: ReturnType<typeof createLocalJWKSet>;
  atMs: number;
}

/**
 * Opens the keys of an authorization server, by OpenID Connect Discovery. Makes no request: the first token needs them. They are kept for ten minutes, and asked
 * for anew when a token names one that is not among them, at most twice a minute. Keys that are older are not used, also while the server is silent.
 *
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html
 */
export function openIssuerKeys({ issuer, clock, timeoutMs = DEFAULT_TIMEOUT_MS }: IssuerKeysOptions): IssuerKeys {
  let metadata: Metadata | undefined;
  let keys: KeySet | undefined;
  let loading: Promise<KeySet> | undefined;
  let failedAtMs = Number.NEGATIVE_INFINITY;

  const isYounger = (than: number, atMs: number) => clock.now() - atMs < than;

  async function fetchMetadata(): Promise<Metadata> {
    const document = await fetchJson(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`, timeoutMs);
    const { issuer: named, jwks_uri: keysUrl } = document as Record<string, unknown>;
    // The same comparison as the sign-in's: the two spellings of an issuer without a path are one.
    if (typeof named !== 'string' || !URL.canParse(named) || new URL(named).href !== new URL(issuer).href) {
      throw new Error(`the metadata of ${issuer} is that of another issuer`);
    }
    if (typeof keysUrl !== 'string' || !URL.canParse(keysUrl)) throw new Error(`${issuer} names no jwks_uri`);
    const { protocol } = new URL(keysUrl);
    if (protocol !== 'https:' && protocol !== new URL(issuer).protocol) {
      throw new Error(`the jwks_uri of ${issuer} is not https`);
    }
    return { issuer: named, keysUrl, atMs: clock.now() };
  }

  async function load(): Promise<KeySet> {
    if (metadata === undefined || !isYounger(METADATA_MAX_AGE_MS, metadata.atMs)) metadata = await fetchMetadata();
    const found = createLocalJWKSet((await fetchJson(metadata.keysUrl, timeoutMs)) as JSONWebKeySet);
    keys = { issuer: metadata.issuer, find: found, atMs: clock.now() };
    return keys;
  }

  function reload(): Promise<KeySet> {
    if (isYounger(RETRY_MS, failedAtMs)) return Promise.reject(unavailable('it failed a moment ago'));
    loading ??= load()
      .catch((error: unknown) => {
        failedAtMs = clock.now();
        throw unavailable(describe(error));
      })
      .finally(() => {
        loading = undefined;
      });
    return loading;
  }

  return {
    async find(header) {
      const known = keys;
      let present = known !== undefined && isYounger(KEYS_MAX_AGE_MS, known.atMs) ? known : await reload();
      let key = await pick(present, header);
      if (key === undefined && !isYounger(COOLDOWN_MS, present.atMs)) {
        present = await reload();
        key = await pick(present, header);
      }
      if (key !== undefined) return { key, issuer: present.issuer };
      throw new AuthError(
        'token-unknown-key',
        "The token is signed by a key that is not among the authorization server's. Get a new token.",
      );
    },
  };
}

/** undefined when none fits, or several do. */
async function pick(keys: KeySet, header: { alg: string; kid: string }): Promise<CryptoKey | undefined> {
  try {
    return await keys.find(header);
  } catch (error) {
    if (error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys) return undefined;
    throw unavailable(describe(error));
  }
}

function unavailable(why: string): AuthError {
  return new AuthError(
    'provider-unavailable',
    'The authorization server gives no answer that the token could be checked by. Try again.',
    { cause: new Error(`The keys of the authorization server can't be had: ${why}`) },
  );
}

/** What fetch throws hides its reason in the cause. Neither holds anything of a token. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}
