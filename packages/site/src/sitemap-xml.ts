import { pageUrl } from '@holt/edge';
import type { PageEntry, SiteWiki } from './types.ts';
import { xmlDocument, xmlElement } from './xml-element.ts';

/** Of one sitemap: https://www.sitemaps.org/protocol.html */
const MOST_URLS = 50_000;

export interface SitemapOptions {
  wiki: SiteWiki;
  /** The site's scheme and host, such as `https://example.com`. */
  origin: string;
  pages: readonly PageEntry[];
}

/** The addresses of a wiki's pages for search engines: at most 50,000, the first by path. */
export function sitemapXml({ wiki, origin, pages }: SitemapOptions): string {
  const paths = pages.map(({ path }) => path).sort();
  return xmlDocument(
    xmlElement(
      'urlset',
      { xmlns: 'http://www.sitemaps.org/schemas/sitemap/0.9' },
      paths
        .slice(0, MOST_URLS)
        .map((path) => xmlElement('url', {}, [xmlElement('loc', {}, origin + pageUrl(wiki.owner, wiki.name, path))])),
    ),
  );
}
