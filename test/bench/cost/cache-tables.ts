import { round } from '../figures.ts';
import type { Row, Table } from '../table.ts';
import { type SeenRange, simulateRatios } from './hit-ratios.ts';
import type { Reading } from './reading.ts';
import { DRIVEN_OUT, readingOfViews, SIMULATION } from './scope.ts';
import type { CachePolicy } from './simulate-cache.ts';

const POLICIES: readonly (CachePolicy & { name: string })[] = [
  { name: '30 s', ttlSeconds: 30, staleSeconds: 0 },
  { name: '30 s, then 60 s old', ttlSeconds: 30, staleSeconds: 60 },
  { name: '60 s', ttlSeconds: 60, staleSeconds: 0 },
  { name: '60 s, then 60 s old', ttlSeconds: 60, staleSeconds: 60 },
  { name: 'a day, driven out when written', ...DRIVEN_OUT },
];

/** What caches do with readers' requests, by traffic, by policy and by how alike pages are. */
export function ratioTables(): Table[] {
  const { seed, runs, maxViews } = SIMULATION;
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
        `Seed "${seed} 1" to "${seed} ${runs}": the median of ${runs} runs, and the least and the most. Up to ${maxViews.toLocaleString('en')} views a run. "Then 60 s old": stale-while-revalidate.`,
        'Pages by Zipf’s law with exponent 1; 6,600 views by 20 readers near each other (3 edge locations, 2 regional caches), more by 2,000 in all the world (30 and 8). Each view asks for the page and the sidebar.',
      ],
    },
    {
      title: 'Cache: by simulation, 100,000 views a month, by how alike pages are (30 s, then 60 s old)',
      rows: exponents,
    },
  ];
}

const percent = ({ median, least, most }: SeenRange) =>
  `${round(100 * median, 1)} (${round(100 * least, 1)}–${round(100 * most, 1)})`;
