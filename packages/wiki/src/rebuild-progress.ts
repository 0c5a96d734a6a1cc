import type { ObjectInfo } from '@holt/storage';
import {
  hashArtifactKey,
  newCheckpoint,
  putCheckpoint,
  readCheckpoint,
  removeCheckpoint,
} from './rebuild-checkpoint.ts';
import type { WikiContext } from './wiki-context.ts';

/** A checkpoint comes when so many artifacts more are done, or a tenth more: stopped, a rebuild repeats no more than that. */
const CHECKPOINT_ARTIFACTS = 256;

/** How far a rebuild has come, kept in the store. */
export interface RebuildProgress {
  /** Some artifacts were done by an earlier rebuild. */
  isResumed: boolean;
  /** What a publisher is told of an artifact that is done: it was as it should be, at the generation of this rebuild's beginning. */
  known(key: string): ObjectInfo | undefined;
  /** Settles when the checkpoint is put, should one be due. */
  add(key: string): Promise<void>;
  end(): Promise<void>;
}

/** Takes up the rebuild that has not ended, or begins one at a generation. */
export async function beginRebuild(context: WikiContext, generation: number): Promise<RebuildProgress> {
  const found = await readCheckpoint(context);
  const isResumed = found !== undefined && found.checkpoint.done.size > 0;
  const checkpoint = isResumed ? found.checkpoint : newCheckpoint(generation);
  const { done } = checkpoint;
  let kept = done.size;
  const put = (replaces: string | undefined) =>
    putCheckpoint(context, { ...checkpoint, putAtMs: context.clock.now() }, replaces);
  // Undefined: another rebuild keeps its own.
  let etag = await put(found === undefined ? 'none' : found.etag);
  let isPutting = false;

  return {
    isResumed,
    known(key) {
      if (!done.has(hashArtifactKey(key))) return undefined;
      // Newer than all that was rendered then, older than all that came since.
      return {
        key,
        etag: 'done',
        sizeBytes: 0,
        contentType: '',
        metadata: { generation: `${checkpoint.generation}.5` },
      };
    },
    async add(key) {
      done.add(hashArtifactKey(key));
      if (etag === undefined || isPutting || done.size - kept < Math.max(CHECKPOINT_ARTIFACTS, kept / 10)) return;
      isPutting = true;
      kept = done.size;
      etag = await put(etag);
      isPutting = false;
    },
    async end() {
      if (etag !== undefined) await removeCheckpoint(context, etag);
    },
  };
}
