import { type ManualClock, manualClock } from '@holt/storage';
import { foldObjects } from '../fold-objects.ts';
import type { Oid } from '../oid.ts';
import { openRepository } from '../repository.ts';
import { verifyHistory } from '../verify-history.ts';
import { Bucket } from './bucket.ts';
import { dumbClone } from './dumb-clone.ts';
import { createGenerator } from './generator.ts';
import { createUnreliableProcess, type UnreliableProcess } from './unreliable-process.ts';
import { writePage } from './write-page.ts';

export interface FoldSchedule {
  /** What went wrong, in words. */
  problems: string[];
  /** How much happened. */
  counts: { commits: number; packs: number; removed: number; removedPacks: number; clones: number; deaths: number };
}

const PREFIX = 'git/o/w/';
const START_MS = 1_800_000_000_000;
const MINUTE_MS = 60 * 1000;
const HOUR_MS = 60 * MINUTE_MS;
const EXPECTED_CODES = ['unavailable', 'ref-moved'];

/** Writers, folds and clones that take up to an hour, at once for some hours, in processes that a seed makes fail. */
export async function runFoldSchedule(
  seed: number,
  { hours = 24, graceMs = HOUR_MS }: { hours?: number; graceMs?: number } = {},
): Promise<FoldSchedule> {
  const generator = createGenerator(`fold schedule ${seed}`);
  const clock = manualClock(START_MS);
  const endMs = START_MS + hours * HOUR_MS;
  const counts = { commits: 0, packs: 0, removed: 0, removedPacks: 0, clones: 0, deaths: 0 };
  const problems: string[] = [];
  const tell = (what: string) => (error: unknown) => {
    problems.push(`${what} after ${((clock.now() - START_MS) / MINUTE_MS).toFixed(1)} min: ${error}`);
  };
  const committed = new Set<Oid>();
  const bucket = new Bucket((key) => {
    counts.removed += 1;
    if (key.includes('/pack-')) counts.removedPacks += 1;
  });
  await openRepository({ store: bucket, prefix: PREFIX }).initialise();

  /** Works now and then, in one process after the other: each lives until it dies. */
  const work = async (name: string, pauseMs: number, begin: (process: UnreliableProcess) => () => Promise<void>) => {
    const pause = () => clock.sleep(1 + generator.integer(pauseMs));
    for (await pause(); clock.now() < endMs; counts.deaths += 1) {
      const process = createUnreliableProcess(bucket, clock, generator);
      const task = begin(process);
      const guardedTask = async () => {
        await task().catch((error: { code?: string }) => {
          if (!EXPECTED_CODES.includes(error.code ?? '')) tell(name)(error);
        });
        return 'alive';
      };
      while (clock.now() < endMs && (await process.run(guardedTask)) === 'alive') await pause();
    }
  };
  const write = ({ store }: UnreliableProcess) => {
    const repository = openRepository({ store, prefix: PREFIX, clock });
    return async () => {
      committed.add(await writePage(repository, generator, clock));
      counts.commits += 1;
    };
  };
  const fold =
    ({ store }: UnreliableProcess) =>
    async () => {
      const { pack } = await foldObjects({ store, prefix: PREFIX, clock, maxPacks: 2, graceMs });
      if (pack !== undefined) counts.packs += 1;
    };
  const repeat = async (pauseMs: number, task: () => Promise<void>) => {
    while (clock.now() < endMs) {
      await clock.sleep(1 + generator.integer(pauseMs));
      await task();
    }
  };
  const clone = async () => {
    const ref = await openRepository({ store: bucket, prefix: PREFIX }).readRef();
    if (ref === undefined) return;
    const lastMs = clock.now() + HOUR_MS - 1;
    const pause = async () => {
      const pauseMs = 1 + generator.integer(generator.integer(8) === 0 ? 20 * MINUTE_MS : 2000);
      await clock.sleep(Math.min(pauseMs, lastMs - clock.now()));
    };
    await dumbClone(bucket, PREFIX, ref.oid, pause).catch(tell('a clone'));
    counts.clones += 1;
  };
  const check = () => checkHistory(bucket, committed, tell('a check'));

  const actors = Promise.all([
    ...[20, 60].map((minutes) => work('a write', minutes * MINUTE_MS, write)),
    ...[40, 70, 100].map((minutes) => work('a fold', minutes * MINUTE_MS, fold)),
    ...[30, 50, 70].map((minutes) => repeat(minutes * MINUTE_MS, clone)),
    repeat(2 * HOUR_MS, check),
  ]);
  await letPass(clock, actors);
  // What is late comes in.
  await clock.advance(HOUR_MS);
  await check();
  return { problems, counts };
}

async function letPass(clock: ManualClock, work: Promise<unknown>): Promise<void> {
  let isOver = false;
  const over = work.finally(() => {
    isOver = true;
  });
  while (!isOver) await clock.advance(HOUR_MS);
  await over;
}

async function checkHistory(
  store: Bucket,
  committed: ReadonlySet<Oid>,
  tell: (problem: unknown) => void,
): Promise<void> {
  const repository = openRepository({ store, prefix: PREFIX });
  const ref = await repository.readRef();
  if (ref === undefined) return;
  const { problems } = await verifyHistory(repository, ref.oid);
  for (const problem of problems) tell(problem);
  if (problems.length > 0) return;
  const reached = new Set<Oid>();
  for await (const { oid } of repository.walk(ref.oid)) reached.add(oid);
  for (const oid of committed) if (!reached.has(oid)) tell(`the commit ${oid} is lost`);
}
