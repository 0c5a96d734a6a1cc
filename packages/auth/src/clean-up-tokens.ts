import { revokedSubjectKey, revokedTokenKey } from '@holt/edge';
import { type Clock, KEY_VALUE_LIMITS, type KeyValueStore, type ObjectStore } from '@holt/storage';
import { type AgentTokenRecord, deleteRecord, readRecords } from './agent-token-record.ts';
import { changeStore, readEntries } from './change-store.ts';
import { readMark } from './revocation-marks.ts';
import { PROVIDER_SESSION_SECONDS } from './session-seconds.ts';

/** Nothing is forgotten sooner after its end, whatever the clocks of other machines say. */
const MARGIN_SECONDS = 3600;

const TOKEN_PREFIX = revokedTokenKey('');
const SUBJECT_PREFIX = 'revoked:';

/**
 * Forgets what no good token can need any more.
 *
 * - The record of a token: when the token has expired, or has a mark of its own. One that its subject's mark revokes is kept until it
 *   expires, as it is what tells that the mark is still needed.
 * - The mark of a token: when the token has expired.
 * - The mark of a subject: when no session from before it, here or at the provider, can be left, and no record of a token from before it.
 */
export async function cleanUpTokens(
  store: ObjectStore,
  keyValues: KeyValueStore,
  clock: Clock,
): Promise<{ records: number; marks: number }> {
  const endedBefore = Math.floor(clock.now() / 1000) - MARGIN_SECONDS;
  const records = await readRecords(store);
  const marks = await forgetMarks(keyValues, records, endedBefore);
  const entries = await readEntries(keyValues);
  const ended = records.filter(({ id, expiresAt }) => expiresAt <= endedBefore || entries.has(revokedTokenKey(id)));
  for (const { id } of ended) await deleteRecord(store, id);
  return { records: ended.length, marks };
}

/** @returns how many */
async function forgetMarks(
  keyValues: KeyValueStore,
  records: readonly AgentTokenRecord[],
  endedBefore: number,
): Promise<number> {
  const { maxKeysPerUpdate } = KEY_VALUE_LIMITS;
  let count = 0;
  for (;;) {
    const forgotten = await changeStore(keyValues, async () => {
      const marks = findMarks(await readEntries(keyValues), records, endedBefore).slice(0, maxKeysPerUpdate);
      return marks.length === 0 ? { answer: 0 } : { change: { delete: marks }, answer: marks.length };
    });
    count += forgotten;
    if (forgotten < maxKeysPerUpdate) return count;
  }
}

function findMarks(
  entries: ReadonlyMap<string, string>,
  records: readonly AgentTokenRecord[],
  endedBefore: number,
): string[] {
  const oldest = new Map<string, number>();
  for (const { subject, createdAt, expiresAt } of records) {
    if (expiresAt <= endedBefore) continue;
    const key = revokedSubjectKey(subject);
    oldest.set(key, Math.min(createdAt, oldest.get(key) ?? createdAt));
  }
  return [...entries]
    .filter(([key, value]) => {
      const mark = readMark(value);
      if (key.startsWith(TOKEN_PREFIX)) return mark <= endedBefore;
      if (!key.startsWith(SUBJECT_PREFIX)) return false;
      return mark + PROVIDER_SESSION_SECONDS <= endedBefore && (oldest.get(key) ?? mark) >= mark;
    })
    .map(([key]) => key);
}
