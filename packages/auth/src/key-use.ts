import { SESSION_SECONDS } from './session-seconds.ts';
import { madeAt, type SigningKey } from './signing-key.ts';

/** A new key is known everywhere by then: before, no token may be signed by it. */
const PROPAGATION_SECONDS = 60;
/** By how much the clocks of the machines that sign may be apart. */
const CLOCK_SKEW_SECONDS = 30;

/** The longest life of an agent's token. */
export const MAX_TOKEN_SECONDS = 366 * 86_400;

/** Of a token that is still good: the key that signed it, and its end in seconds since 1970. */
export interface SignedToken {
  kid: string;
  expiresAt: number;
}

/**
 * The key that signs: the newest that has reached every edge; else, as somebody has to, the oldest.
 *
 * @param keys the newest first
 */
export function pickSigner<K extends { kid: string }>(keys: readonly K[], nowSeconds: number): K | undefined {
  return keys.find(({ kid }) => madeAt(kid) + PROPAGATION_SECONDS <= nowSeconds) ?? keys.at(-1);
}

/**
 * Until when tokens may be good that the key signed, in seconds since 1970; infinite for the newest key.
 *
 * @param keys the newest first, that one among them
 * @param tokens all agents' tokens that are still good; undefined when that is not known
 */
export function usedUntil(
  kid: string,
  keys: readonly SigningKey[],
  tokens: readonly SignedToken[] | undefined,
): number {
  const next = keys[keys.findIndex((key) => key.kid === kid) - 1];
  if (next === undefined) return Number.POSITIVE_INFINITY;
  const lastSigned = madeAt(next.kid) + PROPAGATION_SECONDS + CLOCK_SKEW_SECONDS;
  if (tokens === undefined) return lastSigned + MAX_TOKEN_SECONDS;
  const ends = tokens.filter((token) => token.kid === kid).map((token) => token.expiresAt);
  return Math.max(lastSigned + SESSION_SECONDS, ...ends);
}
