import { type Clock, type ObjectStore, systemClock } from '@holt/storage';
import { addPack } from './add-pack.ts';
import { collectReachable } from './collect-reachable.ts';
import { GitError } from './errors.ts';
import { GRACE_MS } from './grace.ts';
import { openListedPacks } from './listed-packs.ts';
import { readMainRef } from './main-ref.ts';
import { noteProgress } from './note-progress.ts';
import { openObjectDatabase } from './object-database.ts';
import type { Oid } from './oid.ts';
import { readPackList } from './pack-list.ts';
import { removeFolded } from './remove-folded.ts';

export interface FoldOptions {
  store: ObjectStore;
  /** Where the repository lies in the store, ending in `/`: `git/owner/name/`. */
  prefix: string;
  /** Default the machine's. */
  clock?: Clock;
  /** Pack only when at least this many objects are in no pack yet. Default 1. */
  minObjects?: number;
  /** With this many packs listed, the next one holds everything and replaces them. Default 20. */
  maxPacks?: number;
  /**
   * How long what a fold has made superfluous stays, in milliseconds: loose objects that are in a pack, packs that another has
   * replaced. A clone that goes on for longer may fail, and must be begun again. Default an hour.
   */
  graceMs?: number;
}

export interface FoldResult {
  /** How many objects went into a pack, that were in none before. */
  readonly packedObjects: number;
  /** The pack's name, without extension; absent when none was made, or another fold was faster. */
  readonly pack?: string;
  /** Loose objects, packs and indexes that were removed: what earlier folds had made superfluous. */
  readonly removedObjects: number;
}

/**
 * Packs the objects that `main` reaches and no pack holds yet, and removes what folds at least `graceMs` before have made
 * superfluous. The commit and the trees of `main` stay loose, so that writes need no pack.
 *
 * It is safe while others write, read, clone and fold, may end or stand still at any call to the store, and any of its requests may
 * be carried out after it was answered `unavailable`:
 *
 * 1. The pack is put, then its index. No reader knows of them yet. What a fold leaves behind here becomes superfluous as soon as a
 *    later pack is listed.
 * 2. `objects/info/packs` names the pack, by compare-and-swap: of two folds at once only one counts. From here on each object is
 *    there twice, and readers who look for a loose object in vain find it in the pack.
 * 3. The list is put again with the time at which the pack is known to be listed; or the next fold does that, which finds it listed.
 *    A time taken before step 2 would be too early by as long as that step took.
 * 4. An hour after that time, in another fold, the loose objects go that are in the pack, after each has been read from there: no clone
 *    that still looks at an older list may need them. What is in no listed pack is never removed, so an object that a writer has
 *    stored and no commit reaches yet is out of reach. An object that a writer stores again while it is in a pack may be removed at
 *    any age: it can be read all the same, as nothing that `main` has ever reached leaves the packs.
 * 5. When a pack replaces others, those go an hour after the time of that pack, after the listed ones have been read.
 *
 * A pack that is not listed is removed only if the commit that it was made for, its tip, is in a listed pack; and a pack is listed
 * only if its tip was in none before. As what is in the packs only grows, a pack that may be removed is never listed again, however late
 * the removal is carried out; and no list ever comes back, so that its ETag, even if it is a hash of the content, stands for one list.
 *
 * @throws GitError `ref-damaged`, `object-missing`, `object-damaged`, `pack-damaged`, `fold-failed`; StorageError
 * `unavailable`. After each of them everything can be read that could be read before, and another fold goes on.
 */
export async function foldObjects(options: FoldOptions): Promise<FoldResult> {
  const { store, prefix, clock = systemClock, minObjects = 1, graceMs = GRACE_MS } = options;
  if (!prefix.endsWith('/')) throw new TypeError(`prefix must end in "/", not ${JSON.stringify(prefix)}`);
  const listKey = `${prefix}objects/info/packs`;
  // The list before the ref: so the ref is never older than what the list says has been packed.
  const list = await readPackList(store, listKey);
  const head = await readMainRef(store, `${prefix}info/refs`);
  if (head === undefined) return { packedObjects: 0, removedObjects: 0 };

  let removedObjects = 0;
  try {
    const objects = openObjectDatabase({ store, prefix, clock });
    const packs = await openListedPacks(store, prefix, list.names);
    const nowMs = clock.now();
    const { record } = list;
    if (record) {
      removedObjects = await removeFolded({ store, prefix, objects, head, record, packs, nowMs, graceMs });
    }
    // A list that no fold has written may name packs that don't hold all that their commits reach: then all is packed anew.
    const isPacked = (oid: Oid) => record !== undefined && packs.some(({ index }) => index.find(oid) !== undefined);
    const unpacked = await collectReachable(objects, head.oid, isPacked);
    const findings = { listKey, list, head, objects, packs, unpacked, nowMs };
    if (unpacked.length >= Math.max(1, minObjects)) {
      const pack = await addPack(options, findings);
      return { packedObjects: pack === undefined ? 0 : unpacked.length, ...(pack && { pack }), removedObjects };
    }
    if (record) await noteProgress(options, findings, record);
    return { packedObjects: 0, removedObjects };
  } catch (error) {
    // A pack that is gone is no damage when another fold has replaced it.
    const isPackGone = error instanceof GitError && error.code === 'pack-damaged';
    if (!isPackGone || (await readPackList(store, listKey)).etag === list.etag) throw error;
    return { packedObjects: 0, removedObjects };
  }
}
