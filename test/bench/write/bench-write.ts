import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MemoryObjectStore, type ObjectStore, openFileObjectStore, systemRandom } from '@holt/storage';
import { KB, MB, median, round } from '../figures.ts';
import type { Row, Table } from '../table.ts';
import { buildWiki, SETTLING_EDITS } from './build-wiki.ts';
import { startWriter } from './start-writer.ts';
import { inFolders, inOneFolder, type WikiShape } from './wiki-shape.ts';
import type { EditReport } from './writer-child.ts';

const [SMALL, LARGE] = [20, 20_000];
const SHAPES = [inFolders(SMALL), inFolders(2000), inFolders(LARGE), inOneFolder(LARGE)];
/** Making the larger ones takes ten files a page, each brought to the disk: many minutes for what the memory store shows too. */
const SHAPES_ON_DISK = SHAPES.slice(0, 2);
/** Each begins with new processes. Odd, so that the median of the cold edits is one that was measured. */
const ROUNDS = 7;
const WARM_EDITS = 15;
/** Long against the computing between two calls. */
const LATENCY_MS = 100;
const CHAIN_ROUNDS = 2;

interface StoreKind {
  name: string;
  shapes: readonly WikiShape[];
  /** What a writer's process opens itself; undefined: it uses this process's store. */
  directory?: string;
  store: ObjectStore;
}

/**
 * One content edit of one page in wikis of several sizes. Each wiki has a writer's process of its own, so that what it holds in memory
 * is its own; a memory store lives in this process, not in the writers'. The writers take turns, edit by edit, in alternating order,
 * so that a slow moment of the machine hits all alike.
 */
export async function benchWrite(): Promise<Table[]> {
  const directory = mkdtempSync(join(tmpdir(), 'holt-bench-'));
  try {
    const files = openFileObjectStore({ directory, random: systemRandom });
    return [
      ...(await benchStore({ name: 'memory', shapes: SHAPES, store: new MemoryObjectStore() })),
      ...(await benchStore({ name: 'files', shapes: SHAPES_ON_DISK, store: files, directory })),
    ];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

async function benchStore(kind: StoreKind): Promise<Table[]> {
  const { shapes } = kind;
  for (const shape of shapes) await buildWiki(kind.store, shape);
  let edits = SETTLING_EDITS;
  const turns = async (round: number, count: number, latencyMs?: number): Promise<Turn[]> => {
    const { store, directory } = kind;
    const writers = await Promise.all(
      shapes.map(async (shape) => {
        const job = {
          pages: shape.pages,
          flat: shape.flat,
          ...(directory && { directory }),
          ...(latencyMs && { latencyMs }),
        };
        return { shape, writer: await startWriter(job, store) };
      }),
    );
    const reports: Turn[] = [];
    for (let i = 0; i < count; i++) {
      const turn = new Map<WikiShape, EditReport>();
      for (const { shape, writer } of (round + i) % 2 === 0 ? writers : writers.toReversed()) {
        turn.set(shape, await writer.edit(edits));
      }
      edits += 1;
      reports.push(turn);
    }
    await Promise.all(writers.map(({ writer }) => writer.end()));
    return reports;
  };

  const rounds: Turn[][] = [];
  for (let i = 0; i < ROUNDS; i++) rounds.push(await turns(i, 1 + WARM_EDITS));
  const chains: Turn[][] = [];
  for (let i = 0; i < CHAIN_ROUNDS; i++) chains.push(await turns(i, 3, LATENCY_MS));
  return [
    { title: `An edit, store: ${kind.name}`, rows: shapes.map((shape) => figuresOf(shape, rounds, chains)) },
    { title: `The same, against ${SMALL} pages, store: ${kind.name}`, rows: ratiosOf(shapes, rounds) },
  ];
}

/** One edit of each wiki. */
type Turn = ReadonlyMap<WikiShape, EditReport>;

const coldOf = (rounds: readonly Turn[][]) => rounds.flatMap((turns) => turns.slice(0, 1));
const warmOf = (rounds: readonly Turn[][]) => rounds.flatMap((turns) => turns.slice(1));
const lastOf = (rounds: readonly Turn[][]) => rounds.flatMap((turns) => turns.slice(-1));

function figuresOf(shape: WikiShape, rounds: readonly Turn[][], chains: readonly Turn[][]): Row {
  const all = (turns: readonly Turn[], figure: keyof EditReport) => turns.map((turn) => reportOf(shape, turn)[figure]);
  const warm = reportOf(shape, lastOf(rounds).at(-1));
  return {
    what: shape.name,
    'warm ms': round(median(all(warmOf(rounds), 'ms'))),
    'cold ms': round(median(all(coldOf(rounds), 'ms'))),
    'requests warm': warm.requests,
    'requests cold': median(all(coldOf(rounds), 'requests')),
    puts: warm.puts,
    'KB put': round(warm.bytes / KB),
    'KB trees': round(warm.treeBytes / KB),
    'bytes without trees': warm.bytes - warm.treeBytes,
    'peak MB': round(median(all(lastOf(rounds), 'peakBytes')) / MB, 1),
    'before edits': round(median(all(lastOf(rounds), 'startBytes')) / MB, 1),
    'chain warm': Math.min(...all(warmOf(chains), 'chain')),
    'chain cold': Math.min(...all(coldOf(chains), 'chain')),
  };
}

/** Each ratio is taken within one turn; then the median. */
function ratiosOf(shapes: readonly WikiShape[], rounds: readonly Turn[][]): Row[] {
  const [small, ...others] = shapes as [WikiShape, ...WikiShape[]];
  return others.map((shape) => {
    const ratio = (turns: readonly Turn[], figure: (report: EditReport) => number) =>
      round(median(turns.map((turn) => figure(reportOf(shape, turn)) / figure(reportOf(small, turn)))));
    return {
      what: shape.name,
      'warm time': ratio(warmOf(rounds), ({ ms }) => ms),
      'cold time': ratio(coldOf(rounds), ({ ms }) => ms),
      'peak memory': ratio(lastOf(rounds), ({ peakBytes }) => peakBytes),
      'growth of it by edits': ratio(lastOf(rounds), ({ peakBytes, startBytes }) => peakBytes - startBytes),
    };
  });
}

function reportOf(shape: WikiShape, turn: Turn | undefined): EditReport {
  const report = turn?.get(shape);
  if (report === undefined) throw new Error(`There is no report of ${shape.name}.`);
  return report;
}
