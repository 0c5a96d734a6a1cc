import type { ObjectStore } from '@holt/storage';
import { decodeCommit } from './commit.ts';
import { createLimiter } from './limiter.ts';
import type { ListedPack } from './listed-packs.ts';
import { isAged } from './listing-times.ts';
import type { Ref } from './main-ref.ts';
import type { ObjectDatabase } from './object-database.ts';
import { isOid, type Oid } from './oid.ts';
import type { FoldRecord } from './pack-list.ts';
import { decodeTree } from './tree.ts';

const PARALLEL_DELETES = 32;

export interface RemoveFoldedOptions {
  store: ObjectStore;
  prefix: string;
  objects: ObjectDatabase;
  /** Its commit and trees stay loose. */
  head: Ref;
  record: FoldRecord;
  packs: readonly ListedPack[];
  nowMs: number;
  graceMs: number;
}

/**
 * Removes loose objects that are in packs listed `graceMs` ago, and packs that are not listed any more, once what stands in for them
 * has been read. {@link foldObjects} tells why this is safe.
 *
 * @returns how many objects of the store went.
 * @throws GitError `pack-damaged`: nothing has been removed.
 */
export async function removeFolded(options: RemoveFoldedOptions): Promise<number> {
  const { store, prefix, objects, head, record, packs, nowMs, graceMs } = options;
  if (record.isSettled) return 0;
  const aged = packs.filter(({ name }) => isAged(record, name, nowMs, graceMs));
  if (aged.length === 0) return 0;

  const keys = await listKeys(store, `${prefix}objects/`);
  const removable: string[] = [];
  let kept: Set<Oid> | undefined;
  for (const key of keys) {
    if (!/\/[0-9a-f]{2}\/[0-9a-f]{38}$/.test(key)) continue;
    const oid = key.slice(`${prefix}objects/`.length).replace('/', '');
    const pack = aged.find(({ index }) => index.find(oid) !== undefined);
    if (pack === undefined) continue;
    kept ??= await commitAndTrees(objects, head);
    if (kept.has(oid)) continue;
    await pack.checkObject(oid);
    removable.push(key);
  }
  // The first pack is the one that has replaced others; the rest have come after it.
  if (aged[0] === packs[0]) removable.push(...(await findReplaced(store, packs, keys)));

  const limit = createLimiter(PARALLEL_DELETES);
  // All have ended before the fold does, whatever becomes of them.
  const deletions = await Promise.allSettled(removable.map((key) => limit(() => store.delete(key))));
  for (const deletion of deletions) if (deletion.status === 'rejected') throw deletion.reason;
  return removable.length;
}

async function findReplaced(
  store: ObjectStore,
  packs: readonly ListedPack[],
  keys: readonly string[],
): Promise<string[]> {
  const replaced: string[] = [];
  for (const key of keys) {
    const name = /\/(pack-[0-9a-f]{40})\.(pack|idx)$/.exec(key)?.[1];
    if (name === undefined || packs.some((pack) => pack.name === name)) continue;
    // Packs without a tip were not made by a fold: they may be all that is left of something.
    const tip = (await store.head(key))?.metadata.tip;
    if (tip !== undefined && isOid(tip) && packs.some(({ index }) => index.find(tip) !== undefined)) replaced.push(key);
  }
  if (replaced.length > 0) for (const pack of packs) await pack.check();
  return replaced;
}

async function commitAndTrees(objects: ObjectDatabase, head: Ref): Promise<Set<Oid>> {
  const kept = new Set<Oid>([head.oid]);
  const visit = async (oid: Oid): Promise<void> => {
    if (kept.has(oid)) return;
    kept.add(oid);
    const { content } = await objects.read(oid, 'tree');
    await Promise.all(decodeTree(content, oid).map(({ mode, oid }) => (mode === '40000' ? visit(oid) : undefined)));
  };
  const { content } = await objects.read(head.oid, 'commit');
  await visit(decodeCommit(head.oid, content).tree);
  return kept;
}

async function listKeys(store: ObjectStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for (let startAfter: string | undefined; ; ) {
    const page = await store.list({ prefix, ...(startAfter !== undefined && { startAfter }) });
    for (const { key } of page.objects) keys.push(key);
    if (page.next === undefined) return keys;
    startAfter = page.next;
  }
}
