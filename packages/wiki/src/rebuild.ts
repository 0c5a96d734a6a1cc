import type { Ref } from '@holt/git';
import { compareKeys, type ObjectInfo, type PutOptions, StorageError } from '@holt/storage';
import { tooManyWriters, tryPut } from './artifact.ts';
import { compareArtifact, generationOf, type RenderedArtifact } from './compare-artifact.ts';
import { compareArtifacts } from './compare-artifacts.ts';
import { type PublishOptions, publish } from './publish.ts';
import { rebuildIndex } from './rebuild-index.ts';
import { beginRebuild } from './rebuild-progress.ts';
import type { Difference } from './verify.ts';
import type { WikiContext } from './wiki-context.ts';

const MAX_PASSES = 5;
const MAX_TRIES = 100;

export interface RebuildReport {
  /** HEAD, which the artifacts were made from; absent in a wiki without commits. */
  revision?: string;
  /** How many artifacts were compared. */
  artifacts: number;
  /** What was not as it should be, and is now. Ordered by key. */
  repaired: Difference[];
  /** An earlier rebuild had not ended: this one went on where it was. */
  resumed: boolean;
}

/**
 * Compares every artifact with what HEAD gives, as verifying does, and puts what differs; what nothing accounts for becomes a
 * tombstone. A search index that is not as it should be is made anew when all artifacts are. Others may write and publish meanwhile: each put is on the condition that what was compared is still there, and what a
 * publisher of a newer HEAD has put is left. Stopped anywhere, it goes on where it was when it is called again.
 *
 * @throws GitError for what can't be read from the repository; StorageError
 */
export async function rebuild(
  context: WikiContext,
  options: Pick<PublishOptions, 'onProgress'> = {},
): Promise<RebuildReport> {
  const { repository } = context;
  let head = await repository.readRef();
  const progress = await beginRebuild(context, head?.generation ?? 0);
  const repaired = new Map<string, Difference>();
  let artifacts = 0;
  for (let pass = 1; pass <= MAX_PASSES; pass++) {
    const run: Run = { context, head, newest: head?.generation ?? 0, leftNewer: false, repaired };
    const before = repaired.size;
    try {
      artifacts = await compareArtifacts(context, head, {
        ...options,
        known: progress.known,
        async check(key, expected) {
          if (await repair(run, key, expected)) await progress.add(key);
        },
      });
    } catch (error) {
      // What can't be read can end a listing, too; and may have been repaired since.
      if (isDamaged(error) && repaired.size > before) continue;
      throw error;
    }
    // A publisher that came between may have built on what was not repaired yet.
    const next = run.leftNewer ? await repository.readRef() : head;
    if (next?.oid === head?.oid) break;
    head = next;
  }
  for (const difference of await rebuildIndex(context)) repaired.set(difference.key, difference);
  // Whoever wrote meanwhile may have found what it could not publish over.
  await publish(context);
  await progress.end();
  return {
    ...(head && { revision: head.oid }),
    artifacts,
    repaired: [...repaired.values()].sort((a, b) => compareKeys(a.key, b.key)),
    resumed: progress.isResumed,
  };
}

interface Run {
  context: WikiContext;
  /** What is rendered. */
  head: Ref | undefined;
  /** The newest generation that HEAD was seen to have. */
  newest: number;
  /** Something was left because it is of a newer HEAD. */
  leftNewer: boolean;
  repaired: Map<string, Difference>;
}

/** @returns whether it is as HEAD gives it now; false: a newer HEAD's publisher has been there */
async function repair(run: Run, key: string, expected: RenderedArtifact | undefined): Promise<boolean> {
  const { store, repository } = run.context;
  const generation = run.head?.generation ?? 0;
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const { problem, current } = await compareArtifact(store, key, expected, generation);
    if (problem === undefined) return true;
    if (problem === 'from-the-future') {
      if (generationOf(current) > run.newest) run.newest = (await repository.readRef())?.generation ?? 0;
      if (generationOf(current) <= run.newest) {
        run.leftNewer = true;
        return false;
      }
    }
    const { body, headers } = expected ?? tombstone(current, generation);
    if (await tryPut(store, key, body, { ...headers, ...conditionOf(problem, current) })) {
      run.repaired.set(key, { key, problem });
      return true;
    }
  }
  throw tooManyWriters(key);
}

function isDamaged(error: unknown): boolean {
  return error instanceof StorageError && error.code === 'damaged';
}

/** What can't be read has no ETag to name: it is replaced whatever it is. */
function conditionOf(problem: Difference['problem'], current: ObjectInfo | undefined): PutOptions {
  if (current !== undefined) return { ifMatch: current.etag };
  return problem === 'unreadable' ? {} : { ifNoneMatch: '*' };
}

/** Not a deletion, so that the put of a publisher that was slow finds its condition broken. */
function tombstone(current: ObjectInfo | undefined, generation: number): RenderedArtifact {
  const { contentType, cacheControl } = current ?? {};
  const metadata = { generation: String(generation), state: 'deleted' };
  return {
    body: new Uint8Array(),
    headers: { ...(contentType && { contentType }), ...(cacheControl && { cacheControl }), metadata },
  };
}
