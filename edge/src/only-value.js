// Part of the deployed function: CloudFront Functions' language subset.

/**
 * The value of a field that was sent once.
 * @param {import('./events.d.ts').EdgeValue | undefined} field
 * @returns {string} '' for none or several, as it would be open which of them counts
 */
function onlyValue(field) {
  return !field || (field.multiValue && field.multiValue.length > 1) ? '' : field.value;
}

export { onlyValue };
