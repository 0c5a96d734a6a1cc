import { HOME_PAGE, pageUrl } from '@holt/edge';
import type { ElementContent } from 'hast';
import { h } from 'hastscript';
import { pathTitle, pathWords } from './path-words.ts';
import type { SiteWiki } from './types.ts';

/** Folders are no pages, so they are text. `withPage` adds the page itself, for what is shown about it. */
export function breadcrumbs(wiki: SiteWiki, path: string, withPage = false): ElementContent[] {
  const folders = path.split('/').slice(0, -1);
  if (folders.length === 0 && !withPage) return [];
  const home = h('li', h('a', { href: pageUrl(wiki.owner, wiki.name, HOME_PAGE) }, 'Home'));
  const page = h('li', h('a', { href: pageUrl(wiki.owner, wiki.name, path) }, pathTitle(path)));
  return [
    h('nav.crumbs', { ariaLabel: 'Breadcrumb' }, [
      h('ol', [
        ...(path === HOME_PAGE ? [] : [home]),
        ...folders.map((folder) => h('li', pathWords(folder))),
        ...(withPage ? [page] : []),
      ]),
    ]),
  ];
}
