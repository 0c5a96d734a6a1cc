import { dashKey } from '@holt/edge';
import { type PageEntry, sitemapXml } from '@holt/site';
import { type Artifact, PAGE_CACHE_CONTROL } from './artifact.ts';
import { readSiteOrigin } from './read-site-origin.ts';
import type { WikiContext } from './wiki-context.ts';

/** Makes the artifact from a wiki's pages; undefined: there is none, and was none. */
export type MakeSitemap = (pages: readonly PageEntry[], generation: number) => Artifact | undefined;

/**
 * Asks for what a sitemap needs to know beside the pages. Its addresses are absolute, so where the site does not know its own there is
 * none, or no longer.
 *
 * @throws StorageError
 */
export async function prepareSitemap(context: WikiContext): Promise<MakeSitemap> {
  const { wiki, store } = context;
  const key = dashKey(wiki.owner, wiki.name, 'sitemap.xml');
  const common = { key, contentType: 'application/xml; charset=utf-8', cacheControl: PAGE_CACHE_CONTROL };
  const origin = await readSiteOrigin(context);
  if (origin !== undefined) {
    return (pages, generation) => ({ ...common, generation, body: () => sitemapXml({ wiki, origin, pages }) });
  }
  const present = await store.head(key);
  const isThere = present !== undefined && present.metadata.state !== 'deleted';
  return (_pages, generation) => (isThere ? { ...common, generation, body: '', deleted: true } : undefined);
}
