import { checkFilePath, dashUrl, markdownUrl, pageUrl } from '@holt/edge';
import type { SiteWiki } from './types.ts';

/** The addresses of what a wiki shows of one page. Each is undefined where the path is too long for an address of that kind. */
export interface PageUrls {
  page: string;
  source: string;
  history: string;
  blame: string;
  links: string;
  feed: string | undefined;
}

export function pageUrlsOf(wiki: SiteWiki, path: string): PageUrls {
  const { owner, name } = wiki;
  return {
    page: pageUrl(owner, name, path),
    source: markdownUrl(owner, name, path),
    history: dashUrl(owner, name, `history/${path}`),
    blame: dashUrl(owner, name, `blame/${path}`),
    links: dashUrl(owner, name, `links/${path}`),
    feed: nestedUrl(wiki, 'feed', `${path}.xml`),
  };
}

/** The page as it was at a commit. */
export function revisionUrl(wiki: SiteWiki, oid: string, path: string): string | undefined {
  return nestedUrl(wiki, 'at', `${oid}/${path}`);
}

/** A page of older changes of a page. */
export function olderHistoryUrl(wiki: SiteWiki, path: string, number: number): string | undefined {
  return nestedUrl(wiki, 'older', `${number}/${path}`);
}

/** What follows the first segment must be a path that the edge takes: at most 240 bytes. */
function nestedUrl({ owner, name }: SiteWiki, area: string, rest: string): string | undefined {
  return checkFilePath(rest) === '' ? dashUrl(owner, name, `${area}/${rest}`) : undefined;
}
