import { findSite, type VisitedSite } from '@holt/auth';
import type { KeyValueStore } from '@holt/storage';
import type { FunctionUrlEvent, FunctionUrlResult } from './function-url.ts';
import { refuse } from './result.ts';

/**
 * Which of the site's addresses an event is for, by its `Host`: the main one, a name of this machine for it, or a mapped host. An event without `Host` is
 * for the main one: HTTP/1.1 has none such.
 *
 * @returns a refusal with 421 for another host
 * @throws StorageError when the mapping can't be read
 * @see https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20
 */
export async function findVisitedSite(
  keyValues: KeyValueStore,
  event: FunctionUrlEvent,
  mainOrigin: string,
): Promise<VisitedSite | FunctionUrlResult> {
  const { host } = event.headers;
  if (host === undefined) return { origin: mainOrigin };
  const url = `${new URL(mainOrigin).protocol}//${host}`;
  // Only what a URL has between its slashes and its path is a host.
  const isHost = /^[^\s/?#@\\]+$/.test(host) && URL.canParse(url);
  const site = isHost ? await findSite(keyValues, new URL(url).origin, mainOrigin, { takesAliases: true }) : undefined;
  return site ?? refuse(421, 'misdirected_request', 'This is not an address of this site.');
}
