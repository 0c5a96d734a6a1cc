import { sidebarKey } from '@holt/edge';
import { type PageEntry, readSidebar } from '@holt/site';
import { StorageError } from '@holt/storage';
import type { WikiContext } from './wiki-context.ts';

/**
 * The pages with their titles as the published sidebar lists them: one request. Only a help: what can't be read of it is left to verifying
 * and rebuilding.
 *
 * @throws StorageError
 */
export async function publishedPages({ wiki, store }: WikiContext): Promise<PageEntry[]> {
  try {
    const sidebar = await store.get(sidebarKey(wiki.owner, wiki.name));
    return sidebar === undefined ? [] : readSidebar(new TextDecoder().decode(sidebar.body));
  } catch (error) {
    if (error instanceof StorageError && error.code !== 'damaged') throw error;
    return [];
  }
}
