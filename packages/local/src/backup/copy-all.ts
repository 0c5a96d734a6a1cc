import { copyObject, type ObjectStore, StorageError } from '@holt/storage';

const PARALLEL = 16;

export interface CopiedObjects {
  objects: number;
  sizeBytes: number;
  /** Keys of those that the source can't read back. */
  unreadable: readonly string[];
}

/** Copies objects, a few at a time. Those that are gone by now are left out. @throws StorageError */
export async function copyAll(
  source: ObjectStore,
  target: ObjectStore,
  keys: readonly string[],
): Promise<CopiedObjects> {
  const sizes: number[] = [];
  const unreadable: string[] = [];
  const copyOne = async (key: string) => {
    try {
      const sizeBytes = await copyObject(source, target, key);
      if (sizeBytes !== undefined) sizes.push(sizeBytes);
    } catch (error) {
      if (!(error instanceof StorageError && error.code === 'damaged')) throw error;
      unreadable.push(key);
    }
  };
  for (let start = 0; start < keys.length; start += PARALLEL) {
    await Promise.all(keys.slice(start, start + PARALLEL).map(copyOne));
  }
  return { objects: sizes.length, sizeBytes: sizes.reduce((sum, bytes) => sum + bytes, 0), unreadable };
}
