import { assetUrl, dashUrl, HOME_PAGE, wikiUrl } from '@holt/edge';
import type { Element, ElementContent, Properties, Root } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { h } from 'hastscript';
import { ICON, PAGE_SCRIPT, PAGE_SCRIPT_HASH, SCRIPT, SPECULATION_RULES, STYLES } from './assets.generated.ts';
import { rememberHtml } from './remember-html.ts';
import { searchForm } from './search-form.ts';
import type { SiteWiki } from './types.ts';

/** Tells who is signed in; signs in and out. */
const ACCOUNT_URL = '/auth/';

/** Of so many characters in `main` the end comes with the beginning, or soon after. Of more, what has come is worth reading. */
const MOST_HELD = 100_000;

export interface ShellOptions {
  /** Without it the page belongs to no wiki: it has no links of one. */
  wiki?: SiteWiki;
  title: string;
  /** The path of the page shown, for the sidebar to mark. */
  path?: string;
  /** Which part of the header leads here. */
  current?: 'index' | 'changes' | 'search';
  description?: string;
  /** What Open Graph calls it; `website` when not given. */
  type?: 'article' | 'website';
  /** Further elements of `head`. */
  head?: Element[];
  /** For pages that search engines should leave out. */
  noIndex?: boolean;
  main: ElementContent[];
}

/** A whole HTML document around what a page shows. Ids here begin with an upper-case letter, which those of content can't. */
export function renderShell(options: ShellOptions): string {
  const { wiki, title, main } = options;
  const content = toHtml({ type: 'root', children: main }, { allowDangerousHtml: true });
  const base = wiki && wikiUrl(wiki.owner, wiki.name);
  const root: Root = {
    type: 'root',
    children: [
      { type: 'doctype' },
      h('html', { lang: 'en', 'data-base': base, 'data-path': options.path, id: 'Holt-document' }, [
        headOf(options, content.length <= MOST_HELD),
        h('body', [
          h('a.skip', { href: '#Holt-content' }, 'Skip to content'),
          headerOf(wiki, options.current, options.path === HOME_PAGE),
          h('.layout', [h('main#Holt-content', { tabIndex: -1 }, [raw(content)]), sidebarOf(wiki)]),
        ]),
      ]),
    ],
  };
  if (title === '') throw new TypeError('A page needs a title.');
  return toHtml(root, { allowDangerousHtml: true });
}

/** @param isHeld whether nothing of the page is painted until it is read to its end */
function headOf(
  { wiki, title, description, type = 'website', head = [], noIndex }: ShellOptions,
  isHeld: boolean,
): Element {
  return h('head', [
    h('meta', { charSet: 'utf-8' }),
    h('title', wiki ? `${title} · ${wiki.owner}/${wiki.name}` : title),
    h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
    h('meta', { name: 'color-scheme', content: 'light dark' }),
    h('script', [raw(SCRIPT)]),
    // The policy allows it by the hash alone, for which the element must name it.
    h('script', { src: assetUrl(PAGE_SCRIPT.name), integrity: PAGE_SCRIPT_HASH, defer: true }),
    description ? h('meta', { name: 'description', content: description }) : undefined,
    ...(noIndex
      ? [h('meta', { name: 'robots', content: 'noindex' })]
      : [
          h('meta', { property: 'og:title', content: title }),
          h('meta', { property: 'og:type', content: type }),
          description ? h('meta', { property: 'og:description', content: description }) : undefined,
        ]),
    h('link', { rel: 'stylesheet', href: assetUrl(STYLES.name) }),
    // Painted before it is read to its end, a page would move what is seen when the rest comes, and lack its tree of pages.
    isHeld ? h('link', { rel: 'expect', href: '#Holt-document', blocking: 'render' }) : undefined,
    h('link', { rel: 'icon', href: assetUrl(ICON.name), type: 'image/svg+xml' }),
    ...head,
    ...(wiki ? linksOf(wiki) : []),
    h('script', { type: 'speculationrules' }, [raw(SPECULATION_RULES)]),
  ]);
}

/** Where programs find what the wiki has, and what changes in it. */
function linksOf({ owner, name }: SiteWiki): Element[] {
  const feed = dashUrl(owner, name, 'feed.xml');
  return [
    h('link', { rel: 'describedby', href: dashUrl(owner, name, 'llms.txt'), type: 'text/plain' }),
    h('link', { rel: 'alternate', href: feed, type: 'application/atom+xml', title: `Changes of ${owner}/${name}` }),
  ];
}

function raw(value: string): Element {
  return { type: 'raw', value } as unknown as Element;
}

function headerOf(wiki: SiteWiki | undefined, current: ShellOptions['current'], isHome: boolean): Element {
  const key = JSON.stringify(['header', wiki?.owner, wiki?.name, current, isHome]);
  return rememberHtml(key, () => makeHeader(wiki, current, isHome));
}

function makeHeader(wiki: SiteWiki | undefined, current: ShellOptions['current'], isHome: boolean): Element {
  const link = (text: string, to: Properties, isCurrent = false) =>
    h('li', h('a', { ...to, ariaCurrent: isCurrent ? 'page' : undefined }, text));
  const home = wiki ? wikiUrl(wiki.owner, wiki.name) : '/';
  return h('header.top', [
    h('a.wiki', { href: home }, wiki ? [h('span', `${wiki.owner}/`), wiki.name] : 'Holt'),
    // Where the page has a field of its own, there is no second one.
    h('div.search', current === 'search' ? [] : [searchForm(wiki)]),
    h('nav', { ariaLabel: 'Wiki' }, [
      h('ul', [
        link('Home', within(wiki, ''), isHome),
        link('A–Z', within(wiki, '-/'), current === 'index'),
        link('Changes', within(wiki, '-/changes'), current === 'changes'),
        h('li.to-pages', h('a', { href: '#Holt-pages' }, 'Pages')),
        link('Account', { href: ACCOUNT_URL }),
      ]),
    ]),
    h('button#Holt-theme.theme', { type: 'button', ariaLabel: 'Theme' }),
  ]);
}

/** Where a link leads within the wiki. Of a page of no wiki it is kept invisible until the script knows the wiki. */
function within(wiki: SiteWiki | undefined, rest: string): Properties {
  return wiki ? { href: wikiUrl(wiki.owner, wiki.name) + rest } : { 'data-to': rest };
}

/** Its column is kept free for the tree that the script brings; the link to the index is there in any case. */
function sidebarOf(wiki: SiteWiki | undefined): Element {
  return rememberHtml(JSON.stringify(['sidebar', wiki?.owner, wiki?.name]), () => makeSidebar(wiki));
}

function makeSidebar(wiki: SiteWiki | undefined): Element {
  return h('nav#Holt-pages.pages', { ariaLabel: 'Pages' }, [
    h('p', h('a', within(wiki, '-/'), 'All pages')),
    h('input.filter', { type: 'search', ariaLabel: 'Filter pages', placeholder: 'Filter pages', autoComplete: 'off' }),
  ]);
}
