// The one mapping from a URL's path to what it names. Part of the deployed function: CloudFront Functions' language subset.

import { assetKey, dashKey, fileKey, gitPrefix, markdownKey, pageKey } from './keys.js';
import { matches } from './matches.js';
import { findFileFlaw, findFlaw, findPageFlaw, INVISIBLE, isWiki } from './paths.js';
import { dashUrl, HOME_PAGE, markdownUrl, pageUrl, wikiUrl } from './urls.js';

/** @typedef {import('./index.d.ts').Route} Route */
/** @typedef {import('./index.d.ts').ObjectArea} ObjectArea */

const MAX_URL_BYTES = 8192;

/**
 * What the spelling of a URL's path must not have, before it is decoded, and the flaw's name.
 * @type {[RegExp, string][]}
 */
const SPELLING_FLAWS = [
  [/^[^/]|^$|[^!-~]|[\\?#]/, 'not ASCII'],
  [/\/\//, 'slash'],
  // Slash, backslash, percent sign (double encoding), control characters.
  [/%(2f|5c|25|[01][0-9a-f]|7f)/i, 'encoding'],
  // RFC 3986 §2.3: producers do not encode unreserved characters. Refusing such URLs leaves one spelling of every structural
  // part (`/mcp`, `/-/`, `.git`, `.md`), so that no other layer in front can read the same URL differently.
  [/%(2[de]|3\d|[46][1-9a-f]|5[0-9af]|7[0-9ae])/i, 'encoding'],
];

/**
 * The same after it is decoded.
 * @type {[RegExp, string][]}
 */
const URL_FLAWS = [
  [INVISIBLE, 'invisible'],
  [/\/\.\.?(\/|$)/, 'dots'],
];

// Owner, wiki, whether it is the repository, and what follows.
const WIKI_URL = /^\/([^/]*)\/([^/]*?)(\.git)?(\/.*)?$/;

// All that git's dumb HTTP protocol reads. Nothing else under git/ has a URL.
const GIT_FILE =
  /^(HEAD|info\/refs|objects\/(info\/packs|[\da-f]{2}\/[\da-f]{38}|pack\/pack-[\da-f]{40}\.(pack|idx)))$/;

// Its first segment; nothing for the index.
const DASH_NAME = /^([a-z0-9]+([.-][a-z0-9]+)*(\/|$)|$)/;

const ASSET_NAME = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$/;

/**
 * @param {string} flaw
 * @returns {Route}
 */
function bad(flaw) {
  return { kind: 'bad', reason: `The URL is not legal: ${flaw}.` };
}

/**
 * @param {string} location
 * @returns {Route}
 */
function redirect(location) {
  return { kind: 'redirect', location };
}

/** @type {Route} */
const NONE = { kind: 'none' };

/**
 * @param {ObjectArea} area
 * @param {string} owner
 * @param {string} wiki
 * @param {string} path
 * @param {string} key
 * @returns {Route}
 */
function object(area, owner, wiki, path, key) {
  return { kind: 'object', area, owner, wiki, path, key, right: area === 'asset' ? 'none' : 'read' };
}

/**
 * @param {string} text
 * @returns {string} '' when it is not percent-encoded UTF-8
 */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch (_error) {
    return '';
  }
}

/**
 * @param {string} owner
 * @param {string} wiki
 * @param {string} name what follows `-/`
 * @returns {Route}
 */
function resolveDash(owner, wiki, name) {
  const slash = name.indexOf('/');
  const rest = name.slice(slash + 1);
  const flaw = slash < 0 ? '' : findFileFlaw(rest);
  if (flaw) {
    return bad(flaw);
  }
  if (matches(/^files\//, name)) {
    return object('file', owner, wiki, rest, fileKey(owner, wiki, rest));
  }
  return matches(DASH_NAME, name) ? object('dash', owner, wiki, name, dashKey(owner, wiki, name)) : NONE;
}

/**
 * @param {string} owner
 * @param {string} wiki
 * @param {string} rest what follows `/{owner}/{wiki}/`, not empty
 * @returns {Route}
 */
function resolvePage(owner, wiki, rest) {
  const isMarkdown = rest.slice(-3) === '.md';
  const path = isMarkdown ? rest.slice(0, -3) : rest;
  // A space and a slash at the end are what people type and other wikis link: their page has one URL, without them.
  const spaceless = path.split(' ').join('_');
  const canonical = spaceless.slice(-1) === '/' ? spaceless.slice(0, -1) : spaceless;
  const flaw = findPageFlaw(canonical);
  if (flaw) {
    return bad(flaw);
  }
  if (canonical !== path) {
    return redirect(isMarkdown ? markdownUrl(owner, wiki, canonical) : pageUrl(owner, wiki, canonical));
  }
  return isMarkdown
    ? object('markdown', owner, wiki, path, markdownKey(owner, wiki, path))
    : object('page', owner, wiki, path, pageKey(owner, wiki, path));
}

/**
 * @param {string} path
 * @returns {Route}
 */
function resolveWiki(path) {
  const match = WIKI_URL.exec(path) || [];
  const owner = match[1] || '';
  const wiki = match[2] || '';
  const rest = (match[4] || '').slice(1);
  if (!isWiki(owner, wiki)) {
    return NONE;
  }
  if (match[3]) {
    return matches(GIT_FILE, rest) ? object('git', owner, wiki, rest, gitPrefix(owner, wiki) + rest) : NONE;
  }
  if (!match[4]) {
    return redirect(wikiUrl(owner, wiki));
  }
  if (!rest) {
    return object('page', owner, wiki, HOME_PAGE, pageKey(owner, wiki, HOME_PAGE));
  }
  if (rest === '-') {
    return redirect(dashUrl(owner, wiki, ''));
  }
  return matches(/^-\//, rest) ? resolveDash(owner, wiki, rest.slice(2)) : resolvePage(owner, wiki, rest);
}

/**
 * @param {string[]} segments
 * @returns {Route}
 */
function resolveMcp(segments) {
  const owner = segments[1] || '';
  const wiki = segments[2] || '';
  if (segments.length < 2) {
    return { kind: 'service', service: 'mcp' };
  }
  return segments.length === 3 && isWiki(owner, wiki) ? { kind: 'service', service: 'mcp', owner, wiki } : NONE;
}

/**
 * What a URL's path names. Decodes once; a URL that could be read in two ways is refused, not repaired.
 * Says nothing about whether the wiki or the object exists.
 * @param {string} rawPath percent-encoded, without query, as the client sent it
 * @returns {Route}
 */
function resolve(rawPath) {
  const misspelling = rawPath.length > MAX_URL_BYTES ? 'long' : findFlaw(SPELLING_FLAWS, rawPath);
  if (misspelling) {
    return bad(misspelling);
  }
  const path = decode(rawPath);
  if (!path) {
    return bad('not UTF-8');
  }
  const flaw = findFlaw(URL_FLAWS, path);
  if (flaw) {
    return bad(flaw);
  }
  const segments = path.slice(1).split('/');
  const first = segments[0];
  const second = segments[1] || '';
  if (path === '/') {
    return { kind: 'root' };
  }
  // Crawlers look for it here and nowhere else.
  if (first === 'robots.txt') {
    return resolve(`/assets${path}`);
  }
  if (first === 'mcp') {
    return resolveMcp(segments);
  }
  if (first === 'api' || first === 'auth') {
    return { kind: 'service', service: first };
  }
  if (first === '.well-known') {
    return second ? { kind: 'service', service: 'well-known' } : NONE;
  }
  if (first === 'assets') {
    return segments.length === 2 && matches(ASSET_NAME, second)
      ? object('asset', '', '', second, assetKey(second))
      : NONE;
  }
  return resolveWiki(path);
}

export { resolve };
