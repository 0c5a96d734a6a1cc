import { resolve } from '@holt/edge';

/** Where a browser goes after signing in: an origin of this site and a path with its query, which begins with one slash. */
export interface ReturnAddress {
  origin: string;
  path: string;
}

/** The longest page's address fits; the address travels in a cookie, which has at most 4,096 bytes. */
const MAX_LENGTH = 1024;

// Just what needs no encoding in a URL. Browsers drop tabs and line ends and read a backslash as a slash, which would make
// another address of it.
const PLAIN = /^[!-[\]-~]+$/;
const ABSOLUTE = /^(https?:)\/\/([a-z0-9.-]+|\[[0-9a-f:]+\])(?::([0-9]{1,5}))?(\/.*)?$/;

/**
 * The address to return to. Anything but a path that names one thing on this site, or an absolute URL of the site's own origins
 * in its one spelling, becomes the root of `origin`.
 *
 * @param text as the request has it, decoded once
 * @param origin of the request
 * @param isMapped whether a host is one of the site's own
 */
export async function readReturnAddress(
  text: string | undefined,
  origin: string,
  isMapped: (hostname: string) => Promise<boolean>,
): Promise<ReturnAddress> {
  const root = { origin, path: '/' };
  if (text === undefined || text.length > MAX_LENGTH || !PLAIN.test(text)) return root;
  if (text.startsWith('/')) return isSitePath(text) ? { origin, path: text } : root;

  const [, scheme, hostname = '', port, path = '/'] = ABSOLUTE.exec(text) ?? [];
  if (scheme === undefined || !isSitePath(path)) return root;
  const asked = `${scheme}//${hostname}${port === undefined ? '' : `:${port}`}`;
  // A URL that the parser would spell in another way is not taken.
  if (!URL.canParse(asked) || new URL(asked).origin !== asked) return root;
  if (asked === origin) return { origin, path };
  // The site's hosts differ by name only.
  return originOfHost(hostname, origin) === asked && (await isMapped(hostname)) ? { origin: asked, path } : root;
}

/** The origin of a host that is mapped to a part of the site: with the scheme and the port of the main one. */
export function originOfHost(hostname: string, mainOrigin: string): string {
  const { protocol, port } = new URL(mainOrigin);
  return `${protocol}//${hostname}${port === '' ? '' : `:${port}`}`;
}

/** What people look at: pages and the like, the root, and the account page. Never another step of a sign-in. */
function isSitePath(text: string): boolean {
  const path = /^[^?#]*/.exec(text)?.[0] ?? '';
  return path === '/auth/' || ['object', 'redirect', 'root'].includes(resolve(path).kind);
}
