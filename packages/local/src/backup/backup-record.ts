import { type ObjectStore, StorageError } from '@holt/storage';
import { CommandError } from '../errors.ts';

/** What makes a place a backup, and tells of what: there from the first object on, and put again at the end. */
const KEY = 'control/backup.json';
const FORMAT = 1;

export interface BackupRecord {
  format: typeof FORMAT;
  /** The place that it was made from, as people name it. */
  from: string;
  /** ISO 8601, UTC. Nothing in the backup is older than this state of the place. */
  begunAt: string;
  /** Absent: it was not ended. */
  endedAt?: string;
  /** Where each wiki stands; null: it has no page, or its ref can't be read. */
  wikis?: Readonly<Record<string, string | null>>;
}

export function isBackupRecord(key: string): boolean {
  return key === KEY;
}

/** @throws CommandError when there is one that can't be read */
export async function readBackupRecord(store: ObjectStore): Promise<BackupRecord | undefined> {
  try {
    const object = await store.get(KEY);
    if (object === undefined) return undefined;
    const record = JSON.parse(Buffer.from(object.body).toString()) as BackupRecord;
    if (record.format === FORMAT && typeof record.from === 'string') return record;
  } catch (cause) {
    const isGarbled = cause instanceof SyntaxError || (cause instanceof StorageError && cause.code === 'damaged');
    if (!isGarbled) throw cause;
  }
  throw new CommandError(`${KEY} in the target can't be read. Name an empty place with --to.`);
}

export async function putBackupRecord(store: ObjectStore, record: Omit<BackupRecord, 'format'>): Promise<void> {
  const body = `${JSON.stringify({ format: FORMAT, ...record }, null, 2)}\n`;
  await store.put(KEY, body, { contentType: 'application/json' });
}
