/**
 * Whether `If-None-Match` names the ETag of what would be sent, so that 304 is the answer; compares weakly:
 * https://www.rfc-editor.org/rfc/rfc9110#section-13.1.2
 * @param etag quoted, with `W/` when weak
 */
export function matchesIfNoneMatch(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch.trim() === '*') return true;
  const tags = ifNoneMatch.match(/(?:W\/)?"[^"]*"/g) ?? [];
  return tags.some((tag) => opaque(tag) === opaque(etag));
}

/**
 * Whether a range may be sent: not when `If-Range` names another ETag than the one at hand, or a weak one, or a date.
 * @param etag quoted
 */
export function matchesIfRange(ifRange: string | undefined, etag: string): boolean {
  return ifRange === undefined || (ifRange.trim() === etag && !etag.startsWith('W/'));
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, '');
}
