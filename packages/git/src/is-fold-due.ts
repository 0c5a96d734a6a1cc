import { type Clock, type ObjectStore, systemClock } from '@holt/storage';
import { GRACE_MS } from './grace.ts';
import { readMainRef } from './main-ref.ts';
import { readPackList } from './pack-list.ts';

export interface FoldDueOptions {
  store: ObjectStore;
  /** Where the repository lies in the store, ending in `/`: `git/owner/name/`. */
  prefix: string;
  /** Default the machine's. */
  clock?: Clock;
  /** How many commits are worth a fold. Default 256. */
  minCommits?: number;
  /** As {@link foldObjects} takes it. Default an hour. */
  graceMs?: number;
}

/**
 * Whether a fold has something to do by now: enough commits since the last one, or the removal of what that one has made
 * superfluous. It takes two requests, at once.
 *
 * @throws GitError `ref-damaged`, `pack-damaged`; StorageError `unavailable`.
 */
export async function isFoldDue(options: FoldDueOptions): Promise<boolean> {
  const { store, prefix, clock = systemClock, minCommits = 256, graceMs = GRACE_MS } = options;
  const [{ names, record }, ref] = await Promise.all([
    readPackList(store, `${prefix}objects/info/packs`),
    readMainRef(store, `${prefix}info/refs`),
  ]);
  if (ref === undefined) return false;
  if (ref.generation - (record?.generation ?? 0) >= minCommits) return true;
  if (record === undefined || record.isSettled) return false;
  const nowMs = clock.now();
  return names.every((name) => nowMs - (record.listedAtMs[name] ?? Number.NEGATIVE_INFINITY) >= graceMs);
}
