import { AuthError } from './errors.ts';

/**
 * Why a token whose signature fits is refused.
 * @param claim the one that the rule of the edge names
 */
export function claimError(claim: string, payload: object, nowSeconds: number): AuthError {
  if (claim === 'iss') return new AuthError('token-wrong-issuer', 'The token was made by another issuer.');
  if (claim === 'aud') return new AuthError('token-wrong-audience', 'The token was made for another audience.');
  const time: unknown = Reflect.get(payload, claim);
  if (typeof time === 'number' && Number.isSafeInteger(time)) {
    if (claim === 'exp') {
      return new AuthError('token-expired', 'The token has expired. Get a new one.');
    }
    if ((claim === 'iat' || claim === 'nbf') && time > nowSeconds) {
      return new AuthError('token-not-yet-valid', 'The token is not valid yet. Check the clocks.');
    }
  }
  return new AuthError('token-invalid-claims', `The token's claim ${claim} is missing or ill-formed.`);
}
