import { createHash } from 'node:crypto';
import { renameSync, unlinkSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkCondition } from '../check-condition.ts';
import type { DeleteOptions, PutOptions } from '../object-store.ts';
import type { PutHeaders } from '../put-headers.ts';
import type { Random } from '../random.ts';
import { DurableFolders } from './durable-folders.ts';
import { FileLock } from './file-lock.ts';
import { encodeObjectFile, readObjectHeaderSync } from './object-file.ts';
import { objectPath } from './object-path.ts';
import { hasCode } from './system-error.ts';
import { claimTemporaryFolder, type TemporaryFolder } from './temporary-folder.ts';
import { WriteLocks } from './write-locks.ts';

export interface ObjectWriterOptions {
  directory: string;
  /** The folder in it that holds the objects. */
  objects: string;
  random: Random;
  lockTimeoutMs: number;
}

/** Makes the store's folders and what a writer needs in them. */
export async function openObjectWriter(options: ObjectWriterOptions): Promise<ObjectWriter> {
  const { directory, objects, random, lockTimeoutMs } = options;
  const locks = join(directory, 'locks');
  const temporary = join(directory, 'tmp');
  const folders = new DurableFolders(directory);
  for (const folder of [objects, locks, temporary]) await folders.ensure(folder);
  const sweepLock = new FileLock(join(locks, 'sweep.lock'), lockTimeoutMs);
  try {
    const folder = claimTemporaryFolder(temporary, sweepLock, random);
    return new ObjectWriter(objects, folders, new WriteLocks(locks, lockTimeoutMs), folder, random);
  } finally {
    sweepLock.close();
  }
}

/**
 * Writes objects as files. What takes time (writing, reaching the disk) happens outside the lock; under it is only the check of
 * the condition and the one system call that shows the change to everybody.
 */
export class ObjectWriter {
  readonly #objects: string;
  readonly #folders: DurableFolders;
  readonly #locks: WriteLocks;
  readonly #temporary: TemporaryFolder;
  readonly #random: Random;

  constructor(objects: string, folders: DurableFolders, locks: WriteLocks, temporary: TemporaryFolder, random: Random) {
    this.#objects = objects;
    this.#folders = folders;
    this.#locks = locks;
    this.#temporary = temporary;
    this.#random = random;
  }

  async put(key: string, body: Uint8Array, headers: PutHeaders, options: PutOptions): Promise<{ etag: string }> {
    const file = objectPath(this.#objects, key);
    const etag = this.#newEtag(body, headers);
    const bytes = encodeObjectFile({ key, etag, sizeBytes: body.length, ...headers }, body);
    const temporary = this.#temporary.nextPath();
    // Most losers of a race are told so here, before they cost a write.
    checkCurrent(file, key, options);
    await this.#folders.ensure(dirname(file));
    try {
      await writeDurably(temporary, bytes);
      this.#locks.run(key, () => {
        checkCurrent(file, key, options);
        renameSync(temporary, file);
      });
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {});
      throw error;
    }
    await this.#folders.sync(dirname(file));
    return { etag };
  }

  async delete(key: string, options: DeleteOptions): Promise<void> {
    const file = objectPath(this.#objects, key);
    this.#locks.run(key, () => {
      checkCurrent(file, key, options);
      unlinkIfThere(file);
    });
    // Also when nothing was there: another process may have deleted it and died before that was durable.
    await this.#folders.sync(dirname(file)).catch((error) => {
      if (!hasCode(error, 'ENOENT')) throw error;
    });
  }

  /** Unique to the put, also when another process was given a random source of the same seed. */
  #newEtag(body: Uint8Array, headers: PutHeaders): string {
    const hash = createHash('sha256').update(this.#random.bytes(16)).update(this.#temporary.nextPath());
    return hash.update(JSON.stringify(headers)).update(body).digest('hex').slice(0, 32);
  }
}

function checkCurrent(file: string, key: string, options: PutOptions & DeleteOptions): void {
  if (options.ifMatch === undefined && options.ifNoneMatch === undefined) return;
  checkCondition(key, readObjectHeaderSync(file, key)?.etag, options);
}

async function writeDurably(file: string, bytes: Uint8Array): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    await handle.writeFile(bytes);
    await handle.datasync();
  } finally {
    await handle.close();
  }
}

function unlinkIfThere(file: string): void {
  try {
    unlinkSync(file);
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
  }
}
