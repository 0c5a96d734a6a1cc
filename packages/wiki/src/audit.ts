import type { PathRule, Role } from '@holt/edge';
import { type ObjectStore, StorageError } from '@holt/storage';
import { WikiError } from './errors.ts';
import { mapLimit } from './map-limit.ts';
import type { WikiId } from './wiki-id.ts';

const PARALLEL = 16;

/** Who changes a wiki's settings. */
export interface ChangedBy {
  subject: string;
  name?: string;
}

/** Without whatever else is known of them, such as an address. */
export function nameOnly({ subject, name }: ChangedBy): ChangedBy {
  return { subject, ...(name === undefined ? {} : { name }) };
}

/** What a change of a wiki's settings did. */
export type AccessChange =
  | { what: 'create'; public: boolean }
  | { what: 'set-public'; public: boolean }
  | { what: 'set-rules'; rules: readonly PathRule[] }
  | { what: 'set-title-first'; titleFirst: boolean }
  | { what: 'grant'; grantee: string; role: Role }
  /** `role`: the one that was taken away. */
  | { what: 'revoke'; grantee: string; role: Role }
  /** `since`: tokens made before are no longer good, in seconds since 1970. */
  | { what: 'revoke-tokens'; since: number };

/** One change, as it is kept. */
export type AuditEntry = {
  /** 1 for the first change of a wiki, then one more for each. */
  seq: number;
  /** ISO 8601, UTC. */
  at: string;
  /** Absent where nobody was named: the wiki was made by a command. */
  by?: ChangedBy;
} & AccessChange;

function auditKey({ owner, name }: WikiId, seq: number): string {
  return `control/${owner}/${name}/audit/${String(seq).padStart(8, '0')}.json`;
}

/**
 * Puts the entry of a change that is in, before the settings object, which carries it, is replaced. Several changers may do so for
 * the same change: they put the same.
 */
export async function keepEntry(store: ObjectStore, wiki: WikiId, entry: AuditEntry | undefined): Promise<void> {
  if (entry === undefined) return;
  try {
    const body = `${JSON.stringify(entry, null, 2)}\n`;
    await store.put(auditKey(wiki, entry.seq), body, { ifNoneMatch: '*', contentType: 'application/json' });
  } catch (error) {
    if (!(error instanceof StorageError && error.code === 'precondition-failed')) throw error;
  }
}

/**
 * The entries, newest first.
 * @param latest the one that the settings carry
 * @throws WikiError `damaged` for an entry that is gone or can't be read
 */
export async function readEntries(
  store: ObjectStore,
  wiki: WikiId,
  latest: AuditEntry | undefined,
  limit: number,
): Promise<AuditEntry[]> {
  if (latest === undefined || limit < 1) return [];
  const count = Math.min(limit, latest.seq) - 1;
  const earlier = Array.from({ length: count }, (_, index) => latest.seq - 1 - index);
  return [latest, ...(await mapLimit(earlier, PARALLEL, (seq) => readEntry(store, wiki, seq)))];
}

async function readEntry(store: ObjectStore, wiki: WikiId, seq: number): Promise<AuditEntry> {
  const key = auditKey(wiki, seq);
  const object = await store.get(key);
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(object?.body));
    if (isAuditEntry(value) && value.seq === seq) return value;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw new WikiError('damaged', `The audit entry ${key} can't be read. Restore it from a backup.`, { key });
}

/** Looks only at what all entries have: they are told, nothing is decided by them. */
export function isAuditEntry(value: unknown): value is AuditEntry {
  const entry = value as AuditEntry | null;
  return (
    typeof entry === 'object' &&
    entry !== null &&
    Number.isSafeInteger(entry.seq) &&
    entry.seq > 0 &&
    typeof entry.at === 'string' &&
    typeof entry.what === 'string'
  );
}
