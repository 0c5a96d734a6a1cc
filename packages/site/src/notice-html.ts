import { dashUrl, HOME_PAGE, pageUrl } from '@holt/edge';
import { h } from 'hastscript';
import { breadcrumbs } from './breadcrumbs.ts';
import { lastChangeElement } from './last-change.ts';
import { pageUrlsOf } from './page-urls.ts';
import { pathTitle } from './path-words.ts';
import { renderShell } from './shell.ts';
import type { LastChange, PageEntry, SiteWiki } from './types.ts';

/** What stands at a wiki's own address while it has no Home page: goes on to the index, and lists nothing itself. */
export function toIndexHtml({ wiki }: { wiki: SiteWiki }): string {
  const href = dashUrl(wiki.owner, wiki.name, '');
  return renderShell({
    wiki,
    path: HOME_PAGE,
    title: wiki.name,
    noIndex: true,
    head: [h('meta', { httpEquiv: 'refresh', content: `0; url=${href}` })],
    main: [
      h('article.content', [
        h('h1', wiki.name),
        h('p', ['This wiki has no page ', h('code', HOME_PAGE), ' yet. ', h('a', { href }, 'All its pages'), '.']),
      ]),
    ],
  });
}

/** What stands at the address of a page that was deleted. */
export function tombstoneHtml(options: { wiki: SiteWiki; path: string; lastChange: LastChange }): string {
  const { wiki, path, lastChange } = options;
  return renderShell({
    wiki,
    path,
    title: pathTitle(path),
    noIndex: true,
    main: [
      ...breadcrumbs(wiki, path),
      h('article.content', [
        h('h1', pathTitle(path)),
        h('p.note', [
          'This page was deleted. What it held is kept in ',
          h('a', { href: pageUrlsOf(wiki, path).history }, 'its history'),
          '.',
        ]),
        lastChangeElement(wiki, 'Deleted', lastChange),
        h('p', ['To bring it back, write a page at ', h('code', path), '.']),
      ]),
    ],
  });
}

export interface AliasOptions {
  wiki: SiteWiki;
  name: string;
  /** At least one. */
  targets: readonly PageEntry[];
  /** How many more pages are called so. */
  omitted?: number;
}

/**
 * What stands at `name` when no page has that path but some are called so: goes on to the one page, or lists them.
 * @throws {TypeError} without targets
 */
export function aliasHtml(options: AliasOptions): string {
  const { wiki, name, targets, omitted = 0 } = options;
  const [first] = targets;
  if (first === undefined) throw new TypeError('aliasHtml needs at least one target.');
  const items = targets.map(({ path, title }) =>
    h('li', [h('a', { href: pageUrl(wiki.owner, wiki.name, path) }, title), ' ', h('small', path)]),
  );
  const href = pageUrl(wiki.owner, wiki.name, first.path);
  const single = targets.length + omitted === 1;
  return renderShell({
    wiki,
    path: name,
    title: pathTitle(name),
    noIndex: true,
    head: single
      ? [h('link', { rel: 'canonical', href }), h('meta', { httpEquiv: 'refresh', content: `0; url=${href}` })]
      : [],
    main: [
      h('article.content', [
        h('h1', pathTitle(name)),
        h('p', single ? 'The page is here:' : `${targets.length + omitted} pages have this name:`),
        h('ul', items),
        omitted === 0
          ? null
          : h('p', [
              `The other ${omitted} are in `,
              h('a', { href: dashUrl(wiki.owner, wiki.name, '') }, 'the index'),
              '.',
            ]),
      ]),
    ],
  });
}

/** What every address shows that names nothing. One for all wikis: the script finds the wiki in the address. */
export function notFoundHtml(): string {
  return renderShell({
    title: 'No such page',
    noIndex: true,
    main: [
      h('article.content', [
        h('h1', 'No such page'),
        h('p', 'Nothing has been written at this address yet, or it is not for you to read.'),
        h('p', [
          'To create the page, let an agent call ',
          h('code', 'write_page'),
          ' with the path ',
          h('span', { 'data-asked': true }, [
            'in this address: what follows the wiki’s name, without ',
            h('code', '.md'),
            '.',
          ]),
        ]),
      ]),
    ],
  });
}
