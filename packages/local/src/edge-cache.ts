import type { EdgeRequest } from '@holt/edge';
import type { Clock, StoredObject } from '@holt/storage';

/** How long CloudFront keeps that an object is missing, as the stack sets it. */
const MISSING_TTL_SECONDS = 5;
/** So that a crawl can't fill the memory; the oldest go first. */
const MAX_ENTRIES = 1000;

/** What a cache in front of the objects keeps. */
export interface EdgeCache {
  /** The object under a request's key: kept from before, or read now. */
  get(request: EdgeRequest, read: () => Promise<StoredObject | undefined>): Promise<StoredObject | undefined>;
}

/**
 * A model of CloudFront's cache with the managed policy CachingOptimized: behind the viewer-request function, so that it sees no more of a
 * request than that function lets through.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
 */
export function openEdgeCache(clock: Clock): EdgeCache {
  const kept = new Map<string, { object: StoredObject | undefined; untilMs: number }>();
  return {
    async get(request, read) {
      const key = cacheKeyOf(request);
      const entry = kept.get(key);
      if (entry !== undefined && clock.now() < entry.untilMs) return entry.object;
      kept.delete(key);
      const object = await read();
      const ttlSeconds = object === undefined ? MISSING_TTL_SECONDS : sharedMaxAge(object.cacheControl ?? '');
      if (ttlSeconds > 0) kept.set(key, { object, untilMs: clock.now() + ttlSeconds * 1000 });
      for (const oldest of kept.keys()) {
        if (kept.size <= MAX_ENTRIES) break;
        kept.delete(oldest);
      }
      return object;
    },
  };
}

/** The path, and of `Accept-Encoding` whether it names br and gzip: neither the host, nor a header, a cookie or the query. */
export function cacheKeyOf({ uri, headers }: EdgeRequest): string {
  const accepted = headers['accept-encoding']?.value ?? '';
  const codings = ['br', 'gzip'].filter((coding) => new RegExp(`(^|[,\\s])${coding}($|[,;\\s])`, 'i').test(accepted));
  return `${uri} ${codings.join()}`;
}

/** Seconds that a shared cache may keep an answer: https://www.rfc-editor.org/rfc/rfc9111#section-5.2.2.10 */
function sharedMaxAge(cacheControl: string): number {
  if (/\b(no-store|no-cache|private)\b/i.test(cacheControl)) return 0;
  const match = /\bs-maxage=(\d+)/i.exec(cacheControl) ?? /\bmax-age=(\d+)/i.exec(cacheControl);
  return Number(match?.[1] ?? 0);
}
