import type { ObjectStore } from '@holt/storage';
import { decodeCommit } from './commit.ts';
import { createLimiter } from './limiter.ts';
import type { Ref } from './main-ref.ts';
import type { ObjectDatabase } from './object-database.ts';
import type { Oid } from './oid.ts';
import type { PackIndex } from './pack-index.ts';
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
  /** The listed packs. */
  packs: readonly { name: string; index: PackIndex }[];
  nowMs: number;
  graceMs: number;
}

/**
 * Removes loose objects that are in packs listed `graceMs` ago, and packs that are not listed any more.
 * {@link foldObjects} tells why this is safe.
 *
 * @returns how many objects of the store went.
 */
export async function removeFolded(options: RemoveFoldedOptions): Promise<number> {
  const { store, prefix, objects, head, record, packs, nowMs, graceMs } = options;
  // A clock that has gone backwards makes packs younger, and so only delays.
  const aged = packs.filter(({ name }) => nowMs - (record.listedAtMs[name] ?? nowMs) >= graceMs);
  const mayDropPacks = nowMs - record.replacedAtMs >= graceMs;
  if (aged.length === 0 && !mayDropPacks) return 0;

  const keys = await listKeys(store, `${prefix}objects/`);
  const loose = keys
    .map((key) => ({ key, oid: key.slice(`${prefix}objects/`.length).replace('/', '') }))
    .filter(
      ({ key, oid }) =>
        /\/[0-9a-f]{2}\/[0-9a-f]{38}$/.test(key) && aged.some(({ index }) => index.find(oid) !== undefined),
    );
  const kept = loose.length > 0 ? await commitAndTrees(objects, head) : new Set<Oid>();
  const removable = loose.filter(({ oid }) => !kept.has(oid)).map(({ key }) => key);

  if (mayDropPacks) {
    const listed = new Set(packs.map(({ name }) => name));
    for (const key of keys) {
      const name = /\/(pack-[0-9a-f]{40})\.(pack|idx)$/.exec(key)?.[1];
      if (name === undefined || listed.has(name)) continue;
      // Packs without a tip were not made by a fold: they may be all that is left of something.
      const tip = (await store.head(key))?.metadata.tip;
      if (tip !== undefined && packs.some(({ index }) => index.find(tip) !== undefined)) removable.push(key);
    }
  }

  const limit = createLimiter(PARALLEL_DELETES);
  // All have ended before the fold does, whatever becomes of them.
  const deletions = await Promise.allSettled(removable.map((key) => limit(() => store.delete(key))));
  for (const deletion of deletions) if (deletion.status === 'rejected') throw deletion.reason;
  return removable.length;
}

async function commitAndTrees(objects: ObjectDatabase, head: Ref): Promise<Set<Oid>> {
  const kept = new Set<Oid>([head.oid]);
  const visit = async (oid: Oid): Promise<void> => {
    if (kept.has(oid)) return;
    kept.add(oid);
    const { content } = await objects.read(oid, 'tree');
    await Promise.all(decodeTree(content).map(({ mode, oid }) => (mode === '40000' ? visit(oid) : undefined)));
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
