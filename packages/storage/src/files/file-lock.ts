import { DatabaseSync, type StatementSync } from 'node:sqlite';

/**
 * A lock between processes, and between the users of one process: the write lock of an otherwise unused SQLite file. The kernel lets go of it when
 * its process dies, however it dies; and a file that is left behind holds nobody up.
 */
export class FileLock {
  readonly #database: DatabaseSync;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;

  /** @param timeoutMs how long to wait for another holder */
  constructor(file: string, timeoutMs: number) {
    this.#database = new DatabaseSync(file, { timeout: timeoutMs });
    this.#begin = this.#database.prepare('BEGIN IMMEDIATE');
    this.#commit = this.#database.prepare('COMMIT');
  }

  /** @throws SQLite's error 5 (busy) when the time is up */
  acquire(): void {
    this.#begin.run();
  }

  release(): void {
    this.#commit.run();
  }

  /** Runs a section that nobody else runs at the same time. It must not give way to other work: others wait without doing any. */
  run<T>(section: () => T): T {
    this.acquire();
    try {
      return section();
    } finally {
      this.release();
    }
  }

  close(): void {
    this.#database.close();
  }
}
