import { round } from '../figures.ts';
import type { Row, Table } from '../table.ts';
import { INIT_MS, LATENCY_MS } from './assumptions.ts';
import { type Bill, makeBill } from './bill.ts';
import { type Ratios, type SeenRange, simulateRatios } from './hit-ratios.ts';
import { measureEdge } from './measure-edge.ts';
import { measureManyWikis } from './measure-many-wikis.ts';
import { measureViews } from './measure-views.ts';
import { type MeasuredWiki, measureWiki } from './measure-wiki.ts';
import { optionsOf } from './options.ts';
import { PRICES, type Source } from './prices.ts';
import { findEnds } from './quotas.ts';
import type { Reading } from './reading.ts';
import type { CachePolicy } from './simulate-cache.ts';
import { type Design, type Measured, usageOf } from './usage.ts';
import { idle, WORKLOADS, type Workload } from './workload.ts';

const SEED = 'cost';
const RUNS = 9;
const MAX_VIEWS = 40_000;
/** Of a team's wiki. */
const PAGES = 500;
const SIZES = [20, PAGES, 2000];
/** So many that its objects are packed once: that comes every 256 commits. */
const EDITS = 260;
const FEWER_EDITS = 60;
const DAY_SECONDS = 86_400;

/** Near each other, and all over the world. */
const NEAR = { locations: 3, regions: 2, readers: 20 };
const WORLD = { locations: 30, regions: 8, readers: 2000 };

const POLICIES: readonly (CachePolicy & { name: string })[] = [
  { name: '30 s', ttlSeconds: 30, staleSeconds: 0 },
  { name: '30 s, then 60 s old', ttlSeconds: 30, staleSeconds: 60 },
  { name: '60 s', ttlSeconds: 60, staleSeconds: 0 },
  { name: '60 s, then 60 s old', ttlSeconds: 60, staleSeconds: 60 },
  { name: 'a day, driven out when written', ttlSeconds: DAY_SECONDS, staleSeconds: 0, invalidates: true },
];

const SOURCES: Record<Source, string> = { page: 'yes', others: 'no: others say so', memory: 'no: from memory' };

/** What a deployment costs in a month, where it ends, and what the caches in front of it do. */
export async function benchCost({ sizes = SIZES }: { sizes?: readonly number[] } = {}): Promise<Table[]> {
  const [edge, views, many] = [await measureEdge(), await measureViews(PAGES), await measureManyWikis()];
  const wikis: MeasuredWiki[] = [];
  for (const pages of sizes) {
    wikis.push(await measureWiki({ pages, edits: pages === PAGES ? EDITS : FEWER_EDITS, writesAMonth: 600 }));
  }
  const wiki = wikis.find(({ pages }) => pages === PAGES) ?? (wikis[0] as MeasuredWiki);
  const built = policyOf(wiki.cacheControl);
  const measuredFor = (workload: Workload, policy: CachePolicy): Measured => {
    const [ratios] = simulateRatios(readingOf(workload), [policy], SIMULATION) as [Ratios];
    const cache = { origin: ratios.origin.median, unchanged: ratios.unchanged.median };
    return { wiki, many, edge, views, cache };
  };
  const bills = WORKLOADS.map((workload) => ({ workload, measured: measuredFor(workload, built) }));
  return [
    pricesTable(),
    { title: 'Cost: what calls ask for', rows: wikis.flatMap(callRows), notes: CALL_NOTES },
    itemsTable(bills, true),
    itemsTable(bills, false),
    designsTable(measuredFor, built),
    {
      title: 'Cost: dollars a month when nobody reads and nobody writes',
      rows: bills.flatMap(({ workload, measured }) => idleRow(workload, measured)),
    },
    optionsTable(measuredFor, built),
    ...ratioTables(),
    {
      title: 'Cost: where it ends',
      rows: findEnds((bills[0] as { measured: Measured }).measured).map(({ quota, limit, unit, next, page }) => ({
        what: quota,
        ends: `${short(limit)} ${unit}`,
        'next step': next,
        said: page,
      })),
    },
  ];
}

const SIMULATION = { seed: SEED, runs: RUNS, maxViews: MAX_VIEWS };

const CALL_NOTES = [
  `An edit in the mean of ${FEWER_EDITS}, of ${PAGES} pages in that of ${EDITS}: the packing of git's objects, which comes every 256 commits, is in the latter only.`,
  'Each by a process that knows nothing yet, with a token that is checked. "Fold" is the mean part of an edit in packing and in the search index; "dearest" is the fullest single one. "Chain" is how many requests wait for each other.',
  `A call is billed for ${INIT_MS} ms of starting, its computing here, and ${LATENCY_MS} ms for each request of its chain.`,
];

function pricesTable(): Table {
  const rows = Object.values(PRICES).map(({ what, usd, per, unit, page, read, source, by, free, freeBy }) => ({
    what,
    dollars: usd,
    for: `${per.toLocaleString('en')} ${unit}`,
    'free a month': free === undefined ? '' : free.toLocaleString('en'),
    page,
    'read there': SOURCES[source],
    by: [by, freeBy === by ? undefined : freeBy].filter((one) => one !== undefined).join(', '),
    looked: read,
  }));
  return {
    title: 'Cost: prices',
    rows,
    notes: ['In us-east-1, the first tier of each, without taxes. Free is what stays free after the first year.'],
  };
}

function callRows(wiki: MeasuredWiki): Row[] {
  const pages = `${wiki.pages.toLocaleString('en')} pages`;
  const { chains } = wiki;
  const rows = [
    ['an edit', wiki.write, chains.write],
    ['its notification', wiki.notification, chains.notification],
    ['its fold', wiki.fold, round(chains.fold, 1)],
    ['the dearest fold', wiki.dearestFold, ''],
    ['a read', wiki.read, chains.read],
    ['a day', wiki.daily, chains.daily],
  ] as const;
  return rows.map(([what, cost, chain]) => ({
    what: `${pages}: ${what}`,
    'GET, HEAD': round(cost.gets, 1),
    'PUT, LIST': round(cost.puts, 1),
    'KB put': round(cost.bytes / 1024, 1),
    'KeyValueStore API': round(cost.keyValueCalls, 1),
    chain,
    'ms here': round(cost.ms, 0),
  }));
}

/** Line by line, one column for each workload. */
function itemsTable(bills: readonly { workload: Workload; measured: Measured }[], free: boolean): Table {
  const columns = bills.map(({ workload, measured }) => ({
    name: workload.name,
    bill: makeBill(usageOf(workload, measured), { free }),
  }));
  const purposes = [...new Set(columns.flatMap(({ bill }) => [...bill.items.keys()]))];
  const row = (what: string, of: (bill: Bill) => number): Row => ({
    what,
    ...Object.fromEntries(columns.map(({ name, bill }) => [name, dollars(of(bill))])),
  });
  return {
    title: `Cost: dollars a month, ${free ? 'with' : 'without'} free tiers`,
    rows: [
      ...purposes.map((purpose) => row(purpose, ({ items }) => items.get(purpose) ?? 0)),
      row('all', ({ usd }) => usd),
    ],
    notes: WORKLOADS.map(({ name, views, writes, agentReads, isPrivate }) => {
      const [seen, written, read] = [views, writes, agentReads].map((count) => count.toLocaleString('en'));
      return `${name}: each ${seen} views by ${isPrivate ? 'readers who sign in' : 'anyone'}, ${written} writes and ${read} reads by agents a month.`;
    }),
  };
}

function designsTable(measuredFor: (workload: Workload, policy: CachePolicy) => Measured, built: CachePolicy): Table {
  const daily = { ttlSeconds: DAY_SECONDS, staleSeconds: 0, invalidates: true };
  const designs: [Design, CachePolicy][] = [
    ['files', built],
    ['files, keys asked of CloudFront', built],
    ['function for each read', built],
    ['invalidation, one tag for each write', daily],
    ['invalidation, each changed path', daily],
  ];
  return {
    title: 'Cost: the same traffic served otherwise, dollars a month with free tiers',
    rows: designs.map(([design, policy]) => ({
      what: design,
      ...Object.fromEntries(
        WORKLOADS.map((workload) => [
          workload.name,
          dollars(makeBill(usageOf(workload, measuredFor(workload, policy), design), { free: true }).usd),
        ]),
      ),
    })),
  };
}

function idleRow(workload: Workload, measured: Measured): Row[] {
  if (!workload.isPrivate) return [];
  const used = usageOf(idle(workload), measured);
  const bill = makeBill(used, { free: true });
  const of = (purpose: string) => bill.items.get(purpose) ?? 0;
  return [
    {
      what: workload.name,
      storage: dollars(of('storage')),
      "the bucket's key": dollars(of("encryption: the bucket's key")),
      'daily maintenance': dollars(
        [...bill.items].reduce((sum, [what, usd]) => (what.startsWith('daily') ? sum + usd : sum), 0),
      ),
      all: dollars(bill.usd),
    },
  ];
}

function optionsTable(measuredFor: (workload: Workload, policy: CachePolicy) => Measured, built: CachePolicy): Table {
  const columns = WORKLOADS.map((workload) => {
    const used = usageOf(workload, measuredFor(workload, built));
    const base = makeBill(used, { free: true }).usd;
    return {
      workload,
      options: optionsOf(used).map(
        ({ name, used: more }) => [name, makeBill([...used, ...more], { free: true }).usd - base] as const,
      ),
    };
  });
  const names = columns[0]?.options.map(([name]) => name) ?? [];
  return {
    title: 'Cost: options, dollars a month more',
    rows: names.map((what, i) => ({
      what,
      ...Object.fromEntries(columns.map(({ workload, options }) => [workload.name, dollars(options[i]?.[1] ?? 0)])),
    })),
  };
}

function ratioTables(): Table[] {
  const rowsOf = (what: string, reading: Reading) =>
    simulateRatios(reading, POLICIES, SIMULATION).map(
      (ratios, i): Row => ({
        what: `${what}, ${POLICIES[i]?.name}`,
        'at the edge, %': percent(ratios.edge),
        'in any cache, %': percent(ratios.caches),
        'requests to the bucket, %': percent(ratios.origin),
        'without a body, %': percent(ratios.unchanged),
        'no longer the newest, %': percent(ratios.outdated),
      }),
    );
  const traffic = [6600, 100_000, 1_000_000].flatMap((viewsAMonth) =>
    rowsOf(`${viewsAMonth.toLocaleString('en')} views`, { ...readingOfViews(viewsAMonth), exponent: 1 }),
  );
  const exponents = [0.6, 0.8, 1, 1.2].flatMap((exponent) =>
    rowsOf(`exponent ${exponent}`, { ...readingOfViews(100_000), exponent }).slice(1, 2),
  );
  return [
    {
      title: 'Cache: by simulation, one wiki by its views a month',
      rows: traffic,
      notes: [
        `Seed "${SEED} 1" to "${SEED} ${RUNS}": the median of ${RUNS} runs, and the least and the most. Up to ${MAX_VIEWS.toLocaleString('en')} views a run. "Then 60 s old": stale-while-revalidate.`,
        'Pages by Zipf’s law with exponent 1; 6,600 views by 20 readers near each other (3 edge locations, 2 regional caches), more by 2,000 in all the world (30 and 8). Each view asks for the page and the sidebar.',
      ],
    },
    {
      title: 'Cache: by simulation, 100,000 views a month, by how alike pages are (30 s, then 60 s old)',
      rows: exponents,
    },
  ];
}

/** What shared caches are told of a page. */
function policyOf(cacheControl: string): CachePolicy {
  const seconds = (name: string) => Number(new RegExp(`\\b${name}=(\\d+)`).exec(cacheControl)?.[1] ?? 0);
  return { ttlSeconds: seconds('s-maxage'), staleSeconds: seconds('stale-while-revalidate') };
}

const readingOf = ({ views }: Workload) => readingOfViews(views);

const readingOfViews = (viewsAMonth: number): Reading => ({
  pages: PAGES,
  exponent: 1,
  viewsAMonth,
  writesAMonth: 600,
  ...(viewsAMonth > 10_000 ? WORLD : NEAR),
});

const dollars = (usd: number) => round(usd, usd < 0.1 ? 4 : 2);
const percent = ({ median, least, most }: SeenRange) =>
  `${round(100 * median, 1)} (${round(100 * least, 1)}–${round(100 * most, 1)})`;
const short = (value: number) => (value >= 100 ? Math.floor(value).toLocaleString('en') : String(round(value, 1)));
