/** What a page that refuses says. Texts are fixed: nothing of a request or of the provider's answer goes into them. */
const REFUSALS = {
  'unknown-host': [400, 'Not an address of this site', 'Open the site at its own address and sign in there.'],
  'not-begun-here': [
    400,
    'This sign-in can’t be finished',
    'It was not begun in this browser, was finished before, or took longer than ten minutes. Sign in again.',
  ],
  'answer-misfit': [
    400,
    'This sign-in can’t be finished',
    'The answer does not belong to the sign-in that was begun here, or was used before. Sign in again.',
  ],
  'provider-refused': [
    403,
    'You were not signed in',
    'The sign-in was cancelled, or the sign-in service does not let you in here. Sign in again, or ask whoever runs this site.',
  ],
  'must-authenticate': [
    403,
    'You were not signed in',
    'You signed out everywhere, and the sign-in service did not ask who you are once more. Sign out there, then sign in again.',
  ],
  'only-local': [
    403,
    'Only on this machine',
    'Open the site by its address on this machine, such as http://127.0.0.1.',
  ],
  'foreign-origin': [
    403,
    'Nothing was done',
    'The request did not come from a page of this site. Sign out on the account page.',
  ],
  'not-signed-in': [403, 'Nothing was done', 'You are not signed in any more. Sign in, then sign out everywhere.'],
  'not-found': [404, 'Nothing is here', 'The account page is at /auth/.'],
  'wrong-method': [
    405,
    'Nothing was done',
    'This address takes another kind of request. Begin at the account page, /auth/.',
  ],
  'provider-down': [502, 'The sign-in service gives no answer', 'Wait a moment, then sign in again.'],
  'provider-wrong': [
    502,
    'The sign-in service answered wrongly',
    'You are not signed in. Try again; if that does not help, whoever runs this site finds the reason in its log.',
  ],
  'store-down': [503, 'The store gives no answer', 'Wait a moment, then try again.'],
  failed: [
    500,
    'Something went wrong',
    'Try again; if that does not help, whoever runs this site finds the reason in its log.',
  ],
} as const satisfies Record<string, readonly [status: number, title: string, advice: string]>;

export type RefusalCode = keyof typeof REFUSALS;

/** Why a request below `/auth/` is refused, as a page tells it. */
export class SignInRefusal extends Error {
  override readonly name = 'SignInRefusal';
  readonly code: RefusalCode;
  readonly status: number;
  readonly title: string;

  constructor(code: RefusalCode, options?: ErrorOptions) {
    const [status, title, advice] = REFUSALS[code];
    super(advice, options);
    this.code = code;
    this.status = status;
    this.title = title;
  }
}
