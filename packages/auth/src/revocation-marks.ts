import { revokedSubjectKey, revokedTokenKey, type TokenClaims } from '@holt/edge';
import { type KeyValueStore, StorageError } from '@holt/storage';

/**
 * The least `iat` that is good for a subject, in seconds since 1970; 0 when nothing was revoked.
 *
 * @throws StorageError, `damaged` when the mark is no number: no token of that subject would be good
 */
export async function revokedBefore(keyValues: KeyValueStore, subject: string): Promise<number> {
  const key = revokedSubjectKey(subject);
  const mark = readMark(await keyValues.get(key));
  if (Number.isFinite(mark)) return mark;
  throw new StorageError(
    'damaged',
    key,
    "A subject's revocation mark is no number of seconds. Revoke the subject anew.",
  );
}

/** Whether the token, or all that its subject had at the time, was revoked. */
export async function isRevoked(keyValues: KeyValueStore, { subject, id, issuedAt }: TokenClaims): Promise<boolean> {
  const [subjectMark, tokenMark] = await Promise.all([
    keyValues.get(revokedSubjectKey(subject)),
    id === undefined ? undefined : keyValues.get(revokedTokenKey(id)),
  ]);
  return issuedAt < readMark(subjectMark) || tokenMark !== undefined;
}

/** The seconds in a mark: 0 for none, infinite for one that can't be read, so that it revokes and is never thrown away. */
export function readMark(value: string | undefined): number {
  if (value === undefined) return 0;
  const seconds = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
  return Number.isSafeInteger(seconds) ? seconds : Number.POSITIVE_INFINITY;
}

/** As {@link isRevoked}, by a record of the token. */
export function isRecordRevoked(
  entries: ReadonlyMap<string, string>,
  { id, subject, createdAt }: { id: string; subject: string; createdAt: number },
): boolean {
  return entries.has(revokedTokenKey(id)) || createdAt < readMark(entries.get(revokedSubjectKey(subject)));
}
