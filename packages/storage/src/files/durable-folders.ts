import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { hasCode } from './system-error.ts';

/** Makes folders, and makes what happens in them survive a power cut, with as few calls to the disk as that takes. */
export class DurableFolders {
  readonly #root: string;
  readonly #ensured = new Map<string, Promise<void>>();
  readonly #running = new Map<string, Promise<void>>();
  readonly #waiting = new Map<string, Promise<void>>();

  /** @param root folders above it that exist already are taken to be durable */
  constructor(root: string) {
    this.#root = root;
  }

  /** Answers when the folder exists durably. Each is looked at once: folders of a store are never removed. */
  ensure(folder: string): Promise<void> {
    const known = this.#ensured.get(folder);
    if (known !== undefined) return known;
    const ensured = this.#make(folder);
    this.#ensured.set(folder, ensured);
    ensured.catch(() => this.#ensured.delete(folder));
    return ensured;
  }

  /**
   * Answers when every change of the folder's entries that was made before the call is durable. Calls that come while one is
   * under way share the next one.
   */
  sync(folder: string): Promise<void> {
    const waiting = this.#waiting.get(folder);
    if (waiting !== undefined) return waiting;
    const running = this.#running.get(folder);
    if (running === undefined) return this.#start(folder);
    const next = running.then(
      () => this.#startWaiting(folder),
      () => this.#startWaiting(folder),
    );
    this.#waiting.set(folder, next);
    return next;
  }

  #startWaiting(folder: string): Promise<void> {
    this.#waiting.delete(folder);
    return this.#start(folder);
  }

  #start(folder: string): Promise<void> {
    const running = syncFolder(folder).finally(() => this.#running.delete(folder));
    this.#running.set(folder, running);
    return running;
  }

  async #make(folder: string): Promise<void> {
    const parent = dirname(folder);
    const isInside = folder.length > this.#root.length;
    if (isInside) await this.ensure(parent);
    const isNew = await makeFolder(folder, () => this.ensure(parent));
    // One that was there may have been made a moment ago, by a process that has not synced it or that died before it could.
    if (isNew || isInside) await this.sync(parent);
  }
}

/** @returns whether it is new */
async function makeFolder(folder: string, makeParent: () => Promise<void>): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (hasCode(error, 'EEXIST')) return false;
    if (!hasCode(error, 'ENOENT') || dirname(folder) === folder) throw error;
    await makeParent();
    return makeFolder(folder, () => Promise.reject(error));
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
