import { PRICES, type PriceName } from './prices.ts';

/** So much of something that is billed, and for what. */
export interface Used {
  /** For people: a line of the bill. */
  purpose: string;
  price: PriceName;
  /** Units a month. */
  quantity: number;
}

/** The dollars a month of each purpose, in the order in which they first come; and of all. */
export interface Bill {
  items: ReadonlyMap<string, number>;
  usd: number;
}

/**
 * What it all costs in a month.
 *
 * @param options.free whether what costs nothing up to some quantity is left out of the bill. Where several purposes share one, each has
 * its part of it by its quantity.
 */
export function makeBill(used: readonly Used[], { free }: { free: boolean }): Bill {
  const totals = new Map<PriceName, number>();
  for (const { price, quantity } of used) totals.set(price, (totals.get(price) ?? 0) + quantity);
  const items = new Map<string, number>();
  for (const { purpose, price, quantity } of used) {
    const { usd, per, free: allowance = 0 } = PRICES[price];
    const total = totals.get(price) ?? 0;
    const billed = free && total > 0 ? Math.max(0, total - allowance) / total : 1;
    items.set(purpose, (items.get(purpose) ?? 0) + (quantity * billed * usd) / per);
  }
  return { items, usd: [...items.values()].reduce((sum, one) => sum + one, 0) };
}
