import { openDice } from '../../simulation/dice.ts';
import { zipf } from './zipf.ts';

/** How one wiki is read and written. */
export interface Reading {
  pages: number;
  /** Of Zipf's law over its pages: 0 is all alike, 1 is the usual of web pages. */
  exponent: number;
  readers: number;
  viewsAMonth: number;
  writesAMonth: number;
  /** How many of CloudFront's edge locations its readers come by, and how many regional caches stand behind these. */
  locations: number;
  regions: number;
}

/** Somebody opens a page: its HTML is asked for, and the sidebar. */
export interface View {
  atSeconds: number;
  location: number;
  reader: number;
  page: number;
}

/** Something is written: a page, and where one comes or goes the sidebar too. */
export interface Write {
  atSeconds: number;
  page: number;
  structure: boolean;
}

export interface Trace {
  reading: Reading;
  views: View[];
  writes: Write[];
}

/** People read for half of the day, and not at all in the other. */
const ACTIVE_SECONDS_A_MONTH = (30 * 86_400) / 2;
const VIEWS_A_VISIT = 4;
const SECONDS_A_VIEW = 40;
/** One write of so many brings a page, takes one away or changes a title. */
const WRITES_A_STRUCTURE = 5;

/** A month of reading and writing, or as much of one as has `maxViews`: the same for the same seed. Times leave out when nobody reads. */
export function traceOf(reading: Reading, seed: string, maxViews: number): Trace {
  const { pages, exponent, readers, viewsAMonth, writesAMonth, locations } = reading;
  const dice = openDice(seed);
  const drawPage = zipf(pages, exponent);
  const visitsASecond = viewsAMonth / VIEWS_A_VISIT / ACTIVE_SECONDS_A_MONTH;
  const writesASecond = writesAMonth / ACTIVE_SECONDS_A_MONTH;
  const pause = (meanSeconds: number) => -Math.log(1 - dice.fraction()) * meanSeconds;

  const views: View[] = [];
  const count = Math.min(viewsAMonth, maxViews);
  let now = 0;
  while (views.length < count) {
    now += pause(1 / visitsASecond);
    const reader = dice.between(0, readers - 1);
    let atSeconds = now;
    do {
      views.push({ atSeconds, location: reader % locations, reader, page: drawPage(dice) });
      atSeconds += pause(SECONDS_A_VIEW);
    } while (dice.chance(1 - 1 / VIEWS_A_VISIT));
  }
  views.sort((a, b) => a.atSeconds - b.atSeconds);

  const writes: Write[] = [];
  const until = views.at(-1)?.atSeconds ?? 0;
  for (let at = writesASecond > 0 ? pause(1 / writesASecond) : until; at < until; at += pause(1 / writesASecond)) {
    writes.push({ atSeconds: at, page: drawPage(dice), structure: dice.chance(1 / WRITES_A_STRUCTURE) });
  }
  return { reading, views, writes };
}
