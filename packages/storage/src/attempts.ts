import { backoffMs } from './backoff-ms.ts';
import type { Clock } from './clock.ts';
import type { StorageError } from './errors.ts';
import type { Random } from './random.ts';

/** How often a request is made that gets no good answer. */
export const MAX_ATTEMPTS = 4;

export interface AttemptsOptions {
  clock: Clock;
  random: Random;
  /** For one attempt, from its beginning to the end of its answer. */
  requestTimeoutMs: number;
  /** For all attempts and the time between them. */
  totalTimeoutMs: number;
}

/** One request. It should give up when the signal is aborted; nobody waits for it any longer then. */
export type Attempt<T> = (signal: AbortSignal) => Promise<T>;
type ToStorageError = (error: unknown) => StorageError;

/** Bounds requests in time. What they fail with is what `toStorageError` makes of it. */
export class Attempts {
  readonly #options: AttemptsOptions;

  constructor(options: AttemptsOptions) {
    this.#options = options;
  }

  /** Makes one attempt, and no other whatever becomes of it. */
  async once<T>(attempt: Attempt<T>, toStorageError: ToStorageError): Promise<T> {
    const { requestTimeoutMs, totalTimeoutMs } = this.#options;
    return await this.#attempt(attempt, toStorageError, Math.min(requestTimeoutMs, totalTimeoutMs));
  }

  /**
   * Makes up to 4 attempts while they end in `unavailable` or `conflict`, and sleeps before each but the first as {@link backoffMs} says.
   */
  async retrying<T>(attempt: Attempt<T>, toStorageError: ToStorageError): Promise<T> {
    const { clock, random, requestTimeoutMs, totalTimeoutMs } = this.#options;
    const startMs = clock.now();
    for (let number = 1; ; number += 1) {
      const leftMs = startMs + totalTimeoutMs - clock.now();
      try {
        return await this.#attempt(attempt, toStorageError, Math.min(requestTimeoutMs, leftMs));
      } catch (error) {
        const { code } = error as StorageError;
        if (number === MAX_ATTEMPTS || (code !== 'unavailable' && code !== 'conflict')) throw error;
        const delayMs = backoffMs(number, random);
        if (clock.now() - startMs + delayMs >= totalTimeoutMs) throw error;
        await clock.sleep(delayMs);
      }
    }
  }

  async #attempt<T>(attempt: Attempt<T>, toStorageError: ToStorageError, timeoutMs: number): Promise<T> {
    const answered = new AbortController();
    const late = new AbortController();
    const timeout = this.#options.clock.sleep(timeoutMs, answered.signal).then(() => {
      // The sleep also ends when the answer has come; then nobody waits for this any more.
      const error = new Error(`none came within ${timeoutMs} ms`);
      if (!answered.signal.aborted) late.abort(error);
      throw error;
    });
    try {
      return await Promise.race([attempt(late.signal), timeout]);
    } catch (error) {
      throw toStorageError(error);
    } finally {
      answered.abort();
    }
  }
}
