import type { Clock } from '@holt/storage';

/** So long after a write: more of them may come. */
const DELAY_MS = 1_000;
/** How long a fold under way may take once it is to stop. */
const STOP_GRACE_MS = 1_000;

export interface BackgroundFoldsOptions {
  /** Folds a wiki if that is due. It may be cut off anywhere. */
  fold(wiki: string): Promise<unknown>;
  clock: Clock;
  /** Gets one line for a fold that failed. */
  log(message: string): void;
}

export interface BackgroundFolds {
  /** Has a wiki looked at soon. */
  note(wiki: string): void;
  /** Begins no further fold, and waits a second for the one under way. Resolves to whether it has ended. */
  stop(): Promise<boolean>;
}

/** Folds wikis some time after they were noted, one at a time, each once for all that was noted meanwhile. */
export function startBackgroundFolds({ fold, clock, log }: BackgroundFoldsOptions): BackgroundFolds {
  const stopping = new AbortController();
  const noted = new Set<string>();
  let working: Promise<void> | undefined;

  async function work(): Promise<void> {
    while (noted.size > 0 && !stopping.signal.aborted) {
      await clock.sleep(DELAY_MS, stopping.signal);
      for (const wiki of [...noted]) {
        if (!stopping.signal.aborted) await foldOne(wiki);
      }
    }
    working = undefined;
  }

  async function foldOne(wiki: string): Promise<void> {
    noted.delete(wiki);
    try {
      await fold(wiki);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log(`The search index of ${wiki} could not be folded, which is tried again after the next write: ${reason}`);
    }
  }

  return {
    note(wiki) {
      noted.add(wiki);
      working ??= work();
    },
    async stop() {
      stopping.abort();
      const waited = new AbortController();
      const tooLong = clock.sleep(STOP_GRACE_MS, waited.signal).then(() => false);
      const hasEnded = await Promise.race([Promise.resolve(working).then(() => true), tooLong]);
      waited.abort();
      return hasEnded;
    },
  };
}
