import { createHash, timingSafeEqual } from 'node:crypto';
import type { FunctionUrlEvent, FunctionUrlResult } from '../function-url.ts';
import { refuse } from '../result.ts';
import { ORIGIN_SECRET_HEADER } from './origin-secret-header.ts';

/** The `Host` that was asked for: set by the viewer-request function, as `Host` itself names the function's URL. */
const HOST_HEADER = 'x-holt-host';

/**
 * An event as the edge saw it, or a refusal: 403 for one that did not come by way of the edge, 421 for one that names no host. The headers that say so go
 * no further. The time that it takes says nothing of the secrets.
 *
 * @param event whatever the function was invoked with
 */
export function admitEvent(
  event: Partial<FunctionUrlEvent>,
  secrets: readonly string[],
): FunctionUrlEvent | FunctionUrlResult {
  const { [ORIGIN_SECRET_HEADER]: secret, [HOST_HEADER]: host, host: _, ...headers } = event.headers ?? {};
  if (!isOneOf(secret ?? '', secrets)) {
    return refuse(403, 'forbidden', 'This is not an address of the site.');
  }
  if (!host) return refuse(421, 'misdirected_request', 'The request names no host.');
  return { ...(event as FunctionUrlEvent), headers: { ...headers, host } };
}

function isOneOf(given: string, secrets: readonly string[]): boolean {
  const digest = digestOf(given);
  // Every secret has its turn, whichever fits.
  return secrets.map((secret) => timingSafeEqual(digestOf(secret), digest)).includes(true);
}

/** Of one length, whatever the text's is. */
function digestOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
