import type { ListedObject, ObjectStore } from '@holt/storage';

/** Every object whose key begins so, in order. */
export async function listAll(store: ObjectStore, prefix: string): Promise<ListedObject[]> {
  const objects: ListedObject[] = [];
  for (let startAfter: string | undefined; ; ) {
    const page = await store.list({ prefix, ...(startAfter !== undefined && { startAfter }) });
    objects.push(...page.objects);
    if (page.next === undefined) return objects;
    startAfter = page.next;
  }
}

/** What lies right below a prefix as a folder, without the prefix and the `/` at its end. */
export async function listFolders(store: ObjectStore, prefix: string): Promise<string[]> {
  const folders: string[] = [];
  for (let startAfter: string | undefined; ; ) {
    const page = await store.list({ prefix, delimiter: '/', ...(startAfter !== undefined && { startAfter }) });
    folders.push(...page.prefixes.map((folder) => folder.slice(prefix.length, -1)));
    if (page.next === undefined) return folders;
    startAfter = page.next;
  }
}
