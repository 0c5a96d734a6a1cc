// What needs Unicode normalization, which the edge's engine does not have. Not part of the deployed function: there, a path
// in another form than NFC is the key of no object.

import { findFileFlaw, findPageFlaw, isWiki, NAME } from './paths.js';

/**
 * What is wrong and what to do, by the flaw's name.
 * @type {Record<string, string>}
 */
const SENTENCES = {
  empty: 'The path is empty: give it a name.',
  long: 'The path is longer than 240 bytes of UTF-8: shorten it.',
  invisible: 'The path has a control or invisible character: remove it.',
  forbidden: 'The path has one of the characters \\ : * ? " < > | # ^ [ ] %: remove it.',
  dash: 'The path begins with "-", which is kept for the wiki\'s own pages: begin it with something else.',
  slash: 'The path has an empty segment: write single slashes, none at the beginning or the end.',
  dots: 'A segment of the path is only dots, ends with "." or begins with "." and no letter: remove the dot.',
  git: 'A segment of the path is a name that git keeps for itself: choose another.',
  end: 'A segment of the path begins or ends with a space: remove the space.',
  space: 'The path has a space: write "_" instead.',
  '.md': 'The path ends in ".md": leave that off, a page is named without it.',
};

/**
 * @param {string} path
 * @param {(path: string) => string} findRuleFlaw
 */
function check(path, findRuleFlaw) {
  if (!path.isWellFormed()) {
    return 'The path has half of a surrogate pair: write whole characters.';
  }
  const flaw = findRuleFlaw(path);
  if (flaw !== '') {
    return SENTENCES[flaw] ?? `The path is not legal: ${flaw}.`;
  }
  return path === path.normalize('NFC') ? '' : 'The path is not in Unicode form NFC: normalize it to NFC.';
}

/**
 * @param {string} path
 * @returns {string} '' when legal, else what is wrong and what to do
 */
function checkPagePath(path) {
  return check(path, findPageFlaw);
}

/**
 * @param {string} path
 * @returns {string} '' when legal, else what is wrong and what to do
 */
function checkFilePath(path) {
  return check(path, findFileFlaw);
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
