import { round } from '../figures.ts';
import type { Row, Table } from '../table.ts';
import { type Bill, makeBill } from './bill.ts';
import { optionsOf } from './options.ts';
import { DRIVEN_OUT } from './scope.ts';
import type { CachePolicy } from './simulate-cache.ts';
import { type Design, type Measured, putBytesOf, usageOf } from './usage.ts';
import { idle, WORKLOADS, type Workload } from './workload.ts';

/** What was measured, where caches keep pages as the policy says. */
export type MeasuredFor = (workload: Workload, policy: CachePolicy) => Measured;

/** A workload, with what was measured for it as it is built. */
export interface Billed {
  workload: Workload;
  measured: Measured;
}

/** Line by line, one column for each workload. */
export function itemsTable(bills: readonly Billed[], free: boolean): Table {
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

/** One row for each design of the same site. */
export function designsTable(measuredFor: MeasuredFor, built: CachePolicy): Table {
  const designs: [Design, CachePolicy][] = [
    ['files', built],
    ['files, keys asked of CloudFront', built],
    ['function for each read', built],
    ['invalidation, one tag for each write', DRIVEN_OUT],
    ['invalidation, each changed path', DRIVEN_OUT],
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

/** What is left when nobody reads and nobody writes. */
export function idleTable(bills: readonly Billed[]): Table {
  return {
    title: 'Cost: dollars a month when nobody reads and nobody writes',
    rows: bills.flatMap(({ workload, measured }) => idleRow(workload, measured)),
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

/** What each option adds. */
export function optionsTable(measuredFor: MeasuredFor, built: CachePolicy): Table {
  const columns = WORKLOADS.map((workload) => {
    const measured = measuredFor(workload, built);
    const used = usageOf(workload, measured);
    const base = makeBill(used, { free: true }).usd;
    return {
      workload,
      options: optionsOf(used, putBytesOf(workload, measured)).map(
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

const dollars = (usd: number) => round(usd, usd < 0.1 ? 4 : 2);
