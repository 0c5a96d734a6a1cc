import { MAX_ATTEMPTS } from '../attempts.ts';
import { backoffMs } from '../backoff-ms.ts';
import type { Clock } from '../clock.ts';
import { StorageError } from '../errors.ts';
import type { KeyValueChange } from '../key-value-store.ts';
import type { Random } from '../random.ts';
import { checkRoom, isEmpty, isIn, withoutMissing } from './changed-entries.ts';
import type { KeyValueApi } from './key-value-api.ts';
import { isNotFound, isRefusedInput, isThrottled } from './key-value-error.ts';

export interface UpdateKeysOptions {
  api: KeyValueApi;
  change: KeyValueChange;
  ifMatch: string | undefined;
  clock: Clock;
  random: Random;
  /** No attempt begins later than this. */
  totalTimeoutMs: number;
}

/**
 * Makes one change, all of it or nothing, and never twice.
 *
 * Each sending names the ETag that the store had just before, so it can only be applied while that is still the store's; the ETag tells what
 * became of a sending whose answer was lost. While it stands, the change is not in, and the same is sent again: of two, the store can take only
 * one. Once it has moved, no sending can come in any more, and the entries tell: if all are as the change wants them, it is in. Else it was
 * refused, or it was in and has been replaced, and to make it again could undo what another did: that is `unavailable`. A caller who gave
 * `ifMatch` is told `unavailable` as soon as the ETag has moved: nothing is guessed where a condition decides something.
 */
export async function updateKeys(options: UpdateKeysOptions): Promise<{ etag: string }> {
  const sendings: Sendings = {};
  try {
    return await makeChange(options, sendings);
  } catch (cause) {
    if (sendings.unanswered === undefined) throw cause;
    // Whatever has failed since says nothing of what was sent before.
    const message = 'No answer told whether the update is in: read the key-value store again before you repeat it.';
    throw new StorageError('unavailable', '', message, { cause });
  }
}

/** What became of sendings that were not acknowledged, and with which ETag they were sent. */
interface Sendings {
  unanswered?: { etag: string; error: unknown };
  refused?: { etag: string; error: unknown };
}

async function makeChange(options: UpdateKeysOptions, sendings: Sendings): Promise<{ etag: string }> {
  const { api, ifMatch, clock, random, totalTimeoutMs } = options;
  const startMs = clock.now();
  let { change } = options;
  let skipsMissing = false;
  let failures = 0;

  for (let attempt = 1; ; attempt += 1) {
    const { etag, bytes } = await api.describe();
    const { unanswered, refused } = sendings;
    if (unanswered !== undefined && unanswered.etag !== etag) {
      if (ifMatch === undefined && (await isIn(api, options.change))) return { etag };
      throw unanswered.error;
    }
    if (ifMatch !== undefined && ifMatch !== etag) {
      throw new StorageError('precondition-failed', '', 'The key-value store has changed: read it again.');
    }
    // Its ETag stands, so that was not the reason.
    if (refused?.etag === etag && (ifMatch !== undefined || isRefusedInput(refused.error))) throw refused.error;

    // If the store changes after this has been read, the update is refused for its ETag.
    if (skipsMissing) change = await withoutMissing(api, options.change);
    if (isEmpty(change)) return { etag };
    await checkRoom(api, change, bytes);
    try {
      return await api.update(change, etag);
    } catch (error) {
      const { code } = error as StorageError;
      if (code === 'conflict' || isRefusedInput(error)) sendings.refused = { etag, error };
      else if (isNotFound(error) && !skipsMissing) skipsMissing = true;
      else if (code !== 'unavailable') throw error;
      else {
        failures += 1;
        if (!isThrottled(error)) sendings.unanswered = { etag, error };
      }
      const delayMs = backoffMs(attempt, random);
      if (failures === MAX_ATTEMPTS || clock.now() - startMs + delayMs >= totalTimeoutMs) throw error;
      await clock.sleep(delayMs);
    }
  }
}
