import { createHash } from 'node:crypto';
import type { Violations } from './check-world.ts';
import type { Fault } from './faults.ts';
import type { SeedResult } from './run-seed.ts';

/** What a run has found, over all seeds. */
export interface Summary extends Violations {
  seeds: number;
  from: number;
  /** Of the traces of all seeds, in their order. */
  trace: string;
  failingSeeds: number[];
  acknowledged: number;
  failed: number;
  unknown: number;
  requests: number;
  faults: Partial<Record<Fault, number>>;
  ownReads: number;
  indexFolds: number;
  indexReads: number;
  histories: number;
  registerOperations: number;
  clones: number;
  clonesByGit: number;
  seconds: number;
}

export function summarise(from: number, results: readonly SeedResult[], seconds: number): Summary {
  const trace = createHash('sha256');
  for (const result of results) trace.update(`${result.seed} ${result.trace}\n`);
  const sum = (figure: (result: SeedResult) => number) => results.reduce((total, result) => total + figure(result), 0);
  const faults: Partial<Record<Fault, number>> = {};
  for (const result of results) {
    for (const [fault, count] of Object.entries(result.faults) as [Fault, number][]) {
      faults[fault] = (faults[fault] ?? 0) + count;
    }
  }
  return {
    seeds: results.length,
    lost: sum(({ violations }) => violations.lost),
    duplicated: sum(({ violations }) => violations.duplicated),
    ghosts: sum(({ violations }) => violations.ghosts),
    stale: sum(({ violations }) => violations.stale),
    fsck: sum(({ violations }) => violations.fsck),
    trace: trace.digest('hex'),
    ownReadsMissed: sum(({ violations }) => violations.ownReadsMissed),
    tornIndexes: sum(({ violations }) => violations.tornIndexes),
    notLinearizable: sum(({ violations }) => violations.notLinearizable),
    surprises: sum(({ violations }) => violations.surprises),
    from,
    failingSeeds: results.filter(({ problems }) => problems.length > 0).map(({ seed }) => seed),
    acknowledged: sum(({ acknowledged }) => acknowledged),
    failed: sum(({ failed }) => failed),
    unknown: sum(({ unknown }) => unknown),
    requests: sum(({ requests }) => requests),
    faults,
    ownReads: sum(({ ownReads }) => ownReads),
    indexFolds: sum(({ indexFolds }) => indexFolds),
    indexReads: sum(({ indexReads }) => indexReads),
    histories: results.length,
    registerOperations: sum(({ registerOperations }) => registerOperations),
    clones: sum(({ clones }) => clones),
    clonesByGit: sum(({ clonesByGit }) => clonesByGit),
    seconds: Math.round(seconds * 10) / 10,
  };
}
