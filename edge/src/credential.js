// Finds what a request proves itself by. Part of the deployed function: CloudFront Functions' language subset.

import { onlyValue } from './only-value.js';

/** The cookie of a browser's session. The prefix makes browsers refuse it from other hosts and without TLS. */
const SESSION_COOKIE = '__Host-holt';

/**
 * @typedef {object} Credential
 * @property {boolean} isSent
 * @property {boolean} inHeader a header counts alone when there is one, even a bad one
 * @property {string} token '' when there is none, or when what was sent is not one token
 */

/**
 * @param {string} authorization
 * @returns {string} the token; '' for another scheme or a malformed value
 */
function tokenOf(authorization) {
  const match = /^(?:bearer ([^ ]+)|basic ([^ ]+))$/i.exec(authorization) || [];
  // git sends a token as the password of any user.
  const userAndPassword = Buffer.from(match[2] || '', 'base64').toString('utf8');
  return match[1] || userAndPassword.replace(/^[^:]*:?/, '');
}

/**
 * @param {import('./events.d.ts').EdgeRequest} request
 * @returns {Credential}
 */
function readCredential(request) {
  const authorization = request.headers.authorization;
  const cookie = request.cookies[SESSION_COOKIE];
  const field = authorization || cookie;
  const value = onlyValue(field);
  return { isSent: !!field, inHeader: !!authorization, token: authorization ? tokenOf(value) : value };
}

export { readCredential };
