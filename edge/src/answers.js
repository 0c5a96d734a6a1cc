// What the function answers by itself. Part of the deployed function: CloudFront Functions' language subset.

/** @typedef {import('./events.d.ts').EdgeResponse} EdgeResponse */

/**
 * @param {number} statusCode
 * @param {string} text
 * @param {EdgeResponse['headers']} headers
 * @returns {EdgeResponse}
 */
function answer(statusCode, text, headers) {
  headers['cache-control'] = { value: 'no-store' };
  headers['content-type'] = { value: 'text/plain; charset=utf-8' };
  return { statusCode, headers, body: `${text}\n` };
}

/** @param {string} reason */
function badRequest(reason) {
  return answer(400, reason, {});
}

function notFound() {
  return answer(404, 'Nothing is here.', {});
}

function methodNotAllowed() {
  return answer(405, 'Only GET and HEAD work.', { allow: { value: 'GET, HEAD' } });
}

/**
 * @param {301 | 302} statusCode
 * @param {string} location
 */
function redirect(statusCode, location) {
  return answer(statusCode, location, { location: { value: location } });
}

/**
 * The one answer for a private wiki, for a wiki that does not exist and for whatever goes wrong: it must not tell which.
 *
 * git sends the password it was given only after a Basic challenge. Others get Bearer: API clients look for it, and
 * browsers, which would ask for a password on Basic, show the text instead.
 * @param {string} area
 * @param {boolean} wasRefused whether there were credentials, and they are not good
 */
function unauthorized(area, wasRefused) {
  const scheme = area === 'git' ? 'Basic' : 'Bearer';
  const error = wasRefused && area !== 'git' ? ', error="invalid_token"' : '';
  return answer(401, 'Nothing is here, or you have to sign in.', {
    'www-authenticate': { value: `${scheme} realm="Holt"${error}` },
  });
}

/** For those who are known: the same for a wiki that does not exist. */
function forbidden() {
  return answer(403, 'Nothing is here, or you may not read it.', {});
}

export { badRequest, forbidden, methodNotAllowed, notFound, redirect, unauthorized };
