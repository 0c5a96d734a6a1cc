const LOOPBACK_HOSTS = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Whether a browser's `Origin` is this site: the same scheme, host and port. On a loopback address the other names of the machine
 * count as the same host. Any other page must not reach a server that its reader can reach (DNS rebinding).
 *
 * @see https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#security-warning
 */
export function isOwnOrigin(origin: string, site: string): boolean {
  if (origin === site) return true;
  const [asked, own] = [parse(origin), parse(site)];
  return (
    asked !== undefined &&
    own !== undefined &&
    asked.origin === origin &&
    asked.protocol === own.protocol &&
    asked.port === own.port &&
    LOOPBACK_HOSTS.has(asked.hostname) &&
    LOOPBACK_HOSTS.has(own.hostname)
  );
}

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}
