import { decodeJwt } from 'jose';
import { isOwnOrigin } from '../is-own-origin.ts';
import { revokeSubject } from '../revoke-subject.ts';
import { PROVIDER_SESSION_SECONDS } from '../session-seconds.ts';
import type { AuthContext } from './auth-context.ts';
import { OUT_COOKIE, SESSION_COOKIE, setCookie } from './cookies.ts';
import { redirectTo } from './html-page.ts';
import { readSession } from './read-session.ts';
import { SignInRefusal } from './sign-in-refusal.ts';
import type { Visit } from './visit.ts';

const PASS_ON_SECONDS = 60;

/**
 * `POST /auth/sign-out`: ends the session of this browser and goes to the provider to end its session too; with `everywhere=1` no
 * token of that person is good any more, in other browsers and in agents' hands.
 *
 * @throws SignInRefusal `foreign-origin`, `not-signed-in` (to sign out everywhere one must be signed in)
 */
export async function signOut(context: AuthContext, visit: Visit): Promise<Response> {
  const origin = visit.request.headers.get('origin');
  if (origin === null || !isOwnOrigin(origin, visit.origin)) throw new SignInRefusal('foreign-origin');
  const claims = await readSession(context, visit);
  const form = new URLSearchParams(await visit.request.text());
  if (form.get('everywhere') === '1') {
    if (claims === undefined) throw new SignInRefusal('not-signed-in');
    await revokeSubject(context.ring, claims.subject);
  }
  endSession(visit);
  if (visit.mapped === undefined) return leaveProvider(context, visit);
  if (claims === undefined) return redirectTo('/auth/signed-out', 303);
  const token = await context.notes.sign('sign-out', { subject: claims.subject }, PASS_ON_SECONDS);
  return redirectTo(`${context.mainOrigin}/auth/sign-out?${new URLSearchParams({ token })}`, 303);
}

/**
 * `GET /auth/sign-out?token=` at the main origin: goes on with a sign-out that was begun at a mapped host. It ends the session of
 * the person who signed out there and nobody else's, so that no link can sign a reader out.
 */
export async function passOnSignOut(context: AuthContext, visit: Visit): Promise<Response> {
  const passedOn = visit.mapped === undefined ? await context.notes.read('sign-out', visit.query('token')) : undefined;
  if (passedOn === undefined) throw new SignInRefusal('wrong-method');
  if (subjectOf(visit.cookie(SESSION_COOKIE)) !== passedOn.subject) return redirectTo('/auth/signed-out', 303);
  endSession(visit);
  return leaveProvider(context, visit);
}

function endSession(visit: Visit): void {
  visit.forget(SESSION_COOKIE);
  visit.setCookies.push(setCookie(OUT_COOKIE, '1', PROVIDER_SESSION_SECONDS));
}

/**
 * Whose session a cookie is, also when it has ended or was revoked a moment ago: only this browser's own session can be in that
 * cookie.
 */
function subjectOf(session: string | undefined): string | undefined {
  try {
    return session === undefined ? undefined : decodeJwt(session).sub;
  } catch {
    return undefined;
  }
}

async function leaveProvider(context: AuthContext, visit: Visit): Promise<Response> {
  const signedOut = `${visit.origin}/auth/signed-out`;
  if ('local' in context.signIn) return redirectTo(signedOut, 303);
  try {
    const provider = await context.provider();
    return redirectTo((await provider.endSessionUrl(`${context.mainOrigin}/auth/signed-out`)) ?? signedOut, 303);
  } catch (error) {
    // Whoever wants to leave leaves, also while the provider does not answer.
    context.log('The provider gave no address to sign out at', error);
    return redirectTo(signedOut, 303);
  }
}
