import { revokedBefore } from '../revocation-marks.ts';
import type { AuthContext } from './auth-context.ts';
import { OUT_COOKIE } from './cookies.ts';
import { beginHandOver, finishHandOver, readHandOver } from './hand-over.ts';
import { redirectTo } from './html-page.ts';
import { isLoopback } from './is-loopback.ts';
import { mintSession } from './mint-session.ts';
import { SignInRefusal } from './sign-in-refusal.ts';
import { signedOutPage } from './signed-out-page.ts';
import { keepTransaction, newChallenge, type Transaction, takeTransaction } from './transaction.ts';
import { leadOn, type Visit } from './visit.ts';

/**
 * `GET /auth/sign-in?return=`: to the provider, which answers at once while its session lives. After a sign-out it asks first,
 * unless `again=1` says that somebody chose to.
 */
export async function signIn(context: AuthContext, visit: Visit): Promise<Response> {
  const again = visit.query('again') === '1';
  const handOver =
    visit.mapped === undefined && !('local' in context.signIn) ? await readHandOver(context, visit) : undefined;
  if (visit.cookie(OUT_COOKIE) !== undefined && !again) return signedOutPage(visit);
  if ('local' in context.signIn) return signInLocally(context, visit);
  if (visit.mapped !== undefined) return beginHandOver(context, visit, again);

  const { address } = visit;
  if (handOver === undefined && address.origin !== visit.origin) {
    // The nonce must lie in a cookie of that host: so it is there that this sign-in begins.
    const query = new URLSearchParams({ return: address.path, ...(again ? { again: '1' } : {}) });
    return redirectTo(`${address.origin}/auth/sign-in?${query}`);
  }
  const rest = { path: address.path, login: again, ...(handOver === undefined ? {} : { handOver }) };
  return askProvider(context, visit, rest);
}

/** `GET /auth/callback`: the provider's answer. */
export async function finishSignIn(context: AuthContext, visit: Visit): Promise<Response> {
  if (visit.mapped !== undefined || 'local' in context.signIn) throw new SignInRefusal('not-found');
  const transaction = await takeTransaction(context, visit);
  if (transaction === undefined) throw new SignInRefusal('not-begun-here');

  leadOn(visit, { ...(transaction.handOver ?? { return: transaction.path }) });
  const provider = await context.provider();
  const { identity, authenticatedAt } = await provider.identify(new URL(visit.request.url), transaction);
  // Who signed out everywhere has sessions at the provider left, in other browsers: those must not lead in again. Where the
  // provider does not say when they authenticated, although it is asked to, it is left to them to sign out there.
  const mark = await revokedBefore(context.keyValues, identity.subject);
  if (authenticatedAt !== undefined && authenticatedAt < mark - 1) {
    if (transaction.login) throw new SignInRefusal('must-authenticate');
    const { path, handOver } = transaction;
    return askProvider(context, visit, { path, login: true, ...(handOver === undefined ? {} : { handOver }) });
  }

  visit.setCookies.push(await mintSession(context, identity, { path: transaction.path }));
  visit.forget(OUT_COOKIE);
  return transaction.handOver === undefined
    ? redirectTo(transaction.path)
    : finishHandOver(context, transaction.handOver, identity);
}

async function askProvider(
  context: AuthContext,
  visit: Visit,
  rest: Pick<Transaction, 'path' | 'handOver' | 'login'>,
): Promise<Response> {
  const provider = await context.provider();
  const transaction = { ...newChallenge(context.random), ...rest };
  const url = await provider.authorizationUrl(`${context.mainOrigin}/auth/callback`, transaction, rest);
  await keepTransaction(context, visit, transaction);
  return redirectTo(url);
}

/** On a site of one machine its user is signed in at once, as nobody else can get there. */
async function signInLocally(context: AuthContext, visit: Visit): Promise<Response> {
  if (!('local' in context.signIn) || !isLoopback(visit.origin) || !isLoopback(context.mainOrigin)) {
    throw new SignInRefusal('only-local');
  }
  const { path } = visit.address;
  visit.setCookies.push(await mintSession(context, context.signIn.local, { path }));
  visit.forget(OUT_COOKIE);
  return redirectTo(path);
}
