// Whose token it is, and whether it is still good. Part of the deployed function: CloudFront Functions' language subset.

import { findWrongClaim, toClaims } from './claims.js';
import { readLikely, readUnlikely } from './key-values.js';
import { kidKey, revokedTokenKey } from './keys.js';
import { matches } from './matches.js';
import { revokedSubjectKey } from './subject-key.js';
import { isSignedBy, parseToken } from './token.js';

/** @typedef {import('./index.d.ts').TokenClaims} TokenClaims */

/**
 * @param {TokenClaims} claims
 * @returns {Promise<boolean>}
 */
async function isRevoked(claims) {
  const least = await readUnlikely(revokedSubjectKey(claims.subject));
  // A mark that is no number revokes all.
  if (least !== undefined && (!matches(/^[0-9]{1,16}$/, least) || claims.issuedAt < Number(least))) {
    return true;
  }
  const mark = claims.id === undefined ? undefined : await readUnlikely(revokedTokenKey(claims.id));
  return mark !== undefined;
}

/**
 * @param {string} text
 * @param {{ iss: string, aud: string }} site
 * @param {number} nowSeconds since 1970
 * @returns {Promise<TokenClaims | undefined>} undefined for a token that is not good here; rejects when the store can't be read
 */
async function identify(text, site, nowSeconds) {
  const token = parseToken(text);
  if (!token) {
    return undefined;
  }
  const secret = await readLikely(kidKey(token.kid));
  if (!secret || !isSignedBy(token, secret)) {
    return undefined;
  }
  const payload = JSON.parse(token.payload);
  const claims = toClaims(payload);
  const isBad = findWrongClaim(payload, site, nowSeconds) || (await isRevoked(claims));
  return isBad ? undefined : claims;
}

export { identify };
