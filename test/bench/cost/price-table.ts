import type { Table } from '../table.ts';
import { PRICES, type Source } from './prices.ts';

const SOURCES: Record<Source, string> = { page: 'yes', others: 'no: others say so', memory: 'no: from memory' };

/** Every price of the model, with where it is from. */
export function priceTable(): Table {
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
