// The one table of object keys and key-value keys. A path given here is legal by paths.js: nothing is escaped.

/** Names under `-/` that end so are stored as they are; all others are pages and end in `.html`. */
const DATA_NAME = /\.(json|txt|xml)$/;

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
  const file = name === '' ? 'index.html' : DATA_NAME.test(name) ? name : `${name}.html`;
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

/** @param {string} owner @param {string} wiki */
function publicKey(owner, wiki) {
  return `public:${owner}/${wiki}`;
}

export {
  assetKey,
  dashKey,
  fileKey,
  fragmentsPrefix,
  gitPrefix,
  HOME_KEY,
  markdownKey,
  pageKey,
  publicKey,
  settingsKey,
  sidebarKey,
};
