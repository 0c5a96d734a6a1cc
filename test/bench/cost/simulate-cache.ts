import type { Trace } from './reading.ts';

/** What `Cache-Control` tells caches that are shared. */
export interface CachePolicy {
  ttlSeconds: number;
  /** How long after that an old answer may be given while a new one is fetched. */
  staleSeconds: number;
  /** What is written is driven out at once, everywhere. */
  invalidates?: boolean;
}

/** Of all requests for pages and sidebars, what became of how many. */
export interface CacheCounts {
  requests: number;
  /** Answered by the edge location at once, from what is fresh. */
  fresh: number;
  /** Answered by it at once from what is old, while it fetched the new. */
  stale: number;
  /** Somebody waited, and a regional cache had it. */
  regional: number;
  /** Somebody waited for the bucket. */
  waited: number;
  /** Requests to the bucket, those for which nobody waited included. */
  origin: number;
  /** The reader's own copy was still right: an answer without a body. */
  unchanged: number;
  /** What was shown was no longer the newest. */
  outdated: number;
}

interface Entry {
  /** When the bucket gave it. */
  since: number;
  version: number;
}

const SIDEBAR = -1;

/**
 * Two layers of caches before a bucket, as CloudFront has them: a request goes to its edge location, then to the regional cache behind
 * that, then to the bucket. An answer's age counts from the bucket on, as RFC 9111 has it. Nothing is driven out: half a minute is short.
 * Each reader's browser keeps what it has seen and asks with its ETag.
 */
export function simulateCache(
  { reading, views, writes }: Trace,
  { ttlSeconds, staleSeconds, invalidates = false }: CachePolicy,
): CacheCounts {
  const counts: CacheCounts = {
    requests: 0,
    fresh: 0,
    stale: 0,
    regional: 0,
    waited: 0,
    origin: 0,
    unchanged: 0,
    outdated: 0,
  };
  const versions = new Map<number, number>();
  const edges = Array.from({ length: reading.locations }, () => new Map<number, Entry>());
  const regions = Array.from({ length: reading.regions }, () => new Map<number, Entry>());
  const browsers = Array.from({ length: reading.readers }, () => new Map<number, number>());

  const ageOf = (entry: Entry | undefined, now: number, key: number) =>
    entry === undefined || (invalidates && entry.version !== (versions.get(key) ?? 0))
      ? Number.POSITIVE_INFINITY
      : now - entry.since;
  const fetch = (now: number, key: number): Entry => {
    counts.origin += 1;
    return { since: now, version: versions.get(key) ?? 0 };
  };
  /** What a regional cache gives an edge location, and whether it had it. */
  const askRegion = (cache: Map<number, Entry>, now: number, key: number): { entry: Entry; had: boolean } => {
    const entry = cache.get(key);
    const age = ageOf(entry, now, key);
    if (entry !== undefined && age < ttlSeconds) return { entry, had: true };
    const fetched = fetch(now, key);
    cache.set(key, fetched);
    // While it fetches, it gives the old one.
    if (entry !== undefined && age < ttlSeconds + staleSeconds) return { entry, had: true };
    return { entry: fetched, had: false };
  };

  const ask = (now: number, location: number, reader: number, key: number) => {
    counts.requests += 1;
    const edge = edges[location] as Map<number, Entry>;
    const region = regions[location % reading.regions] as Map<number, Entry>;
    let entry = edge.get(key);
    const age = ageOf(entry, now, key);
    if (entry !== undefined && age < ttlSeconds) counts.fresh += 1;
    else {
      const { entry: given, had } = askRegion(region, now, key);
      edge.set(key, given);
      if (entry !== undefined && age < ttlSeconds + staleSeconds) counts.stale += 1;
      else {
        if (had) counts.regional += 1;
        else counts.waited += 1;
        entry = given;
      }
    }
    if (entry.version !== (versions.get(key) ?? 0)) counts.outdated += 1;
    const browser = browsers[reader] as Map<number, number>;
    if (browser.get(key) === entry.version) counts.unchanged += 1;
    browser.set(key, entry.version);
  };

  let next = 0;
  for (const { atSeconds, location, reader, page } of views) {
    for (let write = writes[next]; write !== undefined && write.atSeconds <= atSeconds; write = writes[++next]) {
      versions.set(write.page, (versions.get(write.page) ?? 0) + 1);
      if (write.structure) versions.set(SIDEBAR, (versions.get(SIDEBAR) ?? 0) + 1);
    }
    ask(atSeconds, location, reader, page);
    ask(atSeconds, location, reader, SIDEBAR);
  }
  return counts;
}
