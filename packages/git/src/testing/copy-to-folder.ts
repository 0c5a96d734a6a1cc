import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ObjectStore } from '@holt/storage';

/** Copies a repository's objects over a bare repository that git has made, and gives git its branch as a file of its own. */
export async function copyToFolder(store: ObjectStore, prefix: string, folder: string): Promise<void> {
  for (let startAfter: string | undefined = ''; startAfter !== undefined; ) {
    const page = await store.list({ prefix, ...(startAfter && { startAfter }) });
    for (const { key } of page.objects) {
      const path = join(folder, key.slice(prefix.length));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, (await store.get(key))?.body ?? '');
    }
    startAfter = page.next;
  }
  const oid = readFileSync(join(folder, 'info/refs'), 'utf8').slice(0, 40);
  writeFileSync(join(folder, 'refs/heads/main'), `${oid}\n`);
}
