import { gitPrefix } from '@holt/edge';
import { checkArtifacts } from './check-artifacts.ts';
import { checkClone } from './check-clone.ts';
import { checkHistory } from './check-history.ts';
import { checkRegister } from './check-register.ts';
import { type Clone, CloneFailure, cloneRepository } from './clone.ts';
import { fsckByGit } from './fsck-by-git.ts';
import { WIKI } from './machine.ts';
import { readHistory } from './read-history.ts';
import type { World } from './world.ts';

/** What must be zero, or empty. */
export interface Violations {
  /** Acknowledged writes that are not in the history, and commits that are not what was written. */
  lost: number;
  /** Writes that are in the history, or in a page, twice. */
  duplicated: number;
  /** Writes that were answered as failed and are in the history; puts that were answered as refused and had been applied. */
  ghosts: number;
  /** Artifacts, and objects of the search index, that are not what the history gives, after two heals. */
  stale: number;
  /** Clones that are not whole. */
  fsck: number;
  /** Acknowledged writes that their writer, reading by the commit, did not find as it had written them. */
  ownReadsMissed: number;
  /** Readers of the search index who did not find what the root that they began with names. */
  tornIndexes: number;
  /** Histories of the page that is read and written by many. */
  notLinearizable: number;
  /** Errors that no fault accounts for. */
  surprises: number;
}

export interface Findings {
  violations: Violations;
  /** What was found, in words. */
  problems: string[];
  clones: number;
  /** How many of them the real git has looked at, too. */
  clonesByGit: number;
  registerOperations: number;
}

const GIT_EVERY_SEEDS = 50;
const VERIFY_EVERY_SEEDS = 10;

export interface CheckOptions {
  hasPages: boolean;
  /** Those that were whole when they were made. */
  clones: Clone[];
}

/** Everything that is checked at the end of a seed. */
export async function checkWorld(world: World, { hasPages, clones }: CheckOptions): Promise<Findings> {
  const { bucket, network } = world;
  const [owner, name] = WIKI.split('/') as [string, string];
  const verify = world.seed % VERIFY_EVERY_SEEDS === 0;
  const stale = await checkArtifacts(bucket, world.scheduler.now(), { verify }).catch((error: unknown) => [
    `the wiki can't be healed: ${error instanceof Error ? error.stack : error}`,
  ]);
  const fsck = world.clones.flatMap((clone) => clone.problems.map((problem) => `${clone.name}: ${problem}`));
  const final = await cloneRepository(async (path) => bucket.get(gitPrefix(owner, name) + path), world.unpacked).catch(
    (error: unknown) => {
      if (!(error instanceof CloneFailure)) throw error;
      fsck.push(`at the end: ${error.message}`);
      return undefined;
    },
  );
  if (final !== undefined) {
    fsck.push(...checkClone(final, world.sound).map((problem) => `at the end: ${problem}`));
    clones.push(final);
  }
  const sample = world.seed % GIT_EVERY_SEEDS === 0 ? clones.slice(-3) : [];
  for (const clone of sample) fsck.push(...fsckByGit(clone).map((problem) => `git: ${problem}`));

  const history = final && readHistory(final);
  const { lost, duplicated, ghosts } = checkHistory(world.writes, history ?? []);
  const refused = Array.from({ length: network.falseRefusals }, () => 'a put was refused, and yet applied');
  const register = checkRegister(world, hasPages);
  const found = {
    lost,
    duplicated,
    ghosts: [...ghosts, ...refused],
    stale,
    fsck,
    ownReadsMissed: world.ownReads.missed,
    tornIndexes: world.tornIndexes,
    notLinearizable: register.isLinearizable ? [] : ['the history of the register'],
    surprises: world.surprises,
  };
  const counts = Object.entries(found).map(([kind, list]) => [kind, list.length]);
  return {
    violations: Object.fromEntries(counts) as unknown as Violations,
    problems: Object.entries(found).flatMap(([kind, list]) => list.map((what) => `${kind}: ${what}`)),
    clones: world.clones.length,
    clonesByGit: sample.length,
    registerOperations: register.operations,
  };
}
