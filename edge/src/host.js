// Hosts that serve only one owner or one wiki. Part of the deployed function: CloudFront Functions' language subset.

import { readUnlikely } from './key-values.js';
import { hostKey } from './keys.js';
import { onlyValue } from './only-value.js';

/** @typedef {import('./events.d.ts').EdgeRequest} EdgeRequest */

/**
 * The name in the `Host` field in its one spelling: lower case, without port and the dot of the root.
 * @param {EdgeRequest} request
 * @returns {string} '' when there is not one name
 */
function readHostname(request) {
  return onlyValue(request.headers.host)
    .toLowerCase()
    .replace(/\.*(:[0-9]*)?$/, '');
}

/**
 * @param {string} hostname
 * @returns {Promise<string | undefined>} `owner` or `owner/name`; undefined when the host serves everything
 */
function readTenant(hostname) {
  return readUnlikely(hostKey(hostname));
}

/**
 * @param {string | undefined} tenant
 * @param {string} owner
 * @param {string} wiki
 */
function serves(tenant, owner, wiki) {
  return tenant === undefined || tenant === owner || tenant === `${owner}/${wiki}`;
}

export { readHostname, readTenant, serves };
