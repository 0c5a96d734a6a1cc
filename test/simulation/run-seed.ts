import { gitPrefix } from '@holt/edge';
import { Agent } from './actors/agent.ts';
import { cloneOften } from './actors/clone-often.ts';
import { foldIndexOften } from './actors/fold-index-often.ts';
import { foldOften } from './actors/fold-often.ts';
import { Host } from './actors/host.ts';
import { maintainOften } from './actors/maintain-often.ts';
import { readIndexOften } from './actors/read-index-often.ts';
import { readRegister } from './actors/read-register.ts';
import { writePages } from './actors/write-pages.ts';
import { beginWiki } from './begin-wiki.ts';
import { Bucket } from './bucket.ts';
import { checkWorld, type Findings } from './check-world.ts';
import type { Clone } from './clone.ts';
import { openDice } from './dice.ts';
import { drawFaultPlan, type Fault } from './faults.ts';
import { WIKI } from './machine.ts';
import { Network } from './network.ts';
import { drawSchedule, hasFolds } from './schedule.ts';
import { Scheduler } from './scheduler.ts';
import { Trace } from './trace.ts';
import { World } from './world.ts';

export interface SeedResult extends Findings {
  seed: number;
  /** Of every request and every answer to an actor. */
  trace: string;
  requests: number;
  acknowledged: number;
  failed: number;
  unknown: number;
  faults: Partial<Record<Fault, number>>;
  /** Pages that a writer has read by the commit of its acknowledged write. */
  ownReads: number;
  indexFolds: number;
  indexReads: number;
}

const [OWNER, NAME] = WIKI.split('/') as [string, string];
const SHARE_WITH_PAGES = 0.8;
const SHARE_OF_FLIPS = 0.3;
/** Seeds in which some writers share a process. */
const SHARE_OF_OFFICES = 0.3;
const OFFICE_SIZE = 4;

/** Runs one seed to its end, heals, and checks. Others must have warmed up before. */
export async function runSeed(seed: number): Promise<{ result: SeedResult; lines: readonly string[] }> {
  const dice = openDice(seed);
  const plan = drawFaultPlan(dice);
  const hasPages = dice.chance(SHARE_WITH_PAGES);
  const scheduler = new Scheduler();
  const bucket = new Bucket();
  const trace = new Trace();
  const network = new Network({ scheduler, bucket, plan, dice: openDice(`${seed} network`), trace });
  const world = new World({ seed, scheduler, network, bucket, trace });
  world.note('begin', JSON.stringify(plan), String(hasPages));

  // Node ends a process over a rejection that nobody awaits.
  const onUnhandled = (error: unknown) => world.surprise('unhandled rejection', error);
  process.on('unhandledRejection', onUnhandled);
  try {
    await beginWiki(bucket, scheduler.now(), hasPages);
    const clones = await runActors(world);
    const findings = await checkWorld(world, { hasPages, clones });
    return { result: summarise(world, findings), lines: trace.lines };
  } finally {
    process.off('unhandledRejection', onUnhandled);
  }
}

function summarise(world: World, findings: Findings): SeedResult {
  const { seed, trace, network, ownReads } = world;
  const count = (outcome: string) => world.writes.filter((write) => write.outcome === outcome).length;
  return {
    seed,
    trace: trace.digest(),
    requests: network.requests,
    faults: network.faults,
    acknowledged: count('committed'),
    failed: count('failed'),
    unknown: count('unknown'),
    ownReads: ownReads.checked,
    indexFolds: world.indexFolds,
    indexReads: world.indexReads,
    ...findings,
  };
}

/** @returns the clones that are whole */
async function runActors(world: World): Promise<Clone[]> {
  const schedule = drawSchedule(world.dice('schedule'), world.scheduler.now(), hasFolds(world.seed));
  const prefix = gitPrefix(OWNER, NAME);
  const agent = (kind: string, index: number, host?: Host) => new Agent(world, `${kind}${index}`, host);
  const habits = world.dice('habits');
  const flips = habits.chance(SHARE_OF_FLIPS);
  const office = habits.chance(SHARE_OF_OFFICES) ? new Host(world, 'office') : undefined;
  const clones: Clone[] = [];
  let isOver = false;
  const actors = [
    ...schedule.writers.map((times, index) =>
      writePages(agent('w', index, index < OFFICE_SIZE ? office : undefined), times, flips),
    ),
    ...schedule.readers.map((times, index) => readRegister(agent('r', index), times)),
    ...schedule.folders.map((times, index) => foldOften(agent('f', index), times)),
    ...schedule.indexFolders.map((times, index) => foldIndexOften(agent('i', index), times)),
    ...schedule.indexReaders.map((reading, index) => readIndexOften(agent('s', index), reading)),
    ...schedule.cloners.map((cloner, index) => cloneOften(agent('c', index), { prefix, clones, ...cloner })),
  ];
  const janitor = maintainOften(agent('j', 0), () => isOver);
  let isDone = false;
  const note = (error: unknown) => world.surprise('an actor', error);
  void Promise.all(actors.map((actor) => actor.catch(note)))
    .then(() => {
      isOver = true;
      return janitor.catch(note);
    })
    .then(() => {
      isDone = true;
    });
  await world.scheduler.run();
  if (!isDone) world.surprise('an actor', 'it waits for something that never happens');
  return clones;
}
