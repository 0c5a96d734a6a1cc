export interface CrawledLink {
  from: string;
  href: string;
  status: number;
}

export interface Crawl {
  /** Site-relative URL → body of every page of status 200 that was reached. */
  pages: Map<string, string>;
  links: CrawledLink[];
}

const HREF = /<a\b[^>]*?\bhref="([^"]*)"/g;

/** Follows every link of a site within a path prefix, as a reader without JavaScript would. */
export async function crawl(origin: string, start: string, prefix: string): Promise<Crawl> {
  const pages = new Map<string, string>();
  const statuses = new Map<string, number>();
  const links: CrawledLink[] = [];
  const queue = [start];
  const fetchOnce = async (path: string) => {
    const known = statuses.get(path);
    if (known !== undefined) return known;
    const response = await fetch(origin + path, { headers: { accept: 'text/html' } });
    statuses.set(path, response.status);
    const body = await response.text();
    if (response.status === 200 && response.headers.get('content-type')?.startsWith('text/html')) {
      pages.set(path, body);
      // An earlier text of a page links what was there then: it is reached, and its links are not followed.
      if (!path.includes('/-/at/')) queue.push(path);
    }
    return response.status;
  };
  await fetchOnce(start);
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    for (const [, raw] of (pages.get(path) ?? '').matchAll(HREF)) {
      const href = (raw as string).replaceAll('&amp;', '&').replaceAll('&#x26;', '&');
      const target = new URL(href, origin + path);
      if (target.origin !== origin || !target.pathname.startsWith(prefix)) continue;
      links.push({ from: path, href, status: await fetchOnce(target.pathname) });
    }
  }
  return { pages, links };
}
