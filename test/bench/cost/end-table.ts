import { round } from '../figures.ts';
import type { Table } from '../table.ts';
import { findEnds } from './quotas.ts';
import type { Measured } from './usage.ts';

/** What ends where, as a deployment grows. */
export function endTable(measured: Measured): Table {
  return {
    title: 'Cost: where it ends',
    rows: findEnds(measured).map(({ quota, limit, unit, next, page }) => ({
      what: quota,
      ends: `${short(limit)} ${unit}`,
      'next step': next,
      said: page,
    })),
  };
}

const short = (value: number) => (value >= 100 ? Math.floor(value).toLocaleString('en') : String(round(value, 1)));
