// The one access rule, for reads at the edge and for writes in the Lambda. CloudFront Functions' language subset.

/** Who may do something, from anyone to the few: each level includes those after it. */
const LEVELS = ['public', 'reader', 'editor', 'owner'];

/**
 * A level that is not known is above all others: nobody has it.
 * @param {string} level
 */
function rank(level) {
  const index = LEVELS.indexOf(level);
  return index < 0 ? LEVELS.length : index;
}

/**
 * Whether a path is a folder or page, or is below it.
 * @param {string} path
 * @param {string} prefix
 */
function isWithin(path, prefix) {
  return path === prefix || path.slice(0, prefix.length + 1) === `${prefix}/`;
}

/**
 * The highest role that the claims give in a wiki; a pattern without a role is an editor's.
 * @param {import('./index.d.ts').AccessClaims | undefined} claims
 * @param {string} owner
 * @param {string} wiki
 * @returns {import('./index.d.ts').Level} `public` without a role
 */
function roleOf(claims, owner, wiki) {
  const patterns = ['*', `${owner}/*`, `${owner}/${wiki}`];
  let best = 0;
  (claims ? claims.wikis : []).forEach((entry) => {
    const colon = entry.indexOf(':');
    const pattern = colon < 0 ? entry : entry.slice(0, colon);
    if (patterns.indexOf(pattern) >= 0) {
      best = Math.max(best, LEVELS.indexOf(colon < 0 ? 'editor' : entry.slice(colon + 1)));
    }
  });
  return /** @type {import('./index.d.ts').Level} */ (LEVELS[best]);
}

/**
 * The level that reading needs, by the rule with the longest path. What shows the whole wiki needs the highest of all.
 * @param {import('./index.d.ts').AccessRecord | undefined} record
 * @param {string | undefined} path undefined for what shows the whole wiki
 * @returns {string}
 */
function levelOf(record, path) {
  let level = record && record.public === true ? 'public' : 'reader';
  let length = -1;
  (record ? record.rules : []).forEach((rule) => {
    if (path === undefined ? rank(rule[1]) > rank(level) : rule[0].length > length && isWithin(path, rule[0])) {
      level = rule[1];
      length = rule[0].length;
    }
  });
  return level;
}

/**
 * Whether a request may do something in a wiki. A wiki without a record is private.
 * @param {import('./index.d.ts').AccessClaims | undefined} claims what a verified token says; undefined without a token
 * @param {import('./index.d.ts').AccessRecord | undefined} record what is kept about the wiki
 * @param {string} owner
 * @param {string} wiki
 * @param {import('./index.d.ts').Right} right
 * @param {string} [path] of a page or an attachment; left out for what shows or changes the whole wiki
 * @returns {boolean}
 */
function allows(claims, record, owner, wiki, right, path) {
  const needed = rank(levelOf(record, path));
  if (right === 'read' && needed === 0) {
    return true;
  }
  if (!claims || claims.scope.indexOf(right) < 0) {
    return false;
  }
  if (record && claims.issuedAt < record.since) {
    return false;
  }
  const paths = claims.paths;
  if (paths && (path === undefined || !paths.some((prefix) => isWithin(path, prefix)))) {
    return false;
  }
  const least = right === 'manage' ? 'owner' : right === 'write' ? 'editor' : 'reader';
  return rank(roleOf(claims, owner, wiki)) >= Math.max(needed, rank(least));
}

export { allows, isWithin, LEVELS, levelOf, rank, roleOf };
