import type { Random } from '@holt/storage';
import type { AuthContext } from './auth-context.ts';
import { setCookie } from './cookies.ts';
import { forgetOldest, type HandOver } from './hand-over.ts';
import type { Challenge } from './open-provider.ts';
import type { Visit } from './visit.ts';

/** A sign-in between the question to the provider and its answer. */
export interface Transaction extends Challenge {
  /** Where to go afterwards, on the main origin. */
  path: string;
  handOver?: HandOver;
  /** Whether the provider was told to ask who they are, although they have a session there. */
  login: boolean;
}

const COOKIE_PREFIX = '__Host-holt-sign-in-';
const TTL_SECONDS = 600;
const MAX_WAITING = 3;
const STATE = /^[\w-]{43}$/;

/**
 * Each sign-in has a cookie of its own, named after its state: so several tabs can be under way, each answer takes just its own
 * with it, and none can be answered twice.
 */
const cookieOf = (state: string) => `${COOKIE_PREFIX}${state.slice(0, 12)}` as const;

export function newChallenge(random: Random): Challenge {
  const secret = () => Buffer.from(random.bytes(32)).toString('base64url');
  return { state: secret(), nonce: secret(), verifier: secret() };
}

export async function keepTransaction(context: AuthContext, visit: Visit, transaction: Transaction): Promise<void> {
  forgetOldest(visit, COOKIE_PREFIX, MAX_WAITING);
  const note = await context.notes.sign('sign-in', { ...transaction }, TTL_SECONDS);
  visit.setCookies.push(setCookie(cookieOf(transaction.state), note, TTL_SECONDS));
}

/** The sign-in that the provider's answer belongs to, which can't be had a second time; undefined when this browser did not begin it. */
export async function takeTransaction(context: AuthContext, visit: Visit): Promise<Transaction | undefined> {
  const state = visit.query('state');
  if (state === undefined || !STATE.test(state)) return undefined;
  const name = cookieOf(state);
  const text = visit.cookie(name);
  visit.forget(name);
  // What is signed for this purpose was written by keepTransaction.
  const transaction = (await context.notes.read('sign-in', text)) as Transaction | undefined;
  return transaction?.state === state ? transaction : undefined;
}
