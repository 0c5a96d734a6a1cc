import { decodeCommit } from './commit.ts';
import type { FoldFindings } from './fold-findings.ts';
import type { FoldRecord } from './pack-list.ts';

/** A commit's time is believed only so far ahead of the clock: an imported one may be of any time. */
const MAX_CLOCK_LAG_MS = 24 * 60 * 60 * 1000;

/** When packs were listed. */
export interface ListingTimes {
  /** What time it was at least when the list was read, by all that is known. */
  readonly foundMs: number;
  /** Of each pack on the list: as the record has it, or when it was found there. */
  readonly listedAtMs: Readonly<Record<string, number>>;
}

/**
 * Of a clock that has run backwards nobody can tell. But it must be later than the times in the record, and than the commit that is
 * packed: so packs that are listed meanwhile don't look older than they are once the clock has been put right.
 */
export async function listingTimes({ list, head, objects, unpacked, nowMs }: FoldFindings): Promise<ListingTimes> {
  const known = list.record?.listedAtMs ?? {};
  const times = [nowMs, ...Object.values(known)];
  const { content } = unpacked.find(({ oid }) => oid === head.oid) ?? (await objects.read(head.oid, 'commit'));
  const committedMs = decodeCommit(head.oid, content).committer.timestampSeconds * 1000;
  if (committedMs <= nowMs + MAX_CLOCK_LAG_MS) times.push(committedMs);
  const foundMs = Math.max(...times);
  return { foundMs, listedAtMs: Object.fromEntries(list.names.map((name) => [name, known[name] ?? foundMs])) };
}

/** Whether a pack was listed at least `graceMs` ago. A clock that has gone backwards makes packs younger, and so only delays. */
export function isAged(record: FoldRecord, name: string | undefined, nowMs: number, graceMs: number): boolean {
  return nowMs - (record.listedAtMs[name ?? ''] ?? nowMs) >= graceMs;
}
