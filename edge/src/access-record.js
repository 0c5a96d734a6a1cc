// What the key-value store holds about a wiki. Part of the deployed function: CloudFront Functions' language subset.

import { LEVELS } from './access.js';
import { isWholeSeconds } from './whole-seconds.js';

/** @typedef {import('./index.d.ts').AccessRecord} AccessRecord */

/** @param {unknown} value */
function isRule(value) {
  return (
    Array.isArray(value) && value.length === 2 && typeof value[0] === 'string' && LEVELS.indexOf(String(value[1])) >= 0
  );
}

/**
 * @param {any} value
 * @returns {value is AccessRecord}
 */
function isAccessRecord(value) {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof value.public === 'boolean' &&
    Array.isArray(value.rules) &&
    /** @type {unknown[]} */ (value.rules).every(isRule) &&
    isWholeSeconds(value.since)
  );
}

/** @param {AccessRecord} record */
function encodeAccessRecord(record) {
  return JSON.stringify({ public: record.public, rules: record.rules, since: record.since });
}

/**
 * @param {string} text
 * @returns {AccessRecord | undefined}
 */
function parseAccessRecord(text) {
  try {
    const value = JSON.parse(text);
    return isAccessRecord(value) ? value : undefined;
  } catch (_error) {
    return undefined;
  }
}

export { encodeAccessRecord, isAccessRecord, parseAccessRecord };
