import type { IncomingMessage } from 'node:http';

const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);

/** What a request is for, after its request line and `Host` were checked. */
export interface RequestTarget {
  /** Percent-encoded, as the client sent it. */
  rawPath: string;
  /** Without the question mark. */
  rawQuery: string;
  /** `Host`, or the authority of an absolute-form target. */
  authority: string;
}

export interface RefusedTarget {
  statusCode: 400 | 421;
  reason: string;
}

export function isLoopback(host: string): boolean {
  return LOOPBACK_HOSTS.has(host);
}

/**
 * Reads the target of a request: https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 * @param loopbackOnly refuse with 421 requests that name another host: a page of another site can have its own host name answer
 *   with 127.0.0.1 (DNS rebinding), and then read this site as its own
 */
export function readRequestTarget(request: IncomingMessage, loopbackOnly: boolean): RequestTarget | RefusedTarget {
  const hosts = request.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'host');
  if (hosts.length > 1) return { statusCode: 400, reason: 'The request has more than one Host.' };
  const match = /^(?:https?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?$/i.exec(request.url ?? '');
  if (match === null) return { statusCode: 400, reason: 'The request target is malformed.' };
  const [, targetAuthority, path = '', rawQuery = ''] = match;
  const rawPath = path === '' && targetAuthority !== undefined ? '/' : path;
  if (!rawPath.startsWith('/')) return { statusCode: 400, reason: 'The request target is not a path.' };
  const host = request.headers.host ?? '';
  if (loopbackOnly) {
    const named = targetAuthority === undefined ? [host] : [host, targetAuthority];
    if (!named.every(isLoopbackAuthority)) {
      return { statusCode: 421, reason: 'This server answers to 127.0.0.1, localhost and [::1] only.' };
    }
  }
  return { rawPath, rawQuery, authority: targetAuthority ?? host };
}

function isLoopbackAuthority(authority: string): boolean {
  const host = /^(\[[^\]]*\]|[^:@]*)(?::\d{1,5})?$/.exec(authority)?.[1];
  return host !== undefined && LOOPBACK_HOSTS.has(host.toLowerCase());
}
