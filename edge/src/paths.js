// What may be a wiki's id and a path inside a wiki. Part of the deployed function: written in the language subset
// of CloudFront Functions, whose engine has no String.prototype.normalize (see path-forms.js for what needs it), and without
// the sentences for people, which would not fit.

import { matches } from './matches.js';

const MAX_PATH_BYTES = 240;

/** First segments that are not owners: areas of the site, and roots of keys that no wiki may own. */
const RESERVED_OWNERS = ['assets', 'mcp', 'api', 'auth', 'git', 'fragments', 'control', 'www'];

const NAME = /^[a-z0-9]([a-z0-9-]{0,37}[a-z0-9])?$/;

// Control characters (C0, DEL, C1), line and paragraph separators, and what changes how the text around it is shown:
// bidirectional controls and zero-width characters.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it looks for
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

/**
 * What a path must not have, and the flaw's name.
 * @type {[RegExp, string][]}
 */
const PATH_FLAWS = [
  [/^$/, 'empty'],
  [INVISIBLE, 'invisible'],
  [/[\\:*?"<>|#^[\]%]/, 'forbidden'],
  [/^-/, 'dash'],
  [/^\/|\/\/|\/$/, 'slash'],
  [/\.(\/|$)|(^|\/)\.[^A-Za-z0-9]/, 'dots'],
  // Names that mean something to git in a work tree.
  [/(^|\/)(\.git|\.gitmodules|\.gitattributes|\.gitignore|git~[0-9])(\/|$)/i, 'git'],
  [/(^|\/) | (\/|$)/, 'end'],
  [/\.md$/i, '.md'],
];

/**
 * The first flaw of a text.
 * @param {[RegExp, string][]} flaws
 * @param {string} text
 * @returns {string} '' for none
 */
function findFlaw(flaws, text) {
  for (let i = 0; i < flaws.length; i++) {
    const flaw = /** @type {[RegExp, string]} */ (flaws[i]);
    if (matches(flaw[0], text)) {
      return flaw[1];
    }
  }
  return '';
}

/**
 * Bytes of a text in UTF-8: each is one plain character or one escape, which has two more.
 * @param {string} text without halves of surrogate pairs
 */
function countBytes(text) {
  const encoded = encodeURIComponent(text);
  return encoded.length - 2 * (encoded.split('%').length - 1);
}

/**
 * The rule for paths of attachments, but for the Unicode form.
 * @param {string} path
 * @returns {string} '' when legal, else the flaw's name
 */
function findFileFlaw(path) {
  return findFlaw(PATH_FLAWS, path) || (countBytes(path) > MAX_PATH_BYTES ? 'long' : '');
}

/**
 * The rule for paths of pages, but for the Unicode form.
 * @param {string} path
 * @returns {string} '' when legal, else the flaw's name
 */
function findPageFlaw(path) {
  return path.indexOf(' ') >= 0 ? 'space' : findFileFlaw(path);
}

/**
 * @param {string} owner
 * @param {string} wiki
 */
function isWiki(owner, wiki) {
  return matches(NAME, owner) && matches(NAME, wiki) && RESERVED_OWNERS.indexOf(owner) < 0;
}

export { countBytes, findFileFlaw, findFlaw, findPageFlaw, INVISIBLE, isWiki, NAME };
