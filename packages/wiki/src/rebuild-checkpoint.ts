import { createHash } from 'node:crypto';
import { settingsKey } from '@holt/edge';
import { SHELL_VERSION } from '@holt/site';
import { StorageError } from '@holt/storage';
import type { WikiContext } from './wiki-context.ts';

/** A rebuild that has said nothing for so long has ended. Longer than any pause between two of its checkpoints. */
const STOPPED_AFTER_MS = 10 * 60 * 1000;
const HASH_CHARACTERS = 11;

/** How far the rebuild of a wiki has come: `control/{owner}/{wiki}/rebuild.json`, there while there is one to be ended. */
export interface RebuildCheckpoint {
  /** The shell that the artifacts were compared with. */
  shell: string;
  /** The generation at which the first of them were found, or made, as they should be. */
  generation: number;
  /** When this was put, in milliseconds since 1970; 0 where no rebuild has begun yet. */
  putAtMs: number;
  /** The artifacts that are as they should be, by {@link hashArtifactKey}. */
  done: Set<string>;
}

/** What a checkpoint knows an artifact by: short, as there are many. */
export function hashArtifactKey(key: string): string {
  return createHash('sha256').update(key).digest('base64url').slice(0, HASH_CHARACTERS);
}

/** A checkpoint that can't be used counts as one that has nothing done. */
export async function readCheckpoint({
  wiki,
  store,
}: WikiContext): Promise<{ checkpoint: RebuildCheckpoint; etag: string | undefined } | undefined> {
  try {
    const object = await store.get(checkpointKey(wiki));
    return object && { checkpoint: decode(object.body), etag: object.etag };
  } catch (error) {
    if (!(error instanceof StorageError && error.code === 'damaged')) throw error;
    return { checkpoint: newCheckpoint(0), etag: undefined };
  }
}

/**
 * @param replaces ETag of the checkpoint that this one replaces; `none` where there is none; undefined: whatever is there
 * @returns the ETag; undefined when something else is there by now, and nothing was put
 */
export async function putCheckpoint(
  { wiki, store }: Pick<WikiContext, 'wiki' | 'store'>,
  checkpoint: RebuildCheckpoint,
  replaces: string | undefined,
): Promise<string | undefined> {
  const condition =
    replaces === undefined ? {} : replaces === 'none' ? { ifNoneMatch: '*' as const } : { ifMatch: replaces };
  return orUndefined(async () => {
    const body = JSON.stringify({ ...checkpoint, done: [...checkpoint.done].join('') });
    return (await store.put(checkpointKey(wiki), body, { ...condition, contentType: 'application/json' })).etag;
  });
}

/** Does nothing when another checkpoint is there by now. */
export async function removeCheckpoint({ wiki, store }: WikiContext, etag: string): Promise<void> {
  await orUndefined(() => store.delete(checkpointKey(wiki), { ifMatch: etag }));
}

/** Asks for a rebuild, which the next reconciliation makes if nobody does before. A rebuild that is under way doesn't count. */
export async function requestRebuild(context: Pick<WikiContext, 'wiki' | 'store'>): Promise<void> {
  await putCheckpoint(context, newCheckpoint(0), undefined);
}

/** Whether a rebuild was asked for, or has ended before its end. */
export async function isRebuildPending(context: WikiContext): Promise<boolean> {
  const found = await readCheckpoint(context);
  return found !== undefined && Math.abs(context.clock.now() - found.checkpoint.putAtMs) >= STOPPED_AFTER_MS;
}

export function newCheckpoint(generation: number): RebuildCheckpoint {
  return { shell: SHELL_VERSION, generation, putAtMs: 0, done: new Set() };
}

function checkpointKey({ owner, name }: WikiContext['wiki']): string {
  return settingsKey(owner, name).replace(/[^/]+$/, 'rebuild.json');
}

function decode(body: Uint8Array): RebuildCheckpoint {
  try {
    const { shell, generation, putAtMs, done } = JSON.parse(new TextDecoder().decode(body));
    if (shell !== SHELL_VERSION || !Number.isSafeInteger(generation) || !Number.isFinite(putAtMs))
      throw new TypeError();
    const hashes: string[] = done.match(new RegExp(`.{${HASH_CHARACTERS}}`, 'g')) ?? [];
    return { shell, generation, putAtMs, done: new Set(hashes) };
  } catch {
    // Of another version of Holt, or garbage: what it says is done may not be.
    return newCheckpoint(0);
  }
}

async function orUndefined<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof StorageError && (error.code === 'precondition-failed' || error.code === 'conflict'))
      return undefined;
    throw error;
  }
}
