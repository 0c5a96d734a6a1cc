import type { Violations } from '../check-world.ts';

/** A defect to be put in on purpose. */
export interface Mutant {
  name: string;
  /** From the root of the project. */
  file: string;
  /** Occurs once in the file. */
  find: string;
  replace: string;
  /** Where it must show. */
  counters: (keyof Violations)[];
}

/** What holds the promises up, taken away one by one. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: 'without the ancestry check',
    file: 'packages/wiki/src/move-ref.ts',
    find: 'if (commit.oid === next.oid) return true;',
    replace: '',
    counters: ['duplicated', 'ghosts'],
  },
  {
    name: 'without the artifact guard',
    file: 'packages/wiki/src/artifact.ts',
    find: 'if (generation !== artifact.generation) return generation > artifact.generation;',
    replace: 'if (generation !== artifact.generation) return false;',
    counters: ['stale'],
  },
  {
    name: 'without healing',
    file: 'packages/wiki/src/publish.ts',
    find: '(oid) => oid === mark?.revision,',
    replace: '(oid) => mark !== undefined && oid !== head.oid,',
    counters: ['stale'],
  },
  {
    name: 'with SDK retries on the ref',
    file: 'test/simulation/network.ts',
    find: 'const SENDINGS_OF_THE_REF = 1;',
    replace: 'const SENDINGS_OF_THE_REF = 3;',
    counters: ['ghosts'],
  },
  {
    name: "without the fold's grace time",
    file: 'packages/git/src/grace.ts',
    find: 'GRACE_MS = 60 * 60 * 1000;',
    replace: 'GRACE_MS = 0;',
    counters: ['fsck'],
  },
];
