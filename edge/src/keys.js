// The one table of object keys and key-value keys. A path given here is legal by paths.js: nothing is escaped.

import { matches } from './matches.js';

/** Names under `-/` that end so are stored as they are; all others are pages and end in `.html`. */
const DATA_NAME = /\.(bin|json|txt|xml)$/;

/** The key-value entry that holds the site path to which `/` redirects. */
const HOME_KEY = 'home';

/** @param {string} owner @param {string} wiki */
function fragmentsPrefix(owner, wiki) {
  return `fragments/${owner}/${wiki}/`;
}

/** @param {string} owner @param {string} wiki @param {string} path */
function pageKey(owner, wiki, path) {
  return `${fragmentsPrefix(owner, wiki)}pages/${path}.html`;
}

/** @param {string} owner @param {string} wiki @param {string} path */
function markdownKey(owner, wiki, path) {
  return `${fragmentsPrefix(owner, wiki)}pages/${path}.md`;
}

/** @param {string} owner @param {string} wiki @param {string} path */
function fileKey(owner, wiki, path) {
  return `${fragmentsPrefix(owner, wiki)}-/files/${path}`;
}

/** @param {string} owner @param {string} wiki */
function sidebarKey(owner, wiki) {
  return `${fragmentsPrefix(owner, wiki)}sidebar.json`;
}

/** @param {string} owner @param {string} wiki @param {string} name */
function dashKey(owner, wiki, name) {
  if (name === 'sidebar.json') {
    return sidebarKey(owner, wiki);
  }
  const file = name === '' ? 'index.html' : matches(DATA_NAME, name) ? name : `${name}.html`;
  return `${fragmentsPrefix(owner, wiki)}-/${file}`;
}

/** @param {string} owner @param {string} wiki */
function gitPrefix(owner, wiki) {
  return `git/${owner}/${wiki}/`;
}

/** @param {string} owner @param {string} wiki */
function settingsKey(owner, wiki) {
  return `control/${owner}/${wiki}/wiki.json`;
}

/** @param {string} name */
function assetKey(name) {
  return `assets/${name}`;
}

/** The key-value entry of the site itself: who makes its tokens, and where people sign in. */
const SITE_KEY = 'site';

/** The object that holds all entries; where a site is deployed, the edge has a copy of them, and it tells what that may lack. */
const KEY_VALUES_KEY = 'control/key-values.json';

const KID_PATTERN = /^[a-z0-9]{8,32}$/;

/** @param {string} kid */
function kidKey(kid) {
  return `key:${kid}`;
}

/** @param {string} owner @param {string} wiki */
function accessKey(owner, wiki) {
  return `access:${owner}/${wiki}`;
}

/** @param {string} hostname */
function hostKey(hostname) {
  return `host:${hostname}`;
}

/** @param {string} id */
function revokedTokenKey(id) {
  return `revoked-token:${id}`;
}

export {
  accessKey,
  assetKey,
  dashKey,
  fileKey,
  fragmentsPrefix,
  gitPrefix,
  HOME_KEY,
  hostKey,
  KEY_VALUES_KEY,
  KID_PATTERN,
  kidKey,
  markdownKey,
  pageKey,
  revokedTokenKey,
  SITE_KEY,
  settingsKey,
  sidebarKey,
};
