// Runs in CloudFront before the cache is looked up, for every request: decides what a URL names and who may have it.
// Written in the language subset of CloudFront Functions.

import cf from 'cloudfront';
import { allows } from './access.js';
import { HOME_KEY, publicKey } from './keys.js';
import { resolve } from './routes.js';
import { encodePath } from './urls.js';

/** @typedef {import('./events.d.ts').EdgeRequest} EdgeRequest */
/** @typedef {import('./events.d.ts').EdgeResponse} EdgeResponse */
/** @typedef {import('./index.d.ts').ObjectRoute} ObjectRoute */

/**
 * @param {number} statusCode
 * @param {string} statusDescription
 * @param {string} text
 * @param {EdgeResponse['headers']} headers
 * @returns {EdgeResponse}
 */
function answer(statusCode, statusDescription, text, headers) {
  headers['cache-control'] = { value: 'no-store' };
  headers['content-type'] = { value: 'text/plain; charset=utf-8' };
  return { statusCode, statusDescription, headers, body: `${text}\n` };
}

function notFound() {
  return answer(404, 'Not Found', 'Nothing is here.', {});
}

/**
 * The one answer for a private wiki, for a wiki that does not exist and for whatever goes wrong: it must not tell which.
 * @param {string} challenge
 */
function unauthorized(challenge) {
  const text = 'This wiki does not exist, or it is private and you have to sign in.';
  return answer(401, 'Unauthorized', text, { 'www-authenticate': { value: challenge } });
}

/**
 * git sends the password it was given only after a Basic challenge. Others get Bearer: API clients look for it, and
 * browsers, which would ask for a password on Basic, show the text instead.
 * @param {string} area
 */
function challengeFor(area) {
  return area === 'git' ? 'Basic realm="Holt", charset="UTF-8"' : 'Bearer realm="Holt"';
}

/**
 * @param {string} statusDescription
 * @param {number} statusCode
 * @param {string} location
 */
function redirect(statusCode, statusDescription, location) {
  return answer(statusCode, statusDescription, location, { location: { value: location } });
}

/**
 * @param {string} key
 * @returns {Promise<string | undefined>} undefined also when the store can't be read: whoever asks then denies
 */
async function readSetting(key) {
  try {
    return await cf.kvs().get(key);
  } catch (_error) {
    return undefined;
  }
}

async function answerRoot() {
  const home = await readSetting(HOME_KEY);
  // Resolving the setting keeps it on this site, whatever was written into it.
  return home && resolve(home).kind === 'object' ? redirect(302, 'Found', home) : notFound();
}

/**
 * @param {ObjectRoute} route
 * @returns {Promise<boolean>}
 */
async function mayRead(route) {
  if (route.right === 'none') {
    return true;
  }
  const setting = await readSetting(publicKey(route.owner, route.wiki));
  return allows(undefined, { public: setting === '1' }, route.owner, route.wiki, 'read');
}

/**
 * The request as the cache and the origin see it: the object's key, and nothing that says who asks.
 * @param {EdgeRequest} request
 * @param {ObjectRoute} route
 */
function forObject(request, route) {
  // S3 reads a plain "+" in a URL as a space, and signatures cover the strict encoding of RFC 3986.
  const strict = encodePath(route.key).replace(/[!'()*]/g, (character) => {
    return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  });
  request.uri = `/${strict}`;
  request.querystring = {};
  request.cookies = {};
  delete request.headers.authorization;
  delete request.headers.cookie;
  return request;
}

/**
 * @param {EdgeRequest} request
 * @returns {Promise<EdgeRequest | EdgeResponse>}
 */
async function decide(request) {
  const route = resolve(request.uri);
  if (route.kind === 'bad') {
    return answer(400, 'Bad Request', route.reason, {});
  }
  if (route.kind === 'none') {
    return notFound();
  }
  if (route.kind === 'service') {
    return request;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return answer(405, 'Method Not Allowed', 'Only GET and HEAD work here.', { allow: { value: 'GET, HEAD' } });
  }
  if (route.kind === 'redirect') {
    return redirect(301, 'Moved Permanently', route.location);
  }
  if (route.kind === 'root') {
    return await answerRoot();
  }
  const allowed = await mayRead(route);
  return allowed ? forObject(request, route) : unauthorized(challengeFor(route.area));
}

/**
 * @param {import('./events.d.ts').ViewerRequestEvent} event
 * @returns {Promise<EdgeRequest | EdgeResponse>} a request goes on to the cache, a response goes back to the viewer
 */
async function handler(event) {
  try {
    return await decide(event.request);
  } catch (_error) {
    return unauthorized(challengeFor(''));
  }
}

export { handler };
