// Part of the deployed function: CloudFront Functions' language subset.

// biome-ignore lint/style/useNodejsImportProtocol: CloudFront knows its modules by their bare names only
import crypto from 'crypto';

/**
 * The entry that holds the least `iat` of a subject's tokens. By digest, as a subject may be longer than a key.
 * @param {string} subject
 */
function revokedSubjectKey(subject) {
  return `revoked:${crypto.createHash('sha256').update(subject).digest('base64url')}`;
}

export { revokedSubjectKey };
