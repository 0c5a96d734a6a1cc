// Part of the deployed function: CloudFront Functions' language subset.

/**
 * Whether it may be a time in seconds since 1970: no text, no fraction, exact as a number.
 * @param {unknown} value
 * @returns {value is number}
 */
function isWholeSeconds(value) {
  return Number.isSafeInteger(value) && /** @type {number} */ (value) >= 0;
}

export { isWholeSeconds };
