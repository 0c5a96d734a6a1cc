// Part of the deployed function: CloudFront Functions' language subset.

/**
 * Whether a text has what a pattern looks for. In njs, `test` of a pattern that is not found takes ten times as long and more.
 * @param {RegExp} pattern
 * @param {string} text
 */
function matches(pattern, text) {
  return text.search(pattern) >= 0;
}

export { matches };
