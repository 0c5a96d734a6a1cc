import type { Element, ElementContent } from 'hast';
import { h } from 'hastscript';
import { breadcrumbs } from './breadcrumbs.ts';
import { pageUrlsOf } from './page-urls.ts';
import { pathTitle } from './path-words.ts';
import { renderShell } from './shell.ts';
import type { SiteWiki } from './types.ts';

/** What a wiki shows about a page, in the words of its links. */
const VIEWS = { page: 'Page', history: 'History', blame: 'Who wrote what', links: 'What links here' } as const;

export interface ViewOptions {
  wiki: SiteWiki;
  path: string;
  view: keyof typeof VIEWS;
  /** Follows the name of the view, in the title. */
  part?: string;
  main: ElementContent[];
}

/** A document about a page: its name, the way to the other views of it, and what the view shows. Search engines leave it out. */
export function renderView({ wiki, path, view, part = '', main }: ViewOptions): string {
  return renderShell({
    wiki,
    path,
    title: `${VIEWS[view]}${part}: ${pathTitle(path)}`,
    noIndex: true,
    head: feedLink(wiki, path),
    main: [
      ...breadcrumbs(wiki, path, true),
      h('h1', VIEWS[view] + part),
      h('nav.views', { ariaLabel: 'Views of this page' }, [h('ul', viewLinks(wiki, path, view))]),
      ...main,
    ],
  });
}

function viewLinks(wiki: SiteWiki, path: string, current: ViewOptions['view']): Element[] {
  const urls = pageUrlsOf(wiki, path);
  return (Object.keys(VIEWS) as ViewOptions['view'][]).map((view) =>
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
