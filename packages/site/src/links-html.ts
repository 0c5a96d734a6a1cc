import { pageUrl, resolve } from '@holt/edge';
import type { Element } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { h } from 'hastscript';
import { renderView } from './page-views.ts';
import { pathWords } from './path-words.ts';
import type { SiteWiki } from './types.ts';

export interface LinksOptions {
  wiki: SiteWiki;
  /** The address that is linked; a page need not have it. */
  path: string;
  /** Paths of the pages that link there, sorted. */
  from: readonly string[];
}

/** Which pages link to an address: by path, because their titles may change without this being written again. */
export function linksHtml({ wiki, path, from }: LinksOptions): string {
  const count = from.length === 1 ? '1 page links' : `${from.length} pages link`;
  return renderView({
    wiki,
    path,
    view: 'links',
    main: [h('p.muted', from.length === 0 ? 'No page links here.' : `${count} here.`), listOf(wiki, from)],
  });
}

function listOf(wiki: SiteWiki, from: readonly string[]): Element {
  return h(
    'ul.links',
    from.map((page) => h('li', h('a', { href: pageUrl(wiki.owner, wiki.name, page) }, pathWords(page)))),
  );
}

const LIST = /<ul class="links">(?:<li><a href="[^"<>]*">[^<>]*<\/a><\/li>)*<\/ul>/g;

/**
 * The paths in what {@link linksHtml} wrote, in its order. Of the document around the list nothing is asked, so that one
 * written by an older version can be read.
 * @throws {TypeError} when there is no such list, or a list that `linksHtml` does not write
 */
export function readLinks(html: string, wiki: SiteWiki): string[] {
  const [list, ...others] = html.match(LIST) ?? [];
  if (list === undefined || others.length > 0) throw damaged();
  const paths = Array.from(list.matchAll(/ href="([^"]*)"/g), ([, href = '']) => {
    // The one character of an address that is written as a reference.
    const route = resolve(href.replaceAll('&#x27;', "'"));
    if (route.kind !== 'object' || route.area !== 'page') throw damaged();
    return route.path;
  });
  if (toHtml(listOf(wiki, paths)) !== list) throw damaged();
  return paths;
}

function damaged(): TypeError {
  return new TypeError('The list of links is not what linksHtml writes: rebuild it from the repository.');
}
