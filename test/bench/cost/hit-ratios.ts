import { median } from '../figures.ts';
import { type Reading, traceOf } from './reading.ts';
import { type CacheCounts, type CachePolicy, simulateCache } from './simulate-cache.ts';

export interface SeenRange {
  median: number;
  least: number;
  most: number;
}

/** Shares of all requests for pages and sidebars, over several seeds. */
export interface Ratios {
  /** Answered by the edge location at once, fresh or old. */
  edge: SeenRange;
  /** By the edge or by a regional cache: nobody waits for the bucket. */
  caches: SeenRange;
  origin: SeenRange;
  unchanged: SeenRange;
  outdated: SeenRange;
}

export interface SimulationOptions {
  /** The n-th run has the seed `${seed} n`. */
  seed: string;
  runs: number;
  /** Of each run. */
  maxViews: number;
}

/** What caches make of the same traces under each policy, in the policies' order. */
export function simulateRatios(
  reading: Reading,
  policies: readonly CachePolicy[],
  { seed, runs, maxViews }: SimulationOptions,
): Ratios[] {
  const counts: CacheCounts[][] = policies.map(() => []);
  for (let run = 1; run <= runs; run++) {
    const trace = traceOf(reading, `${seed} ${run}`, maxViews);
    for (const [i, policy] of policies.entries()) counts[i]?.push(simulateCache(trace, policy));
  }
  return counts.map((all) => {
    const share = (of: (counted: CacheCounts) => number) => rangeOf(all.map((one) => of(one) / one.requests));
    return {
      edge: share(({ fresh, stale }) => fresh + stale),
      caches: share(({ requests, waited }) => requests - waited),
      origin: share(({ origin }) => origin),
      unchanged: share(({ unchanged }) => unchanged),
      outdated: share(({ outdated }) => outdated),
    };
  });
}

const rangeOf = (values: readonly number[]): SeenRange => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
});
