// What decides about a token whose signature fits. Part of the deployed function: CloudFront Functions' language subset.
// Where a claim must have a form only to be of use, the function does without asking: no wiki has an ill-formed pattern.
// All others ask readClaims (read-claims.js), which does.

import { isWholeSeconds } from './whole-seconds.js';

/** By how much the clock of the machine that made a token may be ahead. It does not prolong a token's life. */
const CLOCK_SKEW_SECONDS = 30;

/**
 * @param {unknown} value
 * @param {string} expected an empty setting fits no token
 */
function isThe(value, expected) {
  return !!value && value === expected;
}

/** @param {unknown} value */
function isListOfTexts(value) {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

/**
 * The first claim that is wrong.
 * @param {Record<string, any>} payload
 * @param {{ iss: string, aud: string }} site
 * @param {number} nowSeconds since 1970
 * @returns {string} '' when none is
 */
function findWrongClaim(payload, site, nowSeconds) {
  const latest = nowSeconds + CLOCK_SKEW_SECONDS;
  /** @type {Record<string, boolean>} */
  const isGood = {
    iss: isThe(payload.iss, site.iss),
    aud: isThe(payload.aud, site.aud),
    sub: typeof payload.sub === 'string',
    iat: isWholeSeconds(payload.iat) && payload.iat <= latest,
    exp: isWholeSeconds(payload.exp) && payload.exp > nowSeconds,
    nbf: payload.nbf === undefined || (isWholeSeconds(payload.nbf) && payload.nbf <= latest),
    scope: typeof payload.scope === 'string',
    wikis: isListOfTexts(payload.wikis),
    paths: payload.paths === undefined || isListOfTexts(payload.paths),
  };
  return Object.keys(isGood).filter((claim) => !isGood[claim])[0] || '';
}

/**
 * @param {Record<string, any>} payload without a wrong claim
 * @returns {import('./index.d.ts').TokenClaims}
 */
function toClaims(payload) {
  return {
    subject: payload.sub,
    name: payload.name,
    issuedAt: payload.iat,
    expiresAt: payload.exp,
    id: payload.jti,
    scope: payload.scope.split(' '),
    wikis: payload.wikis,
    paths: payload.paths,
  };
}

export { findWrongClaim, toClaims };
