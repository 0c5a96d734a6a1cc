import { systemClock } from '@holt/storage';
import { buildPack } from './build-pack.ts';
import { collectReachable } from './collect-reachable.ts';
import type { FoldFindings } from './fold-findings.ts';
import type { FoldOptions } from './fold-objects.ts';
import { GRACE_MS } from './grace.ts';
import { IMMUTABLE_PACK, IMMUTABLE_PACK_INDEX } from './http-headers.ts';
import { isAged, listingTimes } from './listing-times.ts';
import { replacePackList } from './pack-list.ts';

/**
 * Packs what is in no pack yet, or all if there are too many packs, and lists the pack: steps 1 to 3 of {@link foldObjects}.
 *
 * @returns the pack's name; `undefined` when another fold was faster: the pack is left behind.
 */
export async function addPack(options: FoldOptions, findings: FoldFindings): Promise<string | undefined> {
  const { store, prefix, clock = systemClock, maxPacks = 20, graceMs = GRACE_MS } = options;
  const { listKey, list, head, objects, packs, unpacked, nowMs } = findings;
  const { record } = list;
  const isIncrement = record && (packs.length < maxPacks || !isAged(record, list.names[0], nowMs, graceMs));
  const built = isIncrement
    ? await buildPack({
        head: head.oid,
        objects: unpacked,
        known: { tip: record.tip, packs: await Promise.all(packs.map((pack) => pack.files())) },
      })
    : await buildPack({
        head: head.oid,
        objects: record ? await collectReachable(objects, head.oid, () => false) : unpacked,
      });
  const key = `${prefix}objects/pack/${built.name}`;
  const metadata = { tip: head.oid };
  await store.put(`${key}.pack`, built.pack, { ...IMMUTABLE_PACK, metadata });
  await store.put(`${key}.idx`, built.index, { ...IMMUTABLE_PACK_INDEX, metadata });

  const found = await listingTimes(findings);
  const names = isIncrement ? [...list.names, built.name] : [built.name];
  const listedAtMs = isIncrement ? found.listedAtMs : {};
  const next = { tip: head.oid, generation: head.generation, listedAtMs, isSettled: false };
  const listed = await replacePackList(store, listKey, list, { names, record: next });
  if (listed === undefined) return undefined;
  const timed = { ...next, listedAtMs: { ...listedAtMs, [built.name]: Math.max(found.foundMs, clock.now()) } };
  await replacePackList(store, listKey, listed, { names, record: timed });
  return built.name;
}
