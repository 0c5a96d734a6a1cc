import { dashUrl } from '@holt/edge';
import type { RenderedPage } from '@holt/markdown';
import { h } from 'hastscript';
import { authorElements } from './author.ts';
import { breadcrumbs } from './breadcrumbs.ts';
import { dateElement, formatDay } from './format-date.ts';
import { articleOf, propertiesOf } from './page-html.ts';
import { pageUrlsOf } from './page-urls.ts';
import { renderShell } from './shell.ts';
import { tableOfContents } from './table-of-contents.ts';
import type { LastChange, SiteWiki } from './types.ts';

export interface RevisionOptions {
  wiki: SiteWiki;
  path: string;
  rendered: RenderedPage;
  /** The commit that left the page so. */
  change: LastChange;
}

/** A page as one commit left it: the same content under a banner that says so. */
export function revisionHtml({ wiki, path, rendered, change }: RevisionOptions): string {
  const urls = pageUrlsOf(wiki, path);
  const commit = dashUrl(wiki.owner, wiki.name, `commit/${change.oid}`);
  return renderShell({
    wiki,
    path,
    // True of the present text as well, which has such an address, too.
    title: `${rendered.title}, as of ${formatDay(change.date)}`,
    noIndex: true,
    head: [h('link', { rel: 'canonical', href: urls.page })],
    main: [
      ...breadcrumbs(wiki, path, true),
      ...tableOfContents(rendered),
      h('aside.revision', { ariaLabel: 'Which text this is' }, [
        h('p', [
          'This is the page as ',
          ...authorElements(change),
          ' left it on ',
          dateElement(change.date),
          ': ',
          h('a', { href: commit }, change.subject || change.oid.slice(0, 8)),
        ]),
        h('p', [h('a', { href: urls.page }, 'The page now'), ' ', h('a', { href: urls.history }, 'History')]),
      ]),
      articleOf(rendered),
      ...propertiesOf(rendered),
    ],
  });
}
