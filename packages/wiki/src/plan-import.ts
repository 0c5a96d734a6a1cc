import { type Commit, decodeCommit, type GitFolder, type Oid, type Ref } from '@holt/git';
import { WikiError } from './errors.ts';
import { mapLimit } from './map-limit.ts';
import type { WikiContext } from './wiki-context.ts';

const PARALLEL = 32;

/**
 * `whole`: into a wiki without commits. `advance`: HEAD is among the commit's first parents. `merge`: HEAD comes in by another parent, so
 * that the line of first parents, from which all is published, becomes another one. `present`: the wiki has the commit already.
 */
export type ImportPlan =
  | {
      kind: 'whole' | 'advance' | 'merge';
      /** HEAD's generation after the import; undefined: how many commits there are. */
      generation: number | undefined;
      /** Objects that the wiki has. */
      present: ReadonlySet<Oid>;
    }
  | { kind: 'present'; head: Ref; commits: number; generation?: undefined };

/**
 * What importing a commit means for a wiki at `base`.
 * @throws WikiError `history-diverged`; GitError as the source
 */
export async function planImport(
  { repository, wiki }: WikiContext,
  source: GitFolder,
  from: Oid,
  base: Ref | undefined,
): Promise<ImportPlan> {
  if (base === undefined) return { kind: 'whole', generation: undefined, present: new Set() };
  const readSource = async (oid: Oid) => decodeCommit(oid, (await source.read(oid, 'commit')).content);
  const reached = await reachCommits(readSource, from);
  if (base.oid === from) return { kind: 'present', head: base, commits: reached.size };
  if (reached.has(base.oid)) {
    const present = new Set<Oid>();
    for await (const { oid } of source.walk(base.oid)) present.add(oid);
    const line = firstParents(reached, from);
    const steps = line.indexOf(base.oid);
    // On another line each commit gets a generation above all that the artifacts of the old line have, so that it replaces them.
    return steps >= 0
      ? { kind: 'advance', generation: base.generation + steps, present }
      : { kind: 'merge', generation: base.generation + line.length, present };
  }
  if ((await reachCommits(repository.readCommit, base.oid)).has(from)) {
    return { kind: 'present', head: base, commits: reached.size };
  }
  throw new WikiError(
    'history-diverged',
    `${wiki.id} has commits that the source lacks: its HEAD ${base.oid} is not among those that ${from} builds on. Nothing was changed. Clone ${wiki.id}, merge it into the source and import that; or import the files without their history; or import into another wiki.`,
    { revision: base.oid, source: from },
  );
}

/** A commit and all that it builds on, over all parents, each with its parents. */
async function reachCommits(read: (oid: Oid) => Promise<Commit>, from: Oid): Promise<Map<Oid, readonly Oid[]>> {
  const reached = new Map<Oid, readonly Oid[]>();
  let wanted = new Set([from]);
  while (wanted.size > 0) {
    const commits = await mapLimit([...wanted], PARALLEL, async (oid) => ({ oid, parents: (await read(oid)).parents }));
    for (const { oid, parents } of commits) reached.set(oid, parents);
    wanted = new Set(commits.flatMap(({ parents }) => parents.filter((parent) => !reached.has(parent))));
  }
  return reached;
}

function firstParents(commits: ReadonlyMap<Oid, readonly Oid[]>, from: Oid): Oid[] {
  const line: Oid[] = [];
  for (let oid: Oid | undefined = from; oid !== undefined; oid = commits.get(oid)?.[0]) line.push(oid);
  return line;
}
