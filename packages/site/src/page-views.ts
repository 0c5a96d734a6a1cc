import type { Element, ElementContent } from 'hast';
import { h } from 'hastscript';
import { breadcrumbs } from './breadcrumbs.ts';
import { pageUrlsOf } from './page-urls.ts';
import { pathWords } from './path-words.ts';
import { renderShell } from './shell.ts';
import type { SiteWiki } from './types.ts';

/** What a wiki shows about a page, in the words of its links. */
const VIEWS = { page: 'Page', history: 'History', blame: 'Who wrote what', links: 'What links here' } as const;

/** What stands before the page's name in a view's heading. */
const BEFORE_NAME = { history: 'History of ', blame: 'Who wrote what in ', links: 'What links to ' } as const;

export interface ViewOptions {
  wiki: SiteWiki;
  path: string;
  view: keyof typeof BEFORE_NAME;
  /** Whether a page is there, so that there are other views of it. Default: true. */
  isPage?: boolean;
  /** Follows the page's name, in the title. */
  part?: string;
  main: ElementContent[];
}

/**
 * A document about a page: its name, the way to the other views of it, and what the view shows. Search engines leave it out.
 * The name is made of the path, because the title may change without this being written again; the script shows the title.
 */
export function renderView({ wiki, path, view, isPage = true, part = '', main }: ViewOptions): string {
  return renderShell({
    wiki,
    path,
    title: `${BEFORE_NAME[view]}${pathWords(path)}${part}`,
    noIndex: true,
    head: isPage ? feedLink(wiki, path) : [],
    main: [
      ...breadcrumbs(wiki, path, isPage),
      h('h1', [BEFORE_NAME[view], h('span', { 'data-name': true }, pathWords(path)), part]),
      ...(isPage ? [h('nav.views', { ariaLabel: 'Views of this page' }, [h('ul', viewLinks(wiki, path, view))])] : []),
      ...main,
    ],
  });
}

function viewLinks(wiki: SiteWiki, path: string, current: keyof typeof VIEWS): Element[] {
  const urls = pageUrlsOf(wiki, path);
  return (Object.keys(VIEWS) as (keyof typeof VIEWS)[]).map((view) =>
    h('li', h('a', { href: urls[view], ariaCurrent: view === current ? 'page' : undefined }, VIEWS[view])),
  );
}

/** Under a page's content: the way to what else there is of it. The script opens the first in place. */
export function toolLinks(wiki: SiteWiki, path: string): Element {
  const urls = pageUrlsOf(wiki, path);
  return h('p.tools', [
    h('a.backlinks', { href: urls.links, 'data-links': true }, VIEWS.links),
    ' ',
    h('a', { href: urls.history }, VIEWS.history),
    ' ',
    h('a', { href: urls.blame }, VIEWS.blame),
    ' ',
    h('a', { href: urls.source, type: 'text/markdown' }, 'Markdown source'),
  ]);
}

/** For the head of what belongs to a page: where its changes can be followed. */
export function feedLink(wiki: SiteWiki, path: string): Element[] {
  const { feed } = pageUrlsOf(wiki, path);
  if (feed === undefined) return [];
  return [h('link', { rel: 'alternate', type: 'application/atom+xml', href: feed, title: 'Changes of this page' })];
}
