/**
 * Why a token or a key was refused.
 *
 * - `token-missing`: neither a header nor a cookie brought a token.
 * - `token-malformed`: not one compact JWT of ours: header or cookie, parts, encoding, JSON or size.
 * - `token-unsupported`: a header that Holt's tokens do not have: another `alg` or `typ`, or any member beside `alg`, `typ` and `kid`. Of the
 *   provider's tokens: one that is no access token, or asks for an extension.
 * - `token-unknown-key`: `kid` is missing, ill-formed, or names no live key.
 * - `token-signature`: the signature does not fit.
 * - `token-expired`, `token-not-yet-valid`: outside its time.
 * - `token-wrong-issuer`, `token-wrong-audience`: made by, or for, somebody else.
 * - `token-invalid-claims`: signed by a live key, but a claim is missing or has the wrong form.
 * - `token-lacks-scope`: a token of the provider's that may not even read.
 * - `token-revoked`: it was good, but it, or all that its subject had, was revoked.
 * - `token-too-long`: it can't be made, as it would be over 4,096 bytes: fewer wikis or paths are needed.
 * - `token-unknown`: no token has that id.
 * - `no-signing-key`: the key ring is empty.
 * - `key-unknown`: no live key has that kid.
 * - `key-in-use`: the key can't be retired yet; the message says until when, or what to do first.
 * - `provider-unavailable`: the provider's keys can't be had, so that a token of the provider's can't be checked. The token may be good.
 * - `key-store-busy`: other writers kept changing the key-value store.
 */
export type AuthErrorCode =
  | 'token-missing'
  | 'token-malformed'
  | 'token-unsupported'
  | 'token-unknown-key'
  | 'token-signature'
  | 'token-expired'
  | 'token-not-yet-valid'
  | 'token-wrong-issuer'
  | 'token-wrong-audience'
  | 'token-invalid-claims'
  | 'token-lacks-scope'
  | 'token-revoked'
  | 'token-too-long'
  | 'token-unknown'
  | 'no-signing-key'
  | 'key-unknown'
  | 'key-in-use'
  | 'provider-unavailable'
  | 'key-store-busy';

/** A refused token or an unusable key ring. The message never holds a token, a part of one, or a key. */
export class AuthError extends Error {
  override readonly name = 'AuthError';
  readonly code: AuthErrorCode;

  constructor(code: AuthErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
