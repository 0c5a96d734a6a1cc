// Holt's tokens: compact JWTs (RFC 7519) signed with HS256. Part of the deployed function: CloudFront Functions' language subset.

// biome-ignore lint/style/useNodejsImportProtocol: CloudFront knows its modules by their bare names only
import crypto from 'crypto';
import { KID_PATTERN } from './keys.js';
import { matches } from './matches.js';

/** A longer token is refused unread. */
const MAX_TOKEN_BYTES = 4096;

/** 32 bytes in canonical base64url: bits that belong to no byte are zero. */
const SECRET = /^[\w-]{42}[AEIMQUYcgkosw048]$/;

/**
 * Engines decode base64url leniently, but a token has one spelling: the signature is of header and payload as they are spelled,
 * and is compared by its own spelling.
 */
const TOKEN = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/** All headers that Holt writes: nothing in a header is left to interpret. */
const HEADER = /^\{"alg":"HS256","typ":"JWT","kid":"([^"]*)"\}$/;

/**
 * @typedef {object} UnverifiedToken
 * @property {string} kid by the pattern of key ids
 * @property {string} signed the text that the signature is of
 * @property {string} payload JSON, if it is signed
 * @property {string} signature in base64url
 */

/** @param {string} part base64url */
function decode(part) {
  return Buffer.from(part, 'base64url').toString('utf8');
}

/**
 * @param {string} token
 * @returns {UnverifiedToken | undefined} undefined when it has not the form of Holt's tokens
 */
function parseToken(token) {
  const parts = token.length > MAX_TOKEN_BYTES ? null : TOKEN.exec(token);
  // In njs a pattern's end may stand before a last line break.
  if (!parts || parts[0] !== token) {
    return undefined;
  }
  const header = /** @type {string} */ (parts[1]);
  const payload = /** @type {string} */ (parts[2]);
  const match = HEADER.exec(decode(header));
  return match && matches(KID_PATTERN, /** @type {string} */ (match[1]))
    ? {
        kid: /** @type {string} */ (match[1]),
        signed: `${header}.${payload}`,
        payload: decode(payload),
        signature: /** @type {string} */ (parts[3]),
      }
    : undefined;
}

/**
 * Takes the same time wherever the texts differ, so that the time tells nobody how much of a guess is right.
 * @param {string} one
 * @param {string} other
 */
function isEqual(one, other) {
  if (one.length !== other.length) {
    return false;
  }
  let difference = 0;
  for (let i = 0; i < one.length; i++) {
    difference |= one.charCodeAt(i) ^ other.charCodeAt(i);
  }
  return difference === 0;
}

/**
 * @param {UnverifiedToken} token
 * @param {string} secret 32 bytes in base64url; by any other nothing is signed
 */
function isSignedBy(token, secret) {
  if (!matches(SECRET, secret)) {
    return false;
  }
  const key = Buffer.from(secret, 'base64url');
  return isEqual(crypto.createHmac('sha256', key).update(token.signed).digest('base64url'), token.signature);
}

export { isSignedBy, parseToken };
