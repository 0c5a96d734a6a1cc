import { revokedSubjectKey } from '@holt/edge';
import { changeStore } from './change-store.ts';
import type { KeyRing } from './key-ring.ts';
import { readMark } from './revocation-marks.ts';

/**
 * Revokes every token that the subject has, sessions and agents' alike. Holds here at once, at the edge within seconds.
 * The next token of the same subject is good: it is dated to the mark, should it be made within the second.
 *
 * @returns the mark: the least `iat` that is good from now on, in seconds since 1970
 * @throws AuthError `key-store-busy`
 * @throws StorageError with `unavailable` when it may or may not have happened
 */
export function revokeSubject(ring: KeyRing, subject: string): Promise<number> {
  const key = revokedSubjectKey(subject);
  return changeStore(ring.keyValues, async () => {
    const next = Math.floor(ring.clock.now() / 1000) + 1;
    const present = readMark(await ring.keyValues.get(key));
    // A mark only ever rises, whatever the clock of the machine says; one that can't be read is put right.
    const mark = Number.isFinite(present) ? Math.max(present, next) : next;
    return { change: { put: { [key]: String(mark) } }, answer: mark };
  });
}
