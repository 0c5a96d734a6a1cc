import { type Clock, type ObjectStore, StorageError, systemClock } from '@holt/storage';
import { buildPack, type PackFiles } from './build-pack.ts';
import { collectReachable } from './collect-reachable.ts';
import { IMMUTABLE_PACK, IMMUTABLE_PACK_INDEX } from './http-headers.ts';
import { readMainRef } from './main-ref.ts';
import { openObjectDatabase } from './object-database.ts';
import type { Oid } from './oid.ts';
import { type PackIndex, parsePackIndex } from './pack-index.ts';
import { readPackList, replacePackList } from './pack-list.ts';
import { damagedPack } from './packed-objects.ts';
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

const HOUR_MS = 60 * 60 * 1000;
const MISSING_INDEX = 'the pack is listed, but its index is missing';

/**
 * Packs the objects that `main` reaches and no pack holds yet, and removes what folds at least `graceMs` before have made
 * superfluous. The commit and the trees of `main` stay loose, so that writes need no pack.
 *
 * It is safe while others write, read, clone and fold, and may end at any call to the store:
 *
 * 1. The pack is put, then its index. No reader knows of them yet. What a fold leaves behind here is put again by the next, under
 *    the same name, or becomes superfluous as soon as a later pack is listed.
 * 2. `objects/info/packs` names the pack, by compare-and-swap: of two folds at once only one counts. From here on each object is
 *    there twice, and readers who look for a loose object in vain find it in the pack.
 * 3. An hour later, in another fold, the loose objects go that are in packs which were listed an hour before: no clone that
 *    still looks at an older list may need them. What is in no listed pack is never removed, so an object that a writer has stored
 *    and no commit reaches yet is out of reach. An object that a writer stores again while it is in a pack may be removed at any
 *    age: it can be read all the same, as nothing that `main` has ever reached leaves the packs.
 * 4. When a pack replaces others, those go by the same rule: not listed, and listing stopped an hour ago.
 *
 * A pack that is not listed is removed only if the commit that it was made for is in a listed pack. Another fold that can
 * still list what it makes has read this list or a later one, and what it makes holds a commit that is in no pack of the list:
 * so it never lists a pack that is about to go.
 *
 * @throws GitError `ref-damaged`, `object-missing`, `object-damaged`, `pack-damaged`, `fold-failed`; StorageError
 * `unavailable`. After each of them everything can be read, and another fold goes on.
 */
export async function foldObjects(options: FoldOptions): Promise<FoldResult> {
  const { store, prefix, clock = systemClock, minObjects = 1, maxPacks = 20, graceMs = HOUR_MS } = options;
  if (!prefix.endsWith('/')) throw new TypeError(`prefix must end in "/", not ${JSON.stringify(prefix)}`);
  const listKey = `${prefix}objects/info/packs`;
  // The list before the ref: so the ref is never older than what the list says has been packed.
  const list = await readPackList(store, listKey);
  const ref = await readMainRef(store, `${prefix}info/refs`);
  if (ref === undefined) return { packedObjects: 0, removedObjects: 0 };

  const objects = openObjectDatabase({ store, prefix, clock });
  const packs = await Promise.all(
    list.names.map(async (name) => ({ name, index: await readIndex(store, prefix, name) })),
  );
  const nowMs = clock.now();
  const { record } = list;
  const removedObjects = record
    ? await removeFolded({ store, prefix, objects, head: ref, record, packs, nowMs, graceMs })
    : 0;

  // A list that no fold has written may name packs that don't hold all that their commits reach: then all is packed anew.
  const isPacked = (oid: Oid) => record !== undefined && packs.some(({ index }) => index.find(oid) !== undefined);
  const unpacked = await collectReachable(objects, ref.oid, isPacked);
  if (unpacked.length < Math.max(1, minObjects)) return { packedObjects: 0, removedObjects };

  const isIncrement = record && (packs.length < maxPacks || nowMs - record.replacedAtMs < graceMs);
  const built = isIncrement
    ? await buildPack({
        head: ref.oid,
        objects: unpacked,
        known: { tip: record.tip, packs: await readPacks(store, prefix, list.names) },
      })
    : await buildPack({
        head: ref.oid,
        objects: record ? await collectReachable(objects, ref.oid, () => false) : unpacked,
      });
  const key = `${prefix}objects/pack/${built.name}`;
  const metadata = { tip: ref.oid };
  await store.put(`${key}.pack`, built.pack, { ...IMMUTABLE_PACK, metadata });
  await store.put(`${key}.idx`, built.index, { ...IMMUTABLE_PACK_INDEX, metadata });

  const listedAtMs = clock.now();
  const names = isIncrement ? [...list.names, built.name] : [built.name];
  const isListed = await replacePackList(store, listKey, list, {
    names,
    record: {
      tip: ref.oid,
      listedAtMs: Object.fromEntries(names.map((name) => [name, record?.listedAtMs[name] ?? listedAtMs])),
      replacedAtMs: isIncrement ? record.replacedAtMs : packs.length > 0 ? listedAtMs : 0,
    },
  });
  return isListed
    ? { packedObjects: unpacked.length, pack: built.name, removedObjects }
    : { packedObjects: 0, removedObjects };
}

async function readPacks(store: ObjectStore, prefix: string, names: readonly string[]): Promise<PackFiles[]> {
  const packs: PackFiles[] = [];
  for (const name of names) {
    const key = `${prefix}objects/pack/${name}`;
    const pack = await readFile(store, `${key}.pack`, 'its index is there, but the pack is missing');
    packs.push({ name, pack, index: await readFile(store, `${key}.idx`, MISSING_INDEX) });
  }
  return packs;
}

async function readIndex(store: ObjectStore, prefix: string, name: string): Promise<PackIndex> {
  const key = `${prefix}objects/pack/${name}.idx`;
  const bytes = await readFile(store, key, MISSING_INDEX);
  try {
    return parsePackIndex(bytes);
  } catch (cause) {
    throw damagedPack(key, cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function readFile(store: ObjectStore, key: string, missing: string): Promise<Uint8Array> {
  const stored = await store.get(key).catch((cause: unknown) => {
    const isDamaged = cause instanceof StorageError && cause.code === 'damaged';
    throw isDamaged ? damagedPack(key, "it can't be read back", { cause }) : cause;
  });
  if (stored === undefined) throw damagedPack(key, missing);
  return stored.body;
}
