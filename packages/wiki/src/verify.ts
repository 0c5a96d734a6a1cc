import { dashKey, gitPrefix } from '@holt/edge';
import { GitError, openRepository, type Ref, verifyHistory } from '@holt/git';
import { ROOT_NAME } from '@holt/search';
import { compareKeys, StorageError } from '@holt/storage';
import { compareArtifact, type Problem } from './compare-artifact.ts';
import { compareArtifacts } from './compare-artifacts.ts';
import type { PublishOptions } from './publish.ts';
import { verifyIndex } from './verify-index.ts';
import type { WikiContext } from './wiki-context.ts';

const MAX_LOOKS = 5;

/** An artifact, or an object of the search index, that is not as HEAD gives it. */
export interface Difference {
  key: string;
  problem: Problem;
}

/** What of the repository can't be read. */
export interface Damage {
  /** Of the object in the store, or the oid of an object of git. */
  key?: string;
  oid?: string;
  /** As of a GitError. */
  code: string;
  /** Says what to do. */
  message: string;
}

export interface VerifyReport {
  /** HEAD, which was verified; absent in a wiki without commits, and where the ref can't be read. */
  revision?: string;
  /** How many artifacts HEAD has, tombstones not counted. */
  artifacts: number;
  /** Ordered by key. */
  differences: Difference[];
  /** How many objects of git HEAD reaches. */
  objects: number;
  damage: Damage[];
  /** False: for damage in the repository not all artifacts could be rendered, so there may be more differences. */
  complete: boolean;
}

/**
 * Compares every artifact and the search index with what HEAD gives, byte for byte, and reads every object that HEAD reaches. Nothing is changed. Where
 * others write meanwhile and something differs, it looks again, up to 5 times, as they may just not have ended.
 *
 * @throws StorageError
 */
export async function verify(
  present: WikiContext,
  options: Pick<PublishOptions, 'onProgress'> = {},
): Promise<VerifyReport> {
  const { wiki, store, clock } = present;
  // One that has nothing in memory: what counts is what is in the store.
  const repository = openRepository({ store, prefix: gitPrefix(wiki.owner, wiki.name), clock });
  const context = { ...present, repository };
  for (let look = 1; ; look++) {
    const before = await readPosition(context);
    if ('damage' in before)
      return { artifacts: 0, differences: [], objects: 0, damage: [before.damage], complete: false };
    const report = await lookOnce(context, before.head, options);
    const isClean = report.complete && report.differences.length === 0;
    const after = isClean || look === MAX_LOOKS ? before : await readPosition(context);
    if ('damage' in after || (after.head?.etag === before.head?.etag && after.marks === before.marks)) {
      const { objects, damage } = await readHistory(context, before.head);
      return { ...report, objects, damage: mergeDamage(damage, report.damage) };
    }
  }
}

/** Where the wiki, its publishers and its folds stand. */
async function readPosition({ wiki, store, repository }: WikiContext) {
  const etagOf = async (name: string) => {
    try {
      return (await store.head(dashKey(wiki.owner, wiki.name, name)))?.etag;
    } catch (error) {
      if (error instanceof StorageError && error.code === 'damaged') return undefined;
      throw error;
    }
  };
  const marks = `${await etagOf('changes.json')} ${await etagOf(ROOT_NAME)}`;
  try {
    return { head: await repository.readRef(), marks };
  } catch (error) {
    if (error instanceof GitError) return { damage: describe(error) };
    throw error;
  }
}

async function lookOnce(
  context: WikiContext,
  head: Ref | undefined,
  options: Pick<PublishOptions, 'onProgress'>,
): Promise<VerifyReport> {
  const problems = new Map<string, Problem>();
  const report = { ...(head && { revision: head.oid }), objects: 0, damage: [] };
  const differences = () =>
    [...problems].map(([key, problem]) => ({ key, problem })).sort((a, b) => compareKeys(a.key, b.key));
  try {
    const artifacts = await compareArtifacts(context, head, {
      ...options,
      async check(key, expected) {
        const { problem } = await compareArtifact(context.store, key, expected, head?.generation ?? 0);
        if (problem === undefined) problems.delete(key);
        else problems.set(key, problem);
      },
    });
    for (const { key, problem } of head === undefined ? [] : await verifyIndex(context, head))
      problems.set(key, problem);
    return { ...report, artifacts, differences: differences(), complete: true };
  } catch (error) {
    if (error instanceof StorageError && error.code === 'damaged') problems.set(error.key, 'unreadable');
    else if (!(error instanceof GitError)) throw error;
    const damage = error instanceof GitError ? [describe(error)] : [];
    return { ...report, artifacts: 0, differences: differences(), damage, complete: false };
  }
}

async function readHistory({ repository }: WikiContext, head: Ref | undefined) {
  if (head === undefined) return { objects: 0, damage: [] };
  const { objects, problems } = await verifyHistory(repository, head.oid);
  return { objects, damage: problems.map(describe) };
}

function describe({ code, message, data }: GitError): Damage {
  return { ...data, code, message };
}

/** What stopped the rendering is mostly among what reading the history finds. */
function mergeDamage(found: readonly Damage[], stopped: readonly Damage[]): Damage[] {
  const named = new Set(found.map(({ oid, key }) => oid ?? key));
  return [...found, ...stopped.filter(({ oid, key }) => !named.has(oid ?? key))];
}
