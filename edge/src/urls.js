// The one table of URLs: site-relative and percent-encoded. A path given here is legal by paths.js.

/** @param {string} path */
function encodePath(path) {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** @param {string} owner @param {string} wiki */
function wikiUrl(owner, wiki) {
  return `/${owner}/${wiki}/`;
}

/** @param {string} owner @param {string} wiki @param {string} path */
function pageUrl(owner, wiki, path) {
  return wikiUrl(owner, wiki) + encodePath(path);
}

/** @param {string} owner @param {string} wiki @param {string} path */
function markdownUrl(owner, wiki, path) {
  return `${pageUrl(owner, wiki, path)}.md`;
}

/** @param {string} owner @param {string} wiki @param {string} name */
function dashUrl(owner, wiki, name) {
  return `${wikiUrl(owner, wiki)}-/${encodePath(name)}`;
}

/** @param {string} owner @param {string} wiki @param {string} path */
function fileUrl(owner, wiki, path) {
  return dashUrl(owner, wiki, `files/${path}`);
}

/** @param {string} owner @param {string} wiki */
function gitUrl(owner, wiki) {
  return `/${owner}/${wiki}.git`;
}

/** @param {string} name */
function assetUrl(name) {
  return `/assets/${encodePath(name)}`;
}

export { assetUrl, dashUrl, encodePath, fileUrl, gitUrl, markdownUrl, pageUrl, wikiUrl };
