/** The session: a token of Holt's own. The edge reads it under this name. */
export const SESSION_COOKIE = '__Host-holt';
/** Says that somebody signed out in this browser, so that the next sign-in is not a silent one. */
export const OUT_COOKIE = '__Host-holt-out';

/**
 * The value of a cookie; undefined without it, and when there are several of that name, as it can't be told which one Holt set.
 * @param header the `Cookie` header
 */
export function readCookie(header: string | null, name: string): string | undefined {
  const values = parse(header).filter((cookie) => cookie.name === name);
  return values.length === 1 ? values[0]?.value : undefined;
}

/** The names of all cookies with that prefix, the oldest first, as browsers send them. */
export function cookieNames(header: string | null, prefix: string): string[] {
  return [...new Set(parse(header).map(({ name }) => name))].filter((name) => name.startsWith(prefix));
}

/**
 * A `Set-Cookie` header for this host alone: the prefix `__Host-` makes browsers refuse one that a neighbouring host has set.
 * @param maxAgeSeconds 0 deletes it
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-the-__host-prefix
 */
export function setCookie(name: `__Host-${string}`, value: string, maxAgeSeconds: number): string {
  return `${name}=${value}; Path=/; Secure; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}`;
}

function parse(header: string | null): { name: string; value: string }[] {
  return (header ?? '').split(';').flatMap((pair) => {
    const at = pair.indexOf('=');
    return at < 0 ? [] : [{ name: pair.slice(0, at).trim(), value: pair.slice(at + 1).trim() }];
  });
}
