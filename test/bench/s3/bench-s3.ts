import { openKeyValueStore, seededRandom, systemClock } from '@holt/storage';
import { openTestBucket, type RadosGateway, startRadosGateway } from '@holt/storage/testing/s3';
import { openWikis } from '@holt/wiki';
import { beginSharedPage, type ManyWritersRun, runManyWriters } from '../../support/many-writers.ts';
import { median, round } from '../figures.ts';
import { findProgram } from '../find-program.ts';
import type { Row, Table } from '../table.ts';

const WIKI = 'me/team';
/** Every row makes about 1,000 commits. */
const CROWDS = [
  { writers: 1, edits: 200 },
  { writers: 5, edits: 100 },
  { writers: 20, edits: 50 },
];

/** Writers that edit one wiki at once on a real S3 server of this machine: how many commits a second, and what a race costs. */
export async function benchS3(): Promise<Table[]> {
  const title = 'Writers of one wiki at once, radosgw';
  if (findProgram('radosgw') === undefined) {
    return [
      { title, rows: [], notes: ["Skipped: radosgw isn't on the PATH. `node scripts/set-up-tests.ts` installs it."] },
    ];
  }
  const gateway = await startRadosGateway();
  try {
    const rows: Row[] = [];
    for (const crowd of CROWDS) rows.push(await measure(gateway, crowd.writers, crowd.edits));
    return [{ title, rows }];
  } finally {
    await gateway.stop();
  }
}

async function measure(gateway: RadosGateway, writers: number, edits: number): Promise<Row> {
  const openStore = (name: number | string) =>
    openTestBucket(gateway, { bucket: `bench-${writers}`, clock: systemClock, random: seededRandom(`bench/${name}`) });
  const store = await openStore('first');
  const keyValues = openKeyValueStore({ store, key: 'control/key-values.json' });
  const wiki = await openWikis({ store, keyValues, clock: systemClock, random: seededRandom('bench') }).create(WIKI);
  await beginSharedPage(wiki, writers);
  return rowOf(writers, edits, await runManyWriters({ wiki: WIKI, writers, edits, seed: 'bench', openStore }));
}

function rowOf(writers: number, edits: number, run: ManyWritersRun): Row {
  const commits = run.acknowledged.length;
  const waits = run.acknowledged.map(({ ms }) => ms).sort((a, b) => a - b);
  return {
    what: writers === 1 ? `1 writer, ${edits} edits` : `${writers} writers, ${edits} edits each`,
    'commits/s': round((commits / run.ms) * 1000, 1),
    'attempts a commit': round(run.attempts / commits),
    'requests a commit': round(run.requests / commits, 1),
    'median ms': round(median(waits), 0),
    'p99 ms': round(waits[Math.floor(waits.length * 0.99)] ?? Number.NaN, 0),
    'sent again': run.sentAgain,
  };
}
