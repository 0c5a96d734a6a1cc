// The one mapping from a URL's path to what it names. Part of the deployed function: CloudFront Functions' language subset.

import { assetKey, dashKey, fileKey, gitPrefix, markdownKey, pageKey } from './keys.js';
import { checkFilePath, checkPagePath, hasInvisible, isWiki } from './paths.js';
import { dashUrl, HOME_PAGE, markdownUrl, pageUrl, wikiUrl } from './urls.js';

/** @typedef {import('./index.d.ts').Route} Route */
/** @typedef {import('./index.d.ts').ObjectArea} ObjectArea */

const MAX_URL_BYTES = 8192;

// RFC 3986 §2.3: producers do not encode unreserved characters. Refusing such URLs leaves one spelling of every structural
// part (`/mcp`, `/-/`, `.git`, `.md`), so that no other layer in front can read the same URL differently.
const ENCODED_UNRESERVED = /%(2d|2e|3[0-9]|4[1-9a-f]|5[0-9a]|5f|6[1-9a-f]|7[0-9a]|7e)/i;

// A slash, a backslash, a percent sign (double encoding) or a control character behind an encoding.
const ENCODED_FORBIDDEN = /%(2f|5c|25|[01][0-9a-f]|7f)/i;

const SERVICES = ['mcp', 'api', 'auth'];

// All that git's dumb HTTP protocol reads. Nothing else under git/ has a URL.
const GIT_FILE =
  /^(HEAD|info\/refs|objects\/(info\/packs|[0-9a-f]{2}\/[0-9a-f]{38}|pack\/pack-[0-9a-f]{40}\.(pack|idx)))$/;

const ASSET_NAME = /^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+$/;

/**
 * @param {string} reason
 * @returns {Route}
 */
function bad(reason) {
  return { kind: 'bad', reason };
}

/**
 * @param {string} location
 * @returns {Route}
 */
function redirect(location) {
  return { kind: 'redirect', location };
}

/** @returns {Route} */
function none() {
  return { kind: 'none' };
}

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
 * What is wrong with the spelling of a URL's path, before it is decoded.
 * @param {string} rawPath
 * @returns {string} '' when nothing is
 */
function checkSpelling(rawPath) {
  if (rawPath.length > MAX_URL_BYTES) {
    return 'The URL is longer than 8,192 bytes: shorten it.';
  }
  if (!/^\/[!-~]*$/.test(rawPath) || /[\\?#]/.test(rawPath)) {
    return 'The URL is not a path of plain ASCII characters: percent-encode the others.';
  }
  if (rawPath.indexOf('//') >= 0) {
    return 'The URL has an empty segment: write single slashes.';
  }
  if (ENCODED_FORBIDDEN.test(rawPath)) {
    return 'The URL encodes a slash, a backslash, a percent sign or a control character: remove it.';
  }
  if (ENCODED_UNRESERVED.test(rawPath)) {
    return 'The URL encodes a letter, a digit or one of - . _ ~: write it plainly.';
  }
  return '';
}

/**
 * @param {string} text
 * @returns {string | undefined} undefined when it is not percent-encoded UTF-8
 */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch (_error) {
    return undefined;
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
  const first = slash < 0 ? name : name.slice(0, slash);
  const rest = name.slice(first.length + 1);
  const problem = slash < 0 ? '' : checkFilePath(rest);
  if (problem) {
    return bad(problem);
  }
  if (slash >= 0 && first === 'files') {
    return object('file', owner, wiki, rest, fileKey(owner, wiki, rest));
  }
  if (name !== '' && !/^[a-z0-9]+([.-][a-z0-9]+)*$/.test(first)) {
    return none();
  }
  return object('dash', owner, wiki, name, dashKey(owner, wiki, name));
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
  const canonical = path.replace(/ /g, '_').replace(/\/$/, '');
  const problem = checkPagePath(canonical);
  if (problem) {
    return bad(problem);
  }
  if (canonical !== path) {
    return redirect(isMarkdown ? markdownUrl(owner, wiki, canonical) : pageUrl(owner, wiki, canonical));
  }
  return isMarkdown
    ? object('markdown', owner, wiki, path, markdownKey(owner, wiki, path))
    : object('page', owner, wiki, path, pageKey(owner, wiki, path));
}

/**
 * @param {string[]} segments
 * @returns {Route}
 */
function resolveWiki(segments) {
  const owner = /** @type {string} */ (segments[0]);
  const name = segments[1] || '';
  const isGit = name.slice(-4) === '.git';
  const wiki = isGit ? name.slice(0, -4) : name;
  if (!isWiki(owner, wiki)) {
    return none();
  }
  const rest = segments.slice(2).join('/');
  if (isGit) {
    return GIT_FILE.test(rest) ? object('git', owner, wiki, rest, gitPrefix(owner, wiki) + rest) : none();
  }
  if (segments.length === 2) {
    return redirect(wikiUrl(owner, wiki));
  }
  if (rest === '') {
    return object('page', owner, wiki, HOME_PAGE, pageKey(owner, wiki, HOME_PAGE));
  }
  if (rest === '-') {
    return redirect(dashUrl(owner, wiki, ''));
  }
  return segments[2] === '-' ? resolveDash(owner, wiki, rest.slice(2)) : resolvePage(owner, wiki, rest);
}

/**
 * @param {string[]} segments
 * @returns {Route}
 */
function resolveService(segments) {
  const service = /** @type {'mcp' | 'api' | 'auth'} */ (segments[0]);
  if (service !== 'mcp' || segments.length === 1) {
    return { kind: 'service', service };
  }
  const owner = segments[1] || '';
  const wiki = segments[2] || '';
  return segments.length === 3 && isWiki(owner, wiki) ? { kind: 'service', service, owner, wiki } : none();
}

/**
 * What a URL's path names. Decodes once; a URL that could be read in two ways is refused, not repaired.
 * Says nothing about whether the wiki or the object exists.
 * @param {string} rawPath percent-encoded, without query, as the client sent it
 * @returns {Route}
 */
function resolve(rawPath) {
  const problem = checkSpelling(rawPath);
  if (problem) {
    return bad(problem);
  }
  const path = decode(rawPath);
  if (path === undefined) {
    return bad('The URL is not percent-encoded UTF-8: encode it anew.');
  }
  if (hasInvisible(path)) {
    return bad('The URL has a control or invisible character: remove it.');
  }
  if (/\/\.\.?(\/|$)/.test(path)) {
    return bad('The URL has a segment "." or "..": write the path without it.');
  }
  const segments = path.slice(1).split('/');
  const first = /** @type {string} */ (segments[0]);
  if (path === '/') {
    return { kind: 'root' };
  }
  if (SERVICES.indexOf(first) >= 0) {
    return resolveService(segments);
  }
  if (first === '.well-known') {
    return segments.length > 1 && segments[1] !== '' ? { kind: 'service', service: 'well-known' } : none();
  }
  if (first === 'assets') {
    const name = segments[1] || '';
    return segments.length === 2 && ASSET_NAME.test(name) ? object('asset', '', '', name, assetKey(name)) : none();
  }
  return resolveWiki(segments);
}

export { resolve };
