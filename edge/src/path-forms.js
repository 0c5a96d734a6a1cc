// What needs Unicode normalization, which the edge's engine does not have. Not part of the deployed function: there, a path
// in another form than NFC is the key of no object.

import { checkFilePath as checkFileCharacters, checkPagePath as checkPageCharacters, isWiki, NAME } from './paths.js';

const NOT_NFC = 'The path is not in Unicode form NFC: normalize it to NFC.';

/** @param {string} path */
function checkForm(path) {
  if (!path.isWellFormed()) {
    return 'The path has half of a surrogate pair: write whole characters.';
  }
  return path === path.normalize('NFC') ? '' : NOT_NFC;
}

/**
 * @param {string} path
 * @returns {string} '' when legal, else what is wrong and what to do
 */
function checkPagePath(path) {
  return checkPageCharacters(path) || checkForm(path);
}

/**
 * @param {string} path
 * @returns {string} '' when legal, else what is wrong and what to do
 */
function checkFilePath(path) {
  return checkFileCharacters(path) || checkForm(path);
}

/**
 * @param {string} id
 * @returns {string} '' when it is a wiki's id, else what is wrong and what to do
 */
function checkWikiId(id) {
  const slash = id.indexOf('/');
  const owner = id.slice(0, Math.max(slash, 0));
  const wiki = id.slice(slash + 1);
  if (slash < 0 || wiki.includes('/')) {
    return 'A wiki\'s id is "owner/name", with one slash.';
  }
  if (!NAME.test(owner) || !NAME.test(wiki)) {
    return 'A wiki\'s owner and name are 1 to 39 of the characters a-z, 0-9 and "-", not beginning or ending with "-".';
  }
  if (!isWiki(owner, wiki)) {
    return `No wiki may belong to "${owner}", a name kept for the site itself: use another owner.`;
  }
  return '';
}

/**
 * The page path for the path of a file: NFC, with `_` for spaces.
 * @param {string} filePath without `.md`
 */
function toPagePath(filePath) {
  return filePath.normalize('NFC').replaceAll(' ', '_');
}

/**
 * A form that is the same for paths that differ only by case or by Unicode form, by canonical caseless matching
 * (https://www.unicode.org/versions/latest/core-spec/chapter-3/#G34145). To compare, never to show.
 * @param {string} path
 */
function foldPath(path) {
  // Lower case first, so that "ẞ" becomes "ß" and then, by upper case, "ss" as every other spelling of it does.
  const folded = path.normalize('NFD').toLowerCase().toUpperCase().toLowerCase();
  return folded.replaceAll('ς', 'σ').normalize('NFC');
}

export { checkFilePath, checkPagePath, checkWikiId, foldPath, toPagePath };
