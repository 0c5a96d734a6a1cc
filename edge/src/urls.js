// The one table of URLs: site-relative and percent-encoded. A path given here is legal by paths.js.

/** The page at a wiki's own address. */
const HOME_PAGE = 'Home';

/** @param {string} path */
function encodePath(path) {
  return path.split('/').map(encodeURIComponent).join('/');
}

/** @param {string} owner @param {string} wiki */
function wikiUrl(owner, wiki) {
  return `/${owner}/${wiki}/`;
}

/**
 * A page's one address: that of the home page is the wiki's own.
 * @param {string} owner @param {string} wiki @param {string} path
 */
function pageUrl(owner, wiki, path) {
  return wikiUrl(owner, wiki) + (path === HOME_PAGE ? '' : encodePath(path));
}

/** @param {string} owner @param {string} wiki @param {string} path */
function markdownUrl(owner, wiki, path) {
  return `${wikiUrl(owner, wiki) + encodePath(path)}.md`;
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

export { assetUrl, dashUrl, encodePath, fileUrl, gitUrl, HOME_PAGE, markdownUrl, pageUrl, wikiUrl };
