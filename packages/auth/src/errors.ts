/**
 * Why a token or a key was refused.
 *
 * - `token-missing`: no bearer token was sent.
 * - `token-malformed`: not a compact JWT of ours: parts, encoding, JSON or size.
 * - `token-unsupported`: a header that Holt's tokens do not have: another `alg` or `typ`, or any member beside `alg`, `typ` and `kid`.
 * - `token-unknown-key`: `kid` is missing, ill-formed, or names no live key.
 * - `token-signature`: the signature does not fit.
 * - `token-expired`, `token-not-yet-valid`: outside its time.
 * - `token-wrong-issuer`, `token-wrong-audience`: made by, or for, somebody else.
 * - `token-invalid-claims`: signed by a live key, but a claim is missing or has the wrong form.
 * - `no-signing-key`: the key ring is empty.
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
  | 'no-signing-key'
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
