import { startFunction } from '../../deployed/start-function.ts';
import { median, round } from '../figures.ts';
import type { Row, Table } from '../table.ts';
import type { BundlePair } from './bundle-control.ts';
import { INIT_ENVIRONMENT } from './init-environment.ts';

const KINDS = ['plain', 'cached'] as const;
type Kind = (typeof KINDS)[number];

/** INIT of each bundle, milliseconds, round by round. */
export type Inits = ReadonlyMap<string, Record<Kind, number[]>>;

/** Starts every bundle once a round, each in a new process, in alternating order. The first round is not counted: it brings the files into memory. */
export async function measureInits(bundles: ReadonlyMap<string, BundlePair>, rounds: number): Promise<Inits> {
  const inits = new Map([...bundles.keys()].map((name) => [name, { plain: [], cached: [] } as Record<Kind, number[]>]));
  const all = [...bundles].flatMap(([name, pair]) => KINDS.map((kind) => ({ name, kind, folder: pair[kind] })));
  for (let i = 0; i <= rounds; i++) {
    for (const { name, kind, folder } of i % 2 === 0 ? all : all.toReversed()) {
      const running = await startFunction({ folder, handler: 'index.handler', environment: INIT_ENVIRONMENT });
      await running.stop();
      if (i > 0) inits.get(name)?.[kind].push(running.initMs);
    }
  }
  return inits;
}

/** Each ratio is taken within one round; then the median. */
export function initRow(inits: Inits, name: string): Row {
  const row: Row = { what: name };
  for (const kind of KINDS) row[`${kind}, ms`] = round(median(timesOf(inits, name, kind)), 1);
  for (const kind of KINDS) {
    const bare = timesOf(inits, 'client-s3', kind);
    row[`${kind}, against client-s3`] = round(median(timesOf(inits, name, kind).map((ms, i) => ms / (bare[i] ?? 0))));
  }
  return row;
}

type Weights = Readonly<Record<string, number>>;

/** What each part takes: sums of INITs, of which each counts as often as its weight says. When it is paid follows. */
const SEGMENTS: readonly [what: string, paid: string, weights: Weights][] = [
  ['process: Node and the runtime client', 'INIT', { empty: 1 }],
  ['own code of INIT', 'INIT', { write: 1, empty: -1 }],
  ['SDK: the key-value store and its signer', 'later', { sdk: 1, empty: -1 }],
  ['protocol', 'later', { protocol: 1, empty: -1 }],
  ['rendering', 'later', { rendering: 1, empty: -1 }],
  ['all else', 'later', { everything: 1, write: -1, sdk: -1, protocol: -1, rendering: -1, empty: 3 }],
  ['everything', '', { everything: 1 }],
];

export function segmentTable(inits: Inits): Table {
  const sum = (weights: Weights, kind: Kind) => {
    const parts = Object.entries(weights).map(([name, weight]) => ({ weight, times: timesOf(inits, name, kind) }));
    const rounds = parts[0]?.times.map((_, i) =>
      parts.reduce((ms, { weight, times }) => ms + weight * (times[i] ?? 0), 0),
    );
    return round(median(rounds ?? []), 1);
  };
  return {
    title: 'Where the time of the write handler goes',
    rows: SEGMENTS.map(([what, paid, weights]) => ({
      what,
      paid,
      'plain, ms': sum(weights, 'plain'),
      'cached, ms': sum(weights, 'cached'),
    })),
  };
}

function timesOf(inits: Inits, name: string, kind: Kind): number[] {
  const times = inits.get(name)?.[kind];
  if (times === undefined) throw new Error(`${name} was not measured.`);
  return times;
}
