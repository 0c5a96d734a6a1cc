import { GitError, type Ref } from '@holt/git';
import {
  buildMain,
  isFoldDue,
  type Main,
  type MainName,
  mainPrefix,
  openMain,
  ROOT_NAME,
  SearchError,
  type SearchRoot,
} from '@holt/search';
import { IMMUTABLE_CACHE_CONTROL, tooManyWriters } from './artifact.ts';
import { cleanIndex, removeMain } from './clean-index.ts';
import { isOnLine } from './is-on-line.ts';
import { listMains, nameMain } from './main-names.ts';
import { newRoot, rootWithMain } from './next-root.ts';
import { changedVersions, pageVersions } from './page-versions.ts';
import { readEntries } from './read-entries.ts';
import { indexKey, loadIndex, putRoot, readRoot, type StoredRoot } from './stored-root.ts';
import type { WikiContext } from './wiki-context.ts';

const MAX_TRIES = 100;

export interface FoldIndexOptions {
  /** Only when the recent part has grown large or can't hold all, or there is something to remove, or what is there can't be used. */
  ifDue?: boolean;
  /** Build on nothing that is there. */
  anew?: boolean;
}

export interface FoldedIndex {
  /** The main part that is in force now; absent when nothing had come since the last fold, or another fold was faster. */
  main?: FoldedMain;
  /** Objects of main parts that nobody needs any more. */
  removedObjects: number;
}

export interface FoldedMain extends MainName {
  /** How many pages were indexed, or found gone, since the main part that this one is made of. */
  changed: number;
  pages: number;
  terms: number;
  objects: number;
  bytes: number;
}

/**
 * Makes a new main part of the search index from the one in force and from what git says has changed since, puts it in force, and
 * removes those that have served their time. Where there is no root, or one that HEAD has never led to (it was set back, or the root is
 * garbage), or whose main part can't be opened, everything is made anew.
 *
 * It is safe beside writers, readers and other folds, may end or stand still at any request, and any of its requests may be carried out
 * after it was answered `unavailable`:
 *
 * 1. The root is read, then HEAD. So HEAD has all that the root and its main part know of; where it has not, it was set back.
 * 2. The objects of the new main part are put into a folder of its own, whose name is random. No reader knows of it yet.
 * 3. The root is replaced by compare-and-swap, if the main part that it names is still the one that it named in step 1: of two folds at
 *    once one counts, and the other removes its folder, of which nobody has heard; so does one of whose commit HEAD's line has been
 *    rid meanwhile. What writers have merged meanwhile stays, as far as
 *    it is newer than the new main part; what is not, the main part has, as it was all in HEAD. A writer that is slow merges
 *    nothing older.
 * 4. A reader that began with the old root finds its main part for an hour. After that it may get a 404, and reads the root again.
 *
 * The name of a main part begins with a number that grows with each one in force, also where HEAD was set back: by that
 * {@link cleanIndex} tells what is left behind from what is under way. As a root names a main part that no earlier one named, or has the
 * same one and knows more, no root's bytes ever come back: so its ETag, even if it is a hash of the content, stands for one root, and a
 * replacement that is carried out late finds its condition broken.
 *
 * Keeps one shard and what changed in memory.
 *
 * @returns undefined when it was not due, and in a wiki without commits
 * @throws GitError, StorageError. After each of them what could be found before is found still, and another fold goes on.
 */
export async function foldIndex(
  context: WikiContext,
  { ifDue = false, anew = false }: FoldIndexOptions = {},
): Promise<FoldedIndex | undefined> {
  const begun = await readRoot(context);
  const head = await context.repository.readRef();
  if (head === undefined) return undefined;
  const due = nextStep(begun, head, { ifDue, nowMs: context.clock.now() });
  const isIdle = due === 'nothing' || due === 'clean';
  const step = isIdle && !(await hasUsableMain(context, begun.root)) ? 'anew' : due;
  if (step === 'nothing' && !anew) return undefined;
  const main = step === 'clean' && !anew ? undefined : await foldMain(context, begun, head, anew || step === 'anew');
  return { ...(main && { main }), removedObjects: await cleanIndex(context) };
}

/** Whether {@link foldIndex} would do something with `ifDue`. Changes nothing. @throws StorageError */
export async function isIndexFoldDue(context: WikiContext): Promise<boolean> {
  const begun = await readRoot(context);
  const head = await context.repository.readRef();
  if (head === undefined) return false;
  const step = nextStep(begun, head, { ifDue: true, nowMs: context.clock.now() });
  return step !== 'nothing' || !(await hasUsableMain(context, begun.root));
}

type Step = 'nothing' | 'clean' | 'fold' | 'anew';

function nextStep({ root, bytes }: StoredRoot, head: Ref, { ifDue, nowMs }: { ifDue: boolean; nowMs: number }): Step {
  if (root === undefined || !isBehind(root, head)) return 'anew';
  const isFolded = root.main?.revision === head.oid;
  // What comes into force late may be due to be removed already; what nothing is in force instead of, isn't.
  const isDue = isFoldDue({ ...root, former: root.main === undefined ? root.former : [] }, bytes, nowMs);
  // A main part of HEAD has all there is: a root that says otherwise was not made by a fold.
  if (isFolded && isDue) return 'anew';
  if (ifDue) return isDue ? 'fold' : isFoldDue(root, bytes, nowMs) ? 'clean' : 'nothing';
  return isFolded ? 'clean' : 'fold';
}

/** Whether the main part in force, if there is one, can be opened. Costs a request. */
async function hasUsableMain(context: WikiContext, root: SearchRoot | undefined): Promise<boolean> {
  if (root?.main === undefined) return true;
  try {
    const { generation, revision } = await openMain(loadIndex(context), root.main.name);
    return generation === root.main.generation && revision === root.main.revision;
  } catch (error) {
    if (error instanceof SearchError) return false;
    throw error;
  }
}

/** Whether HEAD, read after the root, may have led to it. */
function isBehind({ generation, revision, main, missingUpTo = 0 }: SearchRoot, head: Ref): boolean {
  const isBefore = (at: { generation: number; revision: string }) =>
    at.generation < head.generation || (at.generation === head.generation && at.revision === head.oid);
  return isBefore({ generation, revision }) && (main === undefined || isBefore(main)) && missingUpTo <= head.generation;
}

/** @returns undefined when another fold was faster */
async function foldMain(
  context: WikiContext,
  begun: StoredRoot,
  head: Ref,
  isAnew: boolean,
): Promise<FoldedMain | undefined> {
  const { root } = begun;
  const others = root?.main === undefined ? await listMains(context) : [];
  const at = { generation: head.generation, revision: head.oid };
  const make = (base: Main | undefined) => {
    const name = nameMain(context, head.generation, root, others);
    return makeMain(context, { name, ...at }, base, head);
  };
  let made: FoldedMain;
  const base = isAnew ? undefined : await openBase(context, root?.main);
  try {
    made = await make(base);
  } catch (error) {
    if (base === undefined || !(error instanceof SearchError)) throw error;
    // It is damaged; or gone, as another fold has replaced it so long ago.
    if ((await readRoot(context)).root?.main?.name !== root?.main?.name) return undefined;
    made = await make(undefined);
  }
  if (await putInForce(context, made, begun, { head, isAnew, others })) return made;
  await removeMain(context, made.name);
  return undefined;
}

/** The main part in force; undefined where there is none to build on. */
async function openBase(context: WikiContext, main: MainName | undefined): Promise<Main | undefined> {
  if (main === undefined) return undefined;
  try {
    const [base] = await Promise.all([
      openMain(loadIndex(context), main.name),
      context.repository.readCommit(main.revision),
    ]);
    return base.revision === main.revision ? base : undefined;
  } catch (error) {
    if (error instanceof SearchError || error instanceof GitError) return undefined;
    throw error;
  }
}

async function makeMain(context: WikiContext, main: MainName, base: Main | undefined, head: Ref): Promise<FoldedMain> {
  const { repository, store } = context;
  const { name, generation, revision } = main;
  const baseTree = base && (await repository.readCommit(base.revision)).tree;
  const before = await pageVersions(repository, baseTree);
  const changed = changedVersions(before, await pageVersions(repository, head.tree));
  const built = await buildMain({
    at: { generation, revision },
    ...(base && { base }),
    changes: readEntries(context, changed),
    async put(object, body, contentType) {
      const key = indexKey(context, mainPrefix(name) + object);
      await store.put(key, body, { contentType, cacheControl: IMMUTABLE_CACHE_CONTROL });
    },
  });
  return { ...main, changed: changed.size, ...built };
}

interface PuttingInForce {
  head: Ref;
  isAnew: boolean;
  /** Main parts that no root is known to name. */
  others: readonly string[];
}

/** @returns false: another fold was faster, or HEAD was set back and its history is another now */
async function putInForce(
  context: WikiContext,
  { name, generation, revision }: MainName,
  begun: StoredRoot,
  { head, isAnew, others }: PuttingInForce,
): Promise<boolean> {
  const main = { name, generation, revision };
  for (let attempt = 0; attempt < MAX_TRIES; attempt++) {
    const current = await readRoot(context);
    if (current.root?.main?.name !== begun.root?.main?.name) return false;
    if (current.root === undefined && !isAnew) return false;
    const headNow = (await context.repository.readRef()) ?? head;
    if (!(await isOnLine(context, headNow, main))) return false;
    const nowMs = context.clock.now();
    const next =
      isAnew || current.root === undefined
        ? newRoot(main, { current: current.root, others, head: headNow, nowMs })
        : rootWithMain(current.root, main, { others, nowMs });
    if (next === undefined) return false;
    if (await putRoot(context, next, current)) return true;
  }
  throw tooManyWriters(indexKey(context, ROOT_NAME));
}
