import type { Table } from '../table.ts';
import { designsTable, idleTable, itemsTable, type MeasuredFor, optionsTable } from './bill-tables.ts';
import { ratioTables } from './cache-tables.ts';
import { callTable } from './call-table.ts';
import { endTable } from './end-table.ts';
import { type Ratios, simulateRatios } from './hit-ratios.ts';
import { measureEdge } from './measure-edge.ts';
import { measureManyWikis } from './measure-many-wikis.ts';
import { measureViews } from './measure-views.ts';
import { type MeasuredWiki, measureWiki } from './measure-wiki.ts';
import { priceTable } from './price-table.ts';
import { EDITS, FEWER_EDITS, PAGES, readingOfViews, SIMULATION, WRITES_A_MONTH } from './scope.ts';
import type { CachePolicy } from './simulate-cache.ts';
import type { Measured } from './usage.ts';
import { WORKLOADS } from './workload.ts';

const SIZES = [20, PAGES, 2000];

/** What a deployment costs in a month, where it ends, and what the caches in front of it do. */
export async function benchCost({ sizes = SIZES }: { sizes?: readonly number[] } = {}): Promise<Table[]> {
  const [edge, views, many] = [await measureEdge(), await measureViews(PAGES), await measureManyWikis()];
  const wikis: MeasuredWiki[] = [];
  for (const pages of sizes) {
    const edits = pages === PAGES ? EDITS : FEWER_EDITS;
    wikis.push(await measureWiki({ pages, edits, writesAMonth: WRITES_A_MONTH }));
  }
  const wiki = wikis.find(({ pages }) => pages === PAGES) ?? (wikis[0] as MeasuredWiki);
  const built = policyOf(wiki.cacheControl);
  const measuredFor: MeasuredFor = ({ views: seen }, policy) => {
    const [ratios] = simulateRatios(readingOfViews(seen), [policy], SIMULATION) as [Ratios];
    const cache = { origin: ratios.origin.median, unchanged: ratios.unchanged.median };
    return { wiki, many, edge, views, cache };
  };
  const bills = WORKLOADS.map((workload) => ({ workload, measured: measuredFor(workload, built) }));
  return [
    priceTable(),
    callTable(wikis),
    itemsTable(bills, true),
    itemsTable(bills, false),
    designsTable(measuredFor, built),
    idleTable(bills),
    optionsTable(measuredFor, built),
    ...ratioTables(),
    endTable((bills[0] as { measured: Measured }).measured),
  ];
}

/** What shared caches are told of a page. */
function policyOf(cacheControl: string): CachePolicy {
  const seconds = (name: string) => Number(new RegExp(`\\b${name}=(\\d+)`).exec(cacheControl)?.[1] ?? 0);
  return { ttlSeconds: seconds('s-maxage'), staleSeconds: seconds('stale-while-revalidate') };
}
