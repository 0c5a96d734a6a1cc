import { assetUrl, dashUrl, HOME_PAGE, wikiUrl } from '@holt/edge';
import type { Element, ElementContent, Root } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { h } from 'hastscript';
import { ICON, SCRIPT, STYLES } from './assets.generated.ts';
import type { SiteWiki } from './types.ts';

export interface ShellOptions {
  /** Without it the page belongs to no wiki: it has no links of one. */
  wiki?: SiteWiki;
  title: string;
  /** The path of the page shown, for the sidebar to mark. */
  path?: string;
  /** Which of the header's links leads here. */
  current?: 'index' | 'changes';
  description?: string;
  /** Further elements of `head`. */
  head?: Element[];
  /** For pages that search engines should leave out. */
  noIndex?: boolean;
  main: ElementContent[];
}

/** A whole HTML document around what a page shows. Ids here begin with an upper-case letter, which those of content can't. */
export function renderShell(options: ShellOptions): string {
  const { wiki, title, main } = options;
  const root: Root = {
    type: 'root',
    children: [
      { type: 'doctype' },
      h('html', { lang: 'en' }, [
        headOf(options),
        h('body', [
          h('a.skip', { href: '#Holt-content' }, 'Skip to content'),
          headerOf(wiki, options.current, options.path === HOME_PAGE),
          h('.layout', [h('main#Holt-content', { tabIndex: -1 }, main), sidebarOf(wiki, options.path)]),
          h('script', [{ type: 'raw', value: SCRIPT } as unknown as Element]),
        ]),
      ]),
    ],
  };
  if (title === '') throw new TypeError('A page needs a title.');
  return toHtml(root, { allowDangerousHtml: true });
}

function headOf({ wiki, title, description, head = [], noIndex }: ShellOptions): Element {
  return h('head', [
    h('meta', { charSet: 'utf-8' }),
    h('title', wiki ? `${title} · ${wiki.owner}/${wiki.name}` : title),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('meta', { name: 'color-scheme', content: 'light dark' }),
    description ? h('meta', { name: 'description', content: description }) : undefined,
    noIndex ? h('meta', { name: 'robots', content: 'noindex' }) : undefined,
    h('link', { rel: 'stylesheet', href: assetUrl(STYLES.name) }),
    h('link', { rel: 'icon', href: assetUrl(ICON.name), type: 'image/svg+xml' }),
    ...head,
  ]);
}

function headerOf(wiki: SiteWiki | undefined, current: ShellOptions['current'], isHome: boolean): Element {
  if (wiki === undefined) return h('header.top', [h('a.wiki', { href: '/' }, 'Holt')]);
  const { owner, name } = wiki;
  const home = wikiUrl(owner, name);
  const link = (text: string, href: string, isCurrent: boolean) =>
    h('li', h('a', { href, ariaCurrent: isCurrent ? 'page' : undefined }, text));
  return h('header.top', [
    h('a.wiki', { href: home }, [h('span', `${owner}/`), name]),
    h('nav', { ariaLabel: 'Wiki' }, [
      h('ul', [
        link('Home', home, isHome),
        link('A–Z', dashUrl(owner, name, ''), current === 'index'),
        link('Changes', dashUrl(owner, name, 'changes'), current === 'changes'),
        h('li.to-pages', h('a', { href: '#Holt-pages' }, 'Pages')),
      ]),
    ]),
  ]);
}

/** Its column is kept free for the tree that the script brings; the link to the index is there in any case. */
function sidebarOf(wiki: SiteWiki | undefined, path: string | undefined): Element {
  const base = wiki && wikiUrl(wiki.owner, wiki.name);
  return h('nav#Holt-pages.pages', { ariaLabel: 'Pages', 'data-base': base, 'data-path': path }, [
    wiki && h('p', h('a', { href: dashUrl(wiki.owner, wiki.name, '') }, 'All pages')),
  ]);
}
