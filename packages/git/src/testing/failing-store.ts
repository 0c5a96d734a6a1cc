import { MemoryObjectStore, type PutOptions, StorageError, type StorageErrorCode } from '@holt/storage';

/** A store whose puts fail with a code while `failing` says so. */
export class FailingStore extends MemoryObjectStore {
  failing: (key: string) => StorageErrorCode | undefined = () => undefined;
  /** Whether a failing put is stored all the same, as when only the answer is lost. */
  loseAnswer = false;

  override async put(key: string, body: Uint8Array | string, options?: PutOptions): Promise<{ etag: string }> {
    const code = this.failing(key);
    if (code === undefined) return await super.put(key, body, options);
    if (this.loseAnswer) await super.put(key, body, options);
    throw new StorageError(code, key, 'injected');
  }
}
