const MAX_TEXT_UNITS = 256;

// Controls, line and paragraph separators, and the sign that stands for what could not be decoded.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it refuses
const REFUSED = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufffd]/;

/**
 * Whether the text may stand as a subject or a name.
 * @param {unknown} value
 * @returns {value is string}
 */
function isPlainText(value) {
  return (
    typeof value === 'string' &&
    value.trim() !== '' &&
    value.length <= MAX_TEXT_UNITS &&
    value.isWellFormed() &&
    !REFUSED.test(value)
  );
}

export { isPlainText };
