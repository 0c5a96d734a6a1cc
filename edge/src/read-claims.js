// The claims of a token with all that their form must be. Not part of the deployed function.

import { findWrongClaim, toClaims } from './claims.js';
import { checkFilePath } from './path-forms.js';
import { isWiki } from './paths.js';
import { isPlainText } from './plain-text.js';

/** @typedef {import('./index.d.ts').TokenClaims} TokenClaims */

const RIGHTS = ['read', 'write', 'manage'];

/** A `jti` is a part of a key of the key-value store, where a key has at most 512 bytes. */
const TOKEN_ID = /^[A-Za-z0-9_-]{1,64}$/;

const WIKI_PATTERN = /^(?:\*|([^/:]+)\/([^/:]+))(?::(?:reader|editor|owner))?$/;

/**
 * @param {unknown} value
 * @returns {value is string}
 */
function isWikiPattern(value) {
  const match = typeof value === 'string' ? WIKI_PATTERN.exec(value) : null;
  if (match === null) {
    return false;
  }
  const owner = match[1];
  const wiki = match[2];
  // A pattern for all wikis of an owner is as legal as any one of them.
  return owner === undefined || wiki === undefined || isWiki(owner, wiki === '*' ? 'w' : wiki);
}

/**
 * The first claim that decides nothing about who may read, and has not its form.
 * @param {Record<string, any>} payload
 */
function findIllFormedClaim(payload) {
  /** @type {Record<string, boolean>} */
  const isGood = {
    sub: isPlainText(payload.sub),
    jti: payload.jti === undefined || (typeof payload.jti === 'string' && TOKEN_ID.test(payload.jti)),
    name: payload.name === undefined || isPlainText(payload.name),
    email: payload.email === undefined || isPlainText(payload.email),
    wikis: payload.wikis.every(isWikiPattern),
    paths:
      payload.paths === undefined || payload.paths.every((/** @type {string} */ path) => checkFilePath(path) === ''),
  };
  return Object.keys(isGood).find((claim) => !isGood[claim]) ?? '';
}

/**
 * @param {unknown} payload
 * @param {{ iss: string, aud: string }} site
 * @param {number} nowSeconds
 * @returns {TokenClaims | string}
 */
function readClaims(payload, site, nowSeconds) {
  // Of what is no object, nothing is a claim.
  const said = /** @type {Record<string, any>} */ (payload ?? {});
  const wrong = findWrongClaim(said, site, nowSeconds) || findIllFormedClaim(said);
  if (wrong) {
    return wrong;
  }
  const { name, id, paths, scope, ...claims } = toClaims(said);
  return {
    ...claims,
    // Words that Holt does not know grant nothing.
    scope: scope.filter((word, index) => RIGHTS.includes(word) && scope.indexOf(word) === index),
    ...(name === undefined ? {} : { name }),
    ...(said.email === undefined ? {} : { email: said.email }),
    ...(id === undefined ? {} : { id }),
    ...(paths === undefined ? {} : { paths }),
  };
}

export { isWikiPattern, readClaims };
