import type { CountingStore } from '@holt/storage/testing';
import { KB, median, round } from '../figures.ts';
import type { Row } from '../table.ts';
import { EDITED_PAGES, editOf, type SearchedWiki, writeAll } from './build-search-wiki.ts';

/** So many that the object with the recent changes is as long as it gets. */
const SETTLING_EDITS = 100;
/** Each page that is edited is in the index's recent part by then. */
const EDITS = EDITED_PAGES;
const IS_SEARCH = /\/-\/search\//;

export interface WriteCost {
  requests: number;
  bytes: number;
  searchRequests: number;
  searchBytes: number;
}

/** Edits until nothing but the index's recent part changes its length any more; fold then, and {@link measureWrites}. */
export async function settle({ wiki }: SearchedWiki): Promise<void> {
  for (let number = 0; number < SETTLING_EDITS; number++) await writeAll(wiki, editOf(number));
}

/** What an edit asks of the store and puts: the first after a fold to the last before the recent part begins again. */
export async function measureWrites(wiki: SearchedWiki['wiki'], store: CountingStore): Promise<WriteCost[]> {
  const costs: WriteCost[] = [];
  for (let number = SETTLING_EDITS; number < SETTLING_EDITS + EDITS; number++) {
    store.reset();
    await writeAll(wiki, editOf(number));
    const puts = store.requests.filter(({ method }) => method === 'put');
    const bytesOf = (some: typeof puts) => some.reduce((sum, { bytes }) => sum + bytes, 0);
    costs.push({
      requests: store.requests.length,
      bytes: bytesOf(puts),
      searchRequests: store.requests.filter(({ key }) => IS_SEARCH.test(key)).length,
      searchBytes: bytesOf(puts.filter(({ key }) => IS_SEARCH.test(key))),
    });
  }
  return costs;
}

export function writeRow(what: string, costs: readonly WriteCost[]): Row {
  const all = (figure: keyof WriteCost) => costs.map((cost) => cost[figure]);
  return {
    what,
    requests: median(all('requests')),
    'of the index': median(all('searchRequests')),
    'KB put': round(median(all('bytes')) / KB, 1),
    'of the index, KB: right after a fold': round((costs[0]?.searchBytes ?? Number.NaN) / KB, 1),
    median: round(median(all('searchBytes')) / KB, 1),
    most: round(Math.max(...all('searchBytes')) / KB, 1),
  };
}

/** Of the same edits, in pairs. */
export function writeRatios(what: string, small: readonly WriteCost[], costs: readonly WriteCost[]): Row {
  const ratio = (figure: keyof WriteCost) =>
    round(median(costs.map((cost, i) => cost[figure] / (small[i] as WriteCost)[figure])), 3);
  return {
    what,
    requests: ratio('requests'),
    'KB put': ratio('bytes'),
    'of the index: requests': ratio('searchRequests'),
    'of the index: KB': ratio('searchBytes'),
  };
}
