// The one access rule, for reads at the edge and for writes in the Lambda.

/**
 * Whether a request may do something in a wiki. A wiki without a record is private.
 * @param {import('./index.d.ts').AccessClaims | undefined} claims what a verified token says; undefined without a token
 * @param {import('./index.d.ts').AccessRecord | undefined} record what is kept about the wiki
 * @param {string} owner
 * @param {string} wiki
 * @param {import('./index.d.ts').Right} right
 * @returns {boolean}
 */
function allows(claims, record, owner, wiki, right) {
  if (right === 'read' && record !== undefined && record.public === true) {
    return true;
  }
  if (claims === undefined || claims.scope.indexOf(right) < 0) {
    return false;
  }
  return ['*', `${owner}/*`, `${owner}/${wiki}`].some((pattern) => claims.wikis.indexOf(pattern) >= 0);
}

export { allows };
