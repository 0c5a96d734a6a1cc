import { errors } from 'jose';
import { AuthorizationResponseError, ClientError, ResponseBodyError } from 'openid-client';
import { type RefusalCode, SignInRefusal } from './sign-in-refusal.ts';

/** Errors of a provider that tell of the person, not of the set-up (RFC 6749, section 4.1.2.1; OpenID Connect Core, section 3.1.2.6). */
const PERSONAL_ERRORS = [
  'access_denied',
  'account_selection_required',
  'consent_required',
  'interaction_required',
  'login_required',
];
const BUSY_ERRORS = ['server_error', 'temporarily_unavailable'];
const NO_ANSWER_CODES = ['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_RESPONSE_IS_NOT_CONFORM'];

/** What went wrong between Holt and the provider, as a page can tell it. The cause holds no token and no code. */
export function toProviderRefusal(error: unknown): SignInRefusal {
  if (error instanceof SignInRefusal) return error;
  return new SignInRefusal(codeOf(error), { cause: new Error(describe(error)) });
}

function codeOf(error: unknown): RefusalCode {
  if (error instanceof AuthorizationResponseError) {
    if (PERSONAL_ERRORS.includes(error.error)) return 'provider-refused';
    return BUSY_ERRORS.includes(error.error) ? 'provider-down' : 'provider-wrong';
  }
  if (error instanceof ResponseBodyError) {
    // The code was made for another browser, client or address, was used before, or is too old.
    if (error.error === 'invalid_grant') return 'answer-misfit';
    return error.status >= 500 ? 'provider-down' : 'provider-wrong';
  }
  if (error instanceof ClientError) {
    if (NO_ANSWER_CODES.includes(error.code ?? '')) return 'provider-down';
    return isMisfit(error) ? 'answer-misfit' : 'provider-wrong';
  }
  // What fetch throws when nobody listens, and jose when the keys do not come.
  return error instanceof TypeError || error instanceof errors.JWKSTimeout ? 'provider-down' : 'provider-wrong';
}

/** Whether it is the URL that brought the browser here that does not fit (`iss`, `state`), or the nonce: somebody else's sign-in. */
function isMisfit(error: ClientError): boolean {
  const { cause } = error.cause instanceof Error ? error.cause : error;
  if (typeof cause !== 'object' || cause === null) return false;
  return (
    ('parameters' in cause && cause.parameters instanceof URLSearchParams) ||
    ('claim' in cause && cause.claim === 'nonce')
  );
}

/** Messages of both libraries are fixed texts, and a provider's `error` is a word; all else may hold what is secret. */
function describe(error: unknown): string {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    return `the provider answered with the error ${JSON.stringify(error.error)}`;
  }
  if (!(error instanceof Error)) return 'unknown';
  const inner = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.name}: ${error.message}${inner}`;
}
