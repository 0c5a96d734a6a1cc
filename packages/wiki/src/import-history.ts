import { copyHistory, type GitFolder, type Oid, type Ref } from '@holt/git';
import { WikiError } from './errors.ts';
import { moveRef } from './move-ref.ts';
import { type ImportPlan, planImport } from './plan-import.ts';
import { publish } from './publish.ts';
import { rebuild } from './rebuild.ts';
import { readCheckpoint, requestRebuild } from './rebuild-checkpoint.ts';
import type { WikiContext } from './wiki-context.ts';

const MAX_ATTEMPTS = 10;

export interface ImportHistoryOptions {
  source: GitFolder;
  /** The commit that the wiki is to be at: what the source resolves a name to. */
  from: Oid;
  /** Called with how many objects have been looked at. */
  onProgress?: (objects: number) => void;
}

export interface ImportedHistory {
  /** HEAD: the imported commit, or one that the wiki has on top of it. */
  revision: string;
  generation: number;
  /** How many objects were stored. */
  objects: number;
  /** How many commits the imported one reaches, over all parents, itself included. */
  commits: number;
  /** False: the commits are safe in git, and the next write or a reconciliation brings the pages up to date. */
  published: boolean;
  publishError?: string;
}

/**
 * Takes the commits of a git repository as they are, same oids: the whole history into a wiki without commits, else what has come on
 * top of the wiki's HEAD. What the wiki has already is no error.
 *
 * @throws WikiError `history-diverged` (the wiki has commits that the source lacks: nothing was changed), `busy`, `unknown-outcome` (it is safe
 * to import the same again); GitError as the source
 */
export async function importHistory(
  context: WikiContext,
  { source, from, onProgress }: ImportHistoryOptions,
): Promise<ImportedHistory> {
  const { repository, wiki } = context;
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
    const base = await repository.readRef();
    const plan = await planImport(context, source, from, base);
    if (plan.kind === 'present') return await finish(context, plan.head, 0, plan.commits);

    let objects = 0;
    const target = {
      ...repository,
      async writeObjects(written: Parameters<typeof repository.writeObjects>[0]) {
        const missing = written.filter(({ oid }) => !plan.present.has(oid));
        await repository.writeObjects(missing);
        objects += missing.length;
      },
    };
    const copied = await copyHistory({ source, from, target, ...(onProgress && { onProgress }) });
    if (base === undefined) await repository.initialise();
    // Before the ref moves, so that a process that dies after it leaves word of what is to be done.
    if (plan.kind === 'merge') await requestRebuild(context);
    const head = await moveHead(context, copied, plan, base);
    if (head !== undefined) return await finish(context, head, objects, copied.generation);
  }
  throw new WikiError(
    'busy',
    `Other writers of ${wiki.id} came first ${MAX_ATTEMPTS} times. It was not moved to ${from}. Try again.`,
    { revision: from },
  );
}

async function moveHead(
  context: WikiContext,
  { oid, tree, generation }: { oid: Oid; tree: Oid; generation: number },
  plan: ImportPlan,
  base: Ref | undefined,
): Promise<Ref | undefined> {
  try {
    return (await moveRef(context, { oid, tree, generation: plan.generation ?? generation }, base))?.head;
  } catch (cause) {
    if (!(cause instanceof WikiError && cause.code === 'unknown-outcome')) throw cause;
    throw new WikiError(
      'unknown-outcome',
      `The store did not say whether ${context.wiki.id} is at ${oid} now. It is safe to import the same again.`,
      { revision: oid },
      { cause },
    );
  }
}

async function finish(context: WikiContext, head: Ref, objects: number, commits: number): Promise<ImportedHistory> {
  const imported = { revision: head.oid, generation: head.generation, objects, commits };
  try {
    // Asked for by this import, or by one that was stopped here.
    if ((await readCheckpoint(context)) !== undefined) await rebuild(context);
    else await publish(context);
    return { ...imported, published: true };
  } catch (error) {
    return { ...imported, published: false, publishError: error instanceof Error ? error.message : String(error) };
  }
}
