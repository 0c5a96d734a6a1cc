import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ObjectStore } from '@holt/storage';

/** Copies a bare repository's objects and list of packs into a store, as they are. */
export async function copyFromFolder(store: ObjectStore, prefix: string, folder: string): Promise<void> {
  for (const entry of readdirSync(join(folder, 'objects'), { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    await store.put(`${prefix}${path.slice(folder.length + 1)}`, readFileSync(path));
  }
}
