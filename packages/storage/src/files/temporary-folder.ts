import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Random } from '../random.ts';
import { FileLock } from './file-lock.ts';
import { hasCode } from './system-error.ts';

/** A folder for files that are not complete yet. Whoever made it holds its lock for as long as it lives. */
export class TemporaryFolder {
  /** Kept here because a lock that is garbage-collected is given up. */
  readonly ownership: FileLock;
  readonly #path: string;
  #files = 0;

  constructor(path: string, ownership: FileLock) {
    this.#path = path;
    this.ownership = ownership;
  }

  /** A path that nobody else uses. */
  nextPath(): string {
    this.#files += 1;
    return join(this.#path, `${this.#files}`);
  }
}

/**
 * Makes a temporary folder below `root`, and deletes those whose owners are gone: a lock that can be had has no owner alive,
 * whatever the process ids and clocks say.
 *
 * @param sweepLock held meanwhile, so that nobody deletes a folder that is just being made
 */
export function claimTemporaryFolder(root: string, sweepLock: FileLock, random: Random): TemporaryFolder {
  return sweepLock.run(() => {
    for (const name of readdirSync(root)) removeIfStale(join(root, name));
    const path = makeFolder(root, random);
    const ownership = ownershipOf(path);
    // The first section in a new lock file fills it, by a journal beside it that would stay for as long as the lock is held.
    ownership.run(() => {});
    ownership.acquire();
    return new TemporaryFolder(path, ownership);
  });
}

function makeFolder(root: string, random: Random): string {
  for (;;) {
    const path = join(root, Buffer.from(random.bytes(12)).toString('hex'));
    try {
      mkdirSync(path);
      return path;
    } catch (error) {
      // Two stores may be given random sources of the same seed.
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }
}

function removeIfStale(path: string): void {
  try {
    const ownership = ownershipOf(path);
    try {
      ownership.acquire();
    } finally {
      ownership.close();
    }
    rmSync(path, { recursive: true, force: true });
  } catch {
    // Held, or not ours to delete. Either way it stays, and harms nobody.
  }
}

function ownershipOf(path: string): FileLock {
  return new FileLock(join(path, 'owner.lock'), 0);
}
