import type { AuthContext } from './auth-context.ts';
import { cookieNames, OUT_COOKIE, setCookie } from './cookies.ts';
import { redirectTo } from './html-page.ts';
import type { Identity } from './identity.ts';
import { isMapped } from './is-mapped.ts';
import { mintSession } from './mint-session.ts';
import { originOfHost } from './return-address.ts';
import { SignInRefusal } from './sign-in-refusal.ts';
import { leadOn, type Visit } from './visit.ts';

/** A mapped host that waits for a sign-in at the main origin. */
export interface HandOver {
  host: string;
  /** Known to nobody but the browser that began at that host. */
  nonce: string;
}

const COOKIE_PREFIX = '__Host-holt-hand-over-';
const NONCE_TTL_SECONDS = 600;
const TOKEN_TTL_SECONDS = 60;
const MAX_WAITING = 3;
const NONCE = /^[\w-]{43}$/;

const cookieOf = (nonce: string) => `${COOKIE_PREFIX}${nonce.slice(0, 12)}` as const;

/**
 * Begins a sign-in at a mapped host: keeps a nonce and the return address in a cookie of that host, one a tab, and goes to the
 * main origin, the only one that the provider knows.
 */
export async function beginHandOver(context: AuthContext, visit: Visit, again: boolean): Promise<Response> {
  const nonce = Buffer.from(context.random.bytes(32)).toString('base64url');
  forgetOldest(visit, COOKIE_PREFIX, MAX_WAITING);
  const note = await context.notes.sign('hand-over-nonce', { nonce, path: visit.address.path }, NONCE_TTL_SECONDS);
  visit.setCookies.push(setCookie(cookieOf(nonce), note, NONCE_TTL_SECONDS));
  const query = new URLSearchParams({ host: visit.hostname, nonce, ...(again ? { again: '1' } : {}) });
  return redirectTo(`${context.mainOrigin}/auth/sign-in?${query}`);
}

/**
 * The mapped host that sent a browser to the main origin; undefined when none did.
 * @throws SignInRefusal `unknown-host`
 */
export async function readHandOver(context: AuthContext, visit: Visit): Promise<HandOver | undefined> {
  const [host, nonce] = [visit.query('host'), visit.query('nonce')];
  if (host === undefined && nonce === undefined) return undefined;
  if (host === undefined || nonce === undefined || !NONCE.test(nonce)) throw new SignInRefusal('not-begun-here');
  if (!(await isMapped(context.keyValues, host))) throw new SignInRefusal('unknown-host');
  leadOn(visit, { host, nonce });
  return { host, nonce };
}

/** Back to the mapped host, with a token that is good there, for a minute, in the browser that has the nonce. */
export async function finishHandOver(context: AuthContext, { host, nonce }: HandOver, identity: Identity) {
  const token = await context.notes.sign('hand-over', { host, nonce, identity }, TOKEN_TTL_SECONDS);
  return redirectTo(`${originOfHost(host, context.mainOrigin)}/auth/accept?${new URLSearchParams({ token })}`);
}

/**
 * Takes the hand-over at the mapped host. The cookie goes whatever the outcome: so a token works once, and not in a browser that
 * was sent here with somebody else's.
 *
 * @throws SignInRefusal `not-begun-here`
 */
export async function acceptHandOver(context: AuthContext, visit: Visit): Promise<Response> {
  const handed = await context.notes.read('hand-over', visit.query('token'));
  if (visit.mapped === undefined || handed?.host !== visit.hostname || typeof handed.nonce !== 'string') {
    throw new SignInRefusal('not-begun-here');
  }
  const name = cookieOf(handed.nonce);
  const kept = await context.notes.read('hand-over-nonce', visit.cookie(name));
  visit.forget(name);
  if (typeof kept?.path === 'string') leadOn(visit, { return: kept.path });
  if (kept?.nonce !== handed.nonce || typeof kept.path !== 'string') throw new SignInRefusal('not-begun-here');
  const place = { path: kept.path, mapped: visit.mapped };
  visit.setCookies.push(await mintSession(context, handed.identity as Identity, place));
  visit.forget(OUT_COOKIE);
  return redirectTo(kept.path);
}

/** Makes room: sign-ins that were begun and left would fill the browser's requests, as each keeps a cookie for ten minutes. */
export function forgetOldest(visit: Visit, prefix: `__Host-${string}`, maxOthers: number): void {
  const names = cookieNames(visit.request.headers.get('cookie'), prefix);
  for (const name of names.slice(0, Math.max(0, names.length - maxOthers + 1))) {
    visit.forget(name as `__Host-${string}`);
  }
}
