import type { FoldFindings } from './fold-findings.ts';
import type { FoldOptions } from './fold-objects.ts';
import { GRACE_MS } from './grace.ts';
import { isAged, listingTimes } from './listing-times.ts';
import { type FoldRecord, replacePackList } from './pack-list.ts';

/** Notes what a fold without a pack has found: packs that are listed, and that there is nothing left to remove or to pack. */
export async function noteProgress(
  { store, graceMs = GRACE_MS }: FoldOptions,
  findings: FoldFindings,
  record: FoldRecord,
): Promise<void> {
  const { listKey, list, head, unpacked, nowMs } = findings;
  const next = {
    tip: record.tip,
    generation: unpacked.length === 0 ? head.generation : record.generation,
    listedAtMs: (await listingTimes(findings)).listedAtMs,
    isSettled: list.names.every((name) => isAged(record, name, nowMs, graceMs)),
  };
  if (JSON.stringify(next) === JSON.stringify(record)) return;
  await replacePackList(store, listKey, list, { names: list.names, record: next });
}
