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
  {
    name: 'without the grace time of the search index',
    file: 'packages/wiki/src/next-root.ts',
    find: 'READERS_GRACE_MS = 60 * 60 * 1000;',
    replace: 'READERS_GRACE_MS = 0;',
    counters: ['tornIndexes'],
  },
  {
    name: 'a fold that removes what another one is making',
    file: 'packages/wiki/src/clean-index.ts',
    find: 'numberOfMain(name) < numberOfMain(main.name)',
    replace: 'name !== main.name',
    counters: ['tornIndexes', 'stale'],
  },
  {
    name: 'without the generation guard of the search index',
    file: 'packages/search/src/root.ts',
    find: 'if (known === undefined || change.generation > known.generation) return change;',
    replace: 'return change;',
    counters: ['stale'],
  },
];
