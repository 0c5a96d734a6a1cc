// Sends a browser to where people sign in. Part of the deployed function: CloudFront Functions' language subset.

import { matches } from './matches.js';

/** @typedef {import('./events.d.ts').EdgeRequest} EdgeRequest */
/** @typedef {import('./events.d.ts').EdgeValue} EdgeValue */

/** A longer query is left out of the return address: the address must fit into a URL, encoded. */
const MAX_QUERY_LENGTH = 1024;

/**
 * Whether a person waits for a page: not git, not a program, and not a script or an image of a page, which could do nothing
 * with the page for signing in. Nor a browser that fetches what its reader may open next: nobody has asked to sign in.
 * @param {EdgeRequest} request
 * @param {string} area
 */
function isNavigation(request, area) {
  const accept = request.headers.accept;
  const destination = request.headers['sec-fetch-dest'];
  return (
    area !== 'git' &&
    accept &&
    matches(/\btext\/html\b/i, accept.value) &&
    !request.headers['sec-purpose'] &&
    (!destination || destination.value === 'document')
  );
}

/**
 * @param {EdgeRequest['querystring']} query its values as they came, not decoded
 * @returns {string} with its question mark; '' for none. Of several values of a name the first
 */
function encodeQuery(query) {
  const pairs = Object.keys(query).map((name) => `${name}=${/** @type {EdgeValue} */ (query[name]).value}`);
  const text = pairs.length > 0 ? `?${pairs.join('&')}` : '';
  return text.length > MAX_QUERY_LENGTH ? '' : text;
}

/**
 * @param {string} signIn absolute, or a site path
 * @param {EdgeRequest} request
 * @param {string} origin where the request was for, when it is another than that of `signIn`; else ''
 */
function signInUrl(signIn, request, origin) {
  const target = origin + request.uri + encodeQuery(request.querystring);
  return `${signIn}?return=${encodeURIComponent(target)}`;
}

export { isNavigation, signInUrl };
