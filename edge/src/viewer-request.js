// Runs in CloudFront before the cache is looked up, for every request: decides what a URL names and who may have it.
// Written in the language subset of CloudFront Functions.

import { allows } from './access.js';
import { parseAccessRecord } from './access-record.js';
import { badRequest, forbidden, methodNotAllowed, notFound, redirect, unauthorized } from './answers.js';
import { readCredential } from './credential.js';
import { readHostname, readTenant, serves } from './host.js';
import { identify } from './identify.js';
import { readLikely } from './key-values.js';
import { accessKey, HOME_KEY, SITE_KEY } from './keys.js';
import { matches } from './matches.js';
import { onlyValue } from './only-value.js';
import { resolve } from './routes.js';
import { isNavigation, signInUrl } from './sign-in.js';
import { encodePath } from './urls.js';

/** @typedef {import('./events.d.ts').EdgeRequest} EdgeRequest */
/** @typedef {import('./events.d.ts').EdgeResponse} EdgeResponse */
/** @typedef {import('./index.d.ts').AccessRecord} AccessRecord */
/** @typedef {import('./index.d.ts').ObjectRoute} ObjectRoute */
/** @typedef {import('./index.d.ts').SiteRecord} SiteRecord */

/** A session that is younger knows all grants, so its "no" is final; one that is older is made anew first. */
const FRESH_SESSION_SECONDS = 60;

// S3 reads a plain "+" in a URL as a space, and signatures cover the strict encoding of RFC 3986.
const MARKS = /[!'()*]/g;

/** @param {string} mark */
function encodeMark(mark) {
  return `%${mark.charCodeAt(0).toString(16).toUpperCase()}`;
}

/** @param {string | undefined} tenant of the host */
async function answerRoot(tenant) {
  const isOneWiki = tenant && tenant.indexOf('/') >= 0;
  const home = (isOneWiki ? `/${tenant}/` : await readLikely(HOME_KEY)) || '/';
  // Resolving the setting keeps it on this site and this host, whatever was written into it.
  const route = resolve(home);
  return route.kind === 'object' && serves(tenant, route.owner, route.wiki) ? redirect(302, home) : notFound();
}

/**
 * The path by whose rule an object is read; undefined for what shows the whole wiki.
 * @param {ObjectRoute} route
 */
function readPath(route) {
  return route.area === 'git' || route.area === 'dash' ? undefined : route.path;
}

/**
 * @param {ObjectRoute} route
 * @returns {Promise<AccessRecord | undefined>} undefined for a wiki without one, which is private
 */
async function readRecord(route) {
  const text = await readLikely(accessKey(route.owner, route.wiki));
  const record = parseAccessRecord(text || '');
  if (text !== undefined && !record) {
    throw new Error(text);
  }
  return record;
}

/** @returns {Promise<SiteRecord>} */
async function readSite() {
  const text = await readLikely(SITE_KEY);
  return JSON.parse(text || '');
}

/**
 * Decides by who asks, when not everybody may read.
 * @param {EdgeRequest} request
 * @param {ObjectRoute} route
 * @param {AccessRecord | undefined} record
 * @param {string} origin of the host when it is mapped, else ''
 * @returns {Promise<EdgeRequest | EdgeResponse>}
 */
async function decideByToken(request, route, record, origin) {
  const credential = readCredential(request);
  const canSignIn = !credential.inHeader && isNavigation(request, route.area);
  if (!credential.token && !canSignIn) {
    return unauthorized(route.area, credential.isSent);
  }
  const site = await readSite();
  const nowSeconds = Math.floor(Date.now() / 1000);
  const claims = await identify(credential.token, site, nowSeconds);
  if (allows(claims, record, route.owner, route.wiki, 'read', readPath(route))) {
    return forObject(request, route);
  }
  const isFresh = claims && nowSeconds - claims.issuedAt <= FRESH_SESSION_SECONDS;
  if (canSignIn && !isFresh && site.signIn) {
    return redirect(302, signInUrl(site.signIn, request, site.signIn.charAt(0) === '/' ? '' : origin));
  }
  return claims ? forbidden() : unauthorized(route.area, credential.isSent);
}

/**
 * The request as the cache and the origin see it: the object's key, and nothing that says who asks.
 * @param {EdgeRequest} request
 * @param {ObjectRoute} route
 */
function forObject(request, route) {
  const encoded = `/${encodePath(route.key)}`;
  request.uri = matches(MARKS, encoded) ? encoded.replace(MARKS, encodeMark) : encoded;
  request.querystring = {};
  request.cookies = {};
  delete request.headers.authorization;
  delete request.headers.cookie;
  return request;
}

/**
 * The request as a handler gets it: behind CloudFront, its `Host` is that of the handler's own address.
 * @param {EdgeRequest} request
 * @param {import('./index.d.ts').ServiceName} service
 * @param {string} hostname
 * @returns {Promise<EdgeRequest | EdgeResponse>}
 */
async function forService(request, service, hostname) {
  request.headers['x-holt-host'] = { value: onlyValue(request.headers.host) };
  // What a mapped host serves of the other services, their handlers know.
  const tenant = service === 'api' ? await readTenant(hostname) : undefined;
  return tenant === undefined ? request : notFound();
}

/**
 * @param {EdgeRequest} request
 * @returns {Promise<EdgeRequest | EdgeResponse>}
 */
async function decide(request) {
  const route = resolve(request.uri);
  const hostname = readHostname(request);
  if (route.kind === 'bad') {
    return badRequest(route.reason);
  }
  if (!hostname) {
    return badRequest('Send one Host.');
  }
  if (route.kind === 'none') {
    return notFound();
  }
  if (route.kind === 'service') {
    return forService(request, route.service, hostname);
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    return methodNotAllowed();
  }
  if (route.kind === 'redirect') {
    return redirect(301, route.location);
  }
  if (route.kind === 'object' && route.right === 'none') {
    return forObject(request, route);
  }
  const tenant = await readTenant(hostname);
  if (route.kind === 'root') {
    return answerRoot(tenant);
  }
  if (!serves(tenant, route.owner, route.wiki)) {
    return notFound();
  }
  const record = await readRecord(route);
  if (allows(undefined, record, route.owner, route.wiki, 'read', readPath(route))) {
    return forObject(request, route);
  }
  return decideByToken(request, route, record, tenant ? `https://${hostname}` : '');
}

/**
 * @param {import('./events.d.ts').ViewerRequestEvent} event
 * @returns {Promise<EdgeRequest | EdgeResponse>} a request goes on to the cache, a response goes back to the viewer
 */
async function handler(event) {
  try {
    return await decide(event.request);
  } catch (_error) {
    return unauthorized('', false);
  }
}

export { handler };
