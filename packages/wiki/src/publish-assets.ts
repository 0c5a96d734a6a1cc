import { assetKey } from '@holt/edge';
import { notFoundHtml, ROBOTS_TEXT, SHELL_VERSION, siteAssets } from '@holt/site';
import { type ObjectStore, StorageError } from '@holt/storage';
import { HTML, IMMUTABLE_CACHE_CONTROL, PAGE_CACHE_CONTROL } from './artifact.ts';

/**
 * Puts what all wikis share: the hashed assets, which are never replaced, the page for addresses that name nothing, and what
 * crawlers are told.
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
  await putOfShell(store, '404.html', notFoundHtml(), HTML);
  await putOfShell(store, 'robots.txt', ROBOTS_TEXT, 'text/plain; charset=utf-8');
}

async function putOfShell(store: ObjectStore, name: string, body: string, contentType: string): Promise<void> {
  const key = assetKey(name);
  if ((await store.head(key))?.metadata.shell === SHELL_VERSION) return;
  await store.put(key, body, { contentType, cacheControl: PAGE_CACHE_CONTROL, metadata: { shell: SHELL_VERSION } });
}
