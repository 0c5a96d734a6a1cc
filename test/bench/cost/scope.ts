import type { Reading } from './reading.ts';
import type { CachePolicy } from './simulate-cache.ts';

/** Of a team's wiki. */
export const PAGES = 500;
export const WRITES_A_MONTH = 600;
/** So many that its objects are packed once: that comes every 256 commits. */
export const EDITS = 260;
/** Of wikis of other sizes. */
export const FEWER_EDITS = 60;

export const SIMULATION = { seed: 'cost', runs: 9, maxViews: 40_000 };

const DAY_SECONDS = 86_400;
/** A page is kept for a day, unless a write drives it out. */
export const DRIVEN_OUT: CachePolicy = { ttlSeconds: DAY_SECONDS, staleSeconds: 0, invalidates: true };

/** Near each other, and all over the world. */
const NEAR = { locations: 3, regions: 2, readers: 20 };
const WORLD = { locations: 30, regions: 8, readers: 2000 };

/** How a wiki is read that is seen so often. */
export const readingOfViews = (viewsAMonth: number): Reading => ({
  pages: PAGES,
  exponent: 1,
  viewsAMonth,
  writesAMonth: WRITES_A_MONTH,
  ...(viewsAMonth > 10_000 ? WORLD : NEAR),
});
