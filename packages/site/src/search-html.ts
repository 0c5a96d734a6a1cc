import { dashUrl } from '@holt/edge';
import { h } from 'hastscript';
import { searchForm } from './search-form.ts';
import { renderShell } from './shell.ts';
import type { SiteWiki } from './types.ts';

/**
 * What stands at `-/search`: a field, and what the script finds for the words in the address (`?q=`). The same for all words
 * and at all times. Without JavaScript it leads to the index.
 */
export function searchHtml({ wiki }: { wiki: SiteWiki }): string {
  return renderShell({
    wiki,
    title: 'Search',
    current: 'search',
    noIndex: true,
    main: [
      h('section.results', { ariaLabel: 'Search' }, [
        h('h1', 'Search'),
        searchForm(wiki),
        h('noscript', [
          h('p.note', [
            'Searching needs JavaScript. Without it, ',
            h('a', { href: dashUrl(wiki.owner, wiki.name, '') }, 'the index'),
            ' has every page of this wiki, A to Z.',
          ]),
        ]),
      ]),
    ],
  });
}
