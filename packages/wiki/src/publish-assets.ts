import { assetKey } from '@holt/edge';
import { notFoundHtml, SHELL_VERSION, siteAssets } from '@holt/site';
import { type ObjectStore, StorageError } from '@holt/storage';
import { HTML, IMMUTABLE_CACHE_CONTROL, PAGE_CACHE_CONTROL } from './artifact.ts';

/**
 * Puts what all wikis share: the hashed assets, which are never replaced, and the page for addresses that name nothing.
 * Costs one request an asset when all is there.
 */
export async function publishAssets(store: ObjectStore): Promise<void> {
  for (const { name, body, contentType } of siteAssets()) {
    const key = assetKey(name);
    if ((await store.head(key)) !== undefined) continue;
    try {
      await store.put(key, body, { contentType, cacheControl: IMMUTABLE_CACHE_CONTROL, ifNoneMatch: '*' });
    } catch (error) {
      // Another process put the same bytes: its name holds their hash.
      if (!(error instanceof StorageError && error.code === 'precondition-failed')) throw error;
    }
  }
  const key = assetKey('404.html');
  if ((await store.head(key))?.metadata.shell === SHELL_VERSION) return;
  const metadata = { shell: SHELL_VERSION };
  await store.put(key, notFoundHtml(), { contentType: HTML, cacheControl: PAGE_CACHE_CONTROL, metadata });
}
