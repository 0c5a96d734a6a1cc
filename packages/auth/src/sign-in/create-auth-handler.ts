import { type Clock, type KeyValueStore, type Random, StorageError } from '@holt/storage';
import type { KeyRing } from '../key-ring.ts';
import { accountPage } from './account-page.ts';
import type { AuthContext } from './auth-context.ts';
import { acceptHandOver } from './hand-over.ts';
import { htmlPage, redirectTo, signInLink } from './html-page.ts';
import type { Identity } from './identity.ts';
import type { Provider } from './open-provider.ts';
import type { AuthSettings } from './read-auth-settings.ts';
import { finishSignIn, signIn } from './sign-in.ts';
import { type RefusalCode, SignInRefusal } from './sign-in-refusal.ts';
import { passOnSignOut, signOut } from './sign-out.ts';
import { openNotes } from './signed-note.ts';
import { signedOutPage } from './signed-out-page.ts';
import { type Kept, openVisit, type Visit } from './visit.ts';

export interface AuthHandlerOptions {
  ring: KeyRing;
  /** Who makes Holt's tokens. */
  issuer: string;
  /** For whom they are made. */
  audience: string;
  /** Where people sign in: `https://wiki.example`, without a slash at the end. A function where the port is not known yet. */
  origin: string | (() => string);
  /** Where hosts are mapped. */
  keyValues: KeyValueStore;
  clock: Clock;
  random: Random;
  /** The provider, or, for a site on one machine, who its user is: the owner of every wiki. */
  signIn: AuthSettings | { local: Identity };
  /** The wikis that are granted to somebody: patterns with roles. */
  rolesOf: (identity: Identity) => Promise<readonly string[]>;
  /** Gets failures that people are told little about. It is never given a token, a code or a secret. */
  log?: (message: string, error?: unknown) => void;
}

/** Answers every request below `/auth/`, at `<scheme>://<Host>`; it never rejects. An answer may set several cookies. */
export type AuthHandler = (request: Request) => Promise<Response>;

type Step = (context: AuthContext, visit: Visit) => Promise<Response> | Response;

const STEPS = new Map<string, Map<string, Step>>([
  ['/auth', new Map([['GET', () => redirectTo('/auth/')]])],
  ['/auth/', new Map([['GET', accountPage]])],
  ['/auth/sign-in', new Map([['GET', signIn]])],
  ['/auth/callback', new Map([['GET', finishSignIn]])],
  ['/auth/accept', new Map([['GET', acceptHandOver]])],
  [
    '/auth/sign-out',
    new Map([
      ['GET', passOnSignOut],
      ['POST', signOut],
    ]),
  ],
  ['/auth/signed-out', new Map([['GET', (_context: AuthContext, visit: Visit) => signedOutPage(visit)]])],
]);

/** Failures that are the visitor's own and that nobody else needs to look at. */
const UNLOGGED: readonly RefusalCode[] = ['not-found', 'wrong-method', 'not-signed-in', 'only-local'];

/**
 * Signs people in and out: by OpenID Connect's code flow with PKCE, or on a site of one machine at once.
 *
 * - `GET /auth/sign-in?return=` goes to the provider and, by `/auth/callback`, back to an address of this site, with a session of
 *   15 minutes in the cookie `__Host-holt`. Renewing is the same again: the provider answers at once while its session lives.
 * - `GET /auth/` tells who is signed in; `POST /auth/sign-out`, with the site's own `Origin`, ends the session, with
 *   `everywhere=1` all of them.
 * - On a mapped host the same addresses work: the sign-in goes by way of the main origin and comes back to `/auth/accept`.
 *
 * Refuses with a page: 400 (unknown host, an answer that does not belong to a sign-in of this browser), 403 (the provider or Holt
 * says no), 404, 405, 502 (the provider gives no answer or a wrong one), 503 (the store gives none). Making it reads nothing; the
 * provider is asked by the first who needs it.
 */
export function createAuthHandler(options: AuthHandlerOptions): AuthHandler {
  const { origin, log = () => undefined, ...rest } = options;
  const notes = openNotes(options.ring, options.issuer);
  let opening: Promise<Provider> | undefined;
  const provider = (): Promise<Provider> => {
    const settings = options.signIn;
    if ('local' in settings) throw new SignInRefusal('only-local');
    // Loaded late: who only verifies tokens does without the client.
    opening ??= import('./open-provider.ts').then(({ openProvider }) => openProvider(settings, options.clock));
    return opening;
  };
  const contextOf = (): AuthContext => ({
    ...rest,
    log,
    notes,
    provider,
    mainOrigin: typeof origin === 'string' ? origin : origin(),
  });

  return async (request) => {
    const isHead = request.method === 'HEAD';
    const kept: Kept = { setCookies: [], onward: new URLSearchParams() };
    const response = await answer(contextOf, request, isHead ? 'GET' : request.method, kept).catch((error: unknown) =>
      refuse(error, request, kept, log),
    );
    for (const cookie of kept.setCookies) response.headers.append('set-cookie', cookie);
    return isHead ? new Response(null, { status: response.status, headers: response.headers }) : response;
  };
}

async function answer(contextOf: () => AuthContext, request: Request, method: string, kept: Kept): Promise<Response> {
  const context = contextOf();
  const visit = await openVisit(context, request, kept);
  const step = STEPS.get(visit.path)?.get(method);
  if (step === undefined) throw new SignInRefusal(STEPS.has(visit.path) ? 'wrong-method' : 'not-found');
  return step(context, visit);
}

function refuse(
  error: unknown,
  request: Request,
  { onward }: Kept,
  log: NonNullable<AuthHandlerOptions['log']>,
): Response {
  const refusal = toRefusal(error);
  // The query may hold a code or a token: it is left out.
  const { pathname } = new URL(request.url);
  if (!UNLOGGED.includes(refusal.code)) {
    log(`${request.method} ${pathname} was refused as ${refusal.code}`, refusal.cause ?? refusal);
  }
  const isElsewhere = refusal.status === 404 || refusal.status === 405;
  const response = htmlPage({
    status: refusal.status,
    title: refusal.title,
    body: [
      `<p>${refusal.message}</p>`,
      // Who was refused may be somebody else at the provider, too: it must ask then.
      isElsewhere ? '<p><a href="/auth/">Account</a></p>' : signInLink(onward, { again: refusal.status === 403 }),
    ],
  });
  if (refusal.status === 405) response.headers.set('allow', [...(STEPS.get(pathname)?.keys() ?? [])].join(', '));
  return response;
}

function toRefusal(error: unknown): SignInRefusal {
  if (error instanceof SignInRefusal) return error;
  const isStore = error instanceof StorageError && error.code === 'unavailable';
  return new SignInRefusal(isStore ? 'store-down' : 'failed', { cause: error });
}
