// Asked before a record is written: not part of the deployed function.

import { LEVELS } from './access.js';
import { encodeAccessRecord, isAccessRecord } from './access-record.js';
import { checkPagePath } from './path-forms.js';
import { countBytes } from './paths.js';

/** The limit of CloudFront on a value. */
const MAX_VALUE_BYTES = 1024;

/**
 * @param {import('./index.d.ts').AccessRecord} record
 * @returns {string} '' when it may be stored, else what is wrong and what to do
 */
function checkAccessRecord(record) {
  if (!isAccessRecord(record)) {
    return `An access record is whether the wiki is public, rules of a path and one of ${LEVELS.join(', ')}, and a time in whole seconds.`;
  }
  const paths = record.rules.map((rule) => rule[0]);
  for (const [index, path] of paths.entries()) {
    // Attachments are kept under "_" for spaces, too: a rule with a space would protect nothing.
    const problem = checkPagePath(path);
    if (problem) {
      return `The rule for "${path}": ${problem}`;
    }
    if (paths.indexOf(path) < index) {
      return `There are two rules for "${path}": keep one.`;
    }
  }
  if (countBytes(encodeAccessRecord(record)) > MAX_VALUE_BYTES) {
    return 'The rules take more than 1,024 bytes: use fewer or shorter ones, such as one for a folder instead of many for its pages.';
  }
  return '';
}

export { checkAccessRecord };
