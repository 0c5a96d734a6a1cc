import type { Clock } from '@holt/storage';

const INTERVAL_MS = 10 * 60 * 1000;
/** How long a run under way may take once it is to stop. */
const STOP_GRACE_MS = 1_000;

export interface MaintenanceOptions {
  /** One run. It may be cut off anywhere. */
  run(): Promise<void>;
  clock: Clock;
  /** Gets one line for a run that failed. */
  log(message: string): void;
}

export interface Maintenance {
  /** Starts no further run, and waits a second for the one under way. Resolves to whether it has ended. */
  stop(): Promise<boolean>;
}

/** Runs at once, and again ten minutes after each run has ended, however it ended. */
export function startMaintenance({ run, clock, log }: MaintenanceOptions): Maintenance {
  const stopping = new AbortController();
  const ended = runAgainAndAgain().then(() => true);

  async function runAgainAndAgain(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await run();
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log(`Maintenance failed, and is tried again in ten minutes: ${reason}`);
      }
      await clock.sleep(INTERVAL_MS, stopping.signal);
    }
  }

  return {
    async stop() {
      stopping.abort();
      const waited = new AbortController();
      const tooLong = clock.sleep(STOP_GRACE_MS, waited.signal).then(() => false);
      const hasEnded = await Promise.race([ended, tooLong]);
      waited.abort();
      return hasEnded;
    },
  };
}
