import { checkPagePath, dashUrl, pageUrl, resolve } from '@holt/edge';
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
  /** Whether a page is there. Default: true. */
  isPage?: boolean;
}

/**
 * Which pages link to an address: by path, because their titles may change without this being written again. A bare `[[name]]` counts for
 * the root address, so what is said of a page in a folder leads to that list.
 */
export function linksHtml({ wiki, path, from, isPage = true }: LinksOptions): string {
  return renderView({
    wiki,
    path,
    view: 'links',
    isPage,
    main: [h('p.muted', countOf(from)), listOf(wiki, from), ...notesOf(wiki, path, isPage)],
  });
}

/** The name by which alone `[[name]]` links to a page in a folder; undefined at the root, and where no address can be called so. */
export function bareName(path: string): string | undefined {
  const slash = path.lastIndexOf('/');
  const name = path.slice(slash + 1);
  return slash === -1 || checkPagePath(name) !== '' ? undefined : name;
}

function countOf({ length }: readonly string[]): string {
  if (length === 0) return 'No page links to this address.';
  return length === 1 ? '1 page links here.' : `${length} pages link here.`;
}

/** What else there is to know of links to an address. */
function notesOf(wiki: SiteWiki, path: string, isPage: boolean): Element[] {
  if (!isPage) {
    if (path.includes('/')) return [h('p.muted', 'No page has this address.')];
    const example = h('code', `[[${path}]]`);
    const rest = ', lead to the pages of that name in folders, where there are any.';
    return [h('p.muted', ['No page has this address. Links by the name alone, such as ', example, rest])];
  }
  const name = bareName(path);
  if (name === undefined) return [];
  const href = dashUrl(wiki.owner, wiki.name, `links/${name}`);
  const example = h('code', `[[${name}]]`);
  const list = h('a', { href }, 'a list of their own');
  return [h('p.muted', ['Links by the name alone, such as ', example, ', are in ', list, '.'])];
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
