// What may be a wiki's id and a path inside a wiki. Part of the deployed function: written in the language subset
// of CloudFront Functions, whose engine has no String.prototype.normalize (see path-forms.js for what needs it).

const MAX_PATH_BYTES = 240;

/** First segments that are not owners: areas of the site, and roots of keys that no wiki may own. */
const RESERVED_OWNERS = ['assets', 'mcp', 'api', 'auth', 'git', 'fragments', 'control', 'www'];

const NAME = /^[a-z0-9]([a-z0-9-]{0,37}[a-z0-9])?$/;

// Control characters (C0, DEL, C1), line and paragraph separators, and what changes how the text around it is shown:
// bidirectional controls and zero-width characters.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/** Names that mean something to git in a work tree. */
const GIT_NAME = /^(\.git|\.gitmodules|\.gitattributes|\.gitignore|git~[0-9])$/i;

const FORBIDDEN = /[\\:*?"<>|#^[\]%]/;

/**
 * Bytes of a text in UTF-8. Correct where a string's unit is a UTF-16 code unit (V8: each half of a surrogate pair
 * counts two) and where it is a code point (njs).
 * @param {string} text
 */
function countBytes(text) {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) {
      bytes += 1;
    } else if (code < 0x800 || (code >= 0xd800 && code <= 0xdfff)) {
      bytes += 2;
    } else {
      bytes += code < 0x10000 ? 3 : 4;
    }
  }
  return bytes;
}

/**
 * @param {string} text
 * @returns {boolean} whether it holds a control, bidirectional or zero-width character
 */
function hasInvisible(text) {
  return INVISIBLE.test(text);
}

/**
 * The rule for paths of attachments, but for the Unicode form.
 * @param {string} path
 * @returns {string} '' when legal, else what is wrong and what to do
 */
function checkFilePath(path) {
  if (path === '') {
    return 'The path is empty: give it a name.';
  }
  if (countBytes(path) > MAX_PATH_BYTES) {
    return 'The path is longer than 240 bytes of UTF-8: shorten it.';
  }
  if (hasInvisible(path)) {
    return 'The path has a control or invisible character: remove it.';
  }
  if (FORBIDDEN.test(path)) {
    return 'The path has one of the characters \\ : * ? " < > | # ^ [ ] %: remove it.';
  }
  if (path.charAt(0) === '-') {
    return 'The path begins with "-", which is kept for the wiki\'s own pages: begin it with something else.';
  }
  const segments = path.split('/');
  for (let i = 0; i < segments.length; i++) {
    const segment = /** @type {string} */ (segments[i]);
    const last = segment.charAt(segment.length - 1);
    if (segment === '') {
      return 'The path has an empty segment: write single slashes, none at the beginning or the end.';
    }
    if (last === '.' || /^\.[^A-Za-z0-9]/.test(segment)) {
      return 'A segment of the path is only dots, ends with "." or begins with "." and no letter: remove the dot.';
    }
    if (GIT_NAME.test(segment)) {
      return 'A segment of the path is a name that git keeps for itself: choose another.';
    }
    if (segment.charAt(0) === ' ' || last === ' ') {
      return 'A segment of the path begins or ends with a space: remove the space.';
    }
  }
  if (/\.md$/i.test(path)) {
    return 'The path ends in ".md": leave that off, a page is named without it.';
  }
  return '';
}

/**
 * The rule for page paths, but for the Unicode form.
 * @param {string} path
 * @returns {string} '' when legal, else what is wrong and what to do
 */
function checkPagePath(path) {
  if (path.indexOf(' ') >= 0) {
    return 'The path has a space: write "_" instead.';
  }
  return checkFilePath(path);
}

/**
 * @param {string} owner
 * @param {string} wiki
 */
function isWiki(owner, wiki) {
  return NAME.test(owner) && NAME.test(wiki) && RESERVED_OWNERS.indexOf(owner) < 0;
}

export { checkFilePath, checkPagePath, hasInvisible, isWiki, NAME };
