import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { FileLock } from './file-lock.ts';

/** Writers of different keys seldom share one of these; a store holds at most so many files open. */
const LOCK_COUNT = 16;

/** The write locks of a store: one lock for many keys, so that the number of lock files stays small. */
export class WriteLocks {
  readonly #folder: string;
  readonly #timeoutMs: number;
  readonly #locks = new Map<number, FileLock>();

  constructor(folder: string, timeoutMs: number) {
    this.#folder = folder;
    this.#timeoutMs = timeoutMs;
  }

  /** Runs a section that no other writer of the key runs at the same time; see {@link FileLock.run}. */
  run<T>(key: string, section: () => T): T {
    const number = crc32(key) % LOCK_COUNT;
    let lock = this.#locks.get(number);
    if (lock === undefined) {
      lock = new FileLock(join(this.#folder, `${number}.lock`), this.#timeoutMs);
      this.#locks.set(number, lock);
    }
    return lock.run(section);
  }
}
